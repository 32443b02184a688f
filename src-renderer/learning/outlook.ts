import type { Preset } from '../../src-main/contract';
import { count, list, percent } from '../../src-main/shared/words';

/** How an instant model names clips whose session, or part of their one session, it was made without. */
interface InstantScore {
  right: number;
  of: number;
  sessions: number;
}

/**
 * What was measured on 150 clips of five people, six gestures (README, docs/decisions/0009, tests/bench/results): the share
 * right of people left out, by Instant and by presets that train, the mean of two seeds.
 */
const BALANCED = [
  { learnt: 'learnt from one person', instant: 0.843, trained: 0.912 },
  { learnt: 'learnt from four', instant: 0.993, trained: 0.991 },
] as const;
const QUICK = { learnt: 'learnt from one person', instant: 0.843, trained: 0.839 } as const;
/** Of Instant's mistakes, the share that training took away there; it added none that is more than chance. */
const TAKEN_AWAY = BALANCED.map(({ instant, trained }) => Math.max(0, (trained - instant) / (1 - instant)));
/** So large a share of mistakes, and one mistake, is too little for training to show. */
const HARDLY_ANY = 0.02;
/** Fewer clips make a score that can be far off. */
const FEW_CLIPS = 20;

/** What training with a preset is likely to bring beyond Instant here, as far as is known, as sentences. */
export function trainingOutlook(score: InstantScore, preset: Preset | null): string[] {
  const { right, of, sessions } = score;
  const wrong = of - right;
  const unseen = sessions > 1 ? 'their session' : 'them';
  const said = `Instant, with nothing trained, names ${right} of ${count(of, 'clip')} rightly where it has not seen ${unseen}.`;
  return [said, likely(wrong, of, preset), ...doubts(score)];
}

function likely(wrong: number, of: number, preset: Preset | null): string {
  if (wrong <= 1 || wrong <= HARDLY_ANY * of)
    return 'Training can hardly improve on that. Clips of other people and places would tell more.';
  const tests = 'In Beckon’s own tests on people left out,';
  if (preset === 'quick') {
    const { learnt, instant, trained } = QUICK;
    return `${tests} Quick got ${percent(trained, 0)} where Instant got ${percent(instant, 0)} (${learnt}), so it is not likely to bring more.`;
  }
  const [least, most] = [Math.min(...TAKEN_AWAY), Math.max(...TAKEN_AWAY)].map((share) =>
    Math.round(of - wrong + share * wrong),
  ) as [number, number];
  const measured = BALANCED.map(({ learnt, instant, trained }) => {
    const [before, after] = [percent(instant, 0), percent(trained, 0)];
    return before === after
      ? `left it at ${after} (${learnt})`
      : `raised this from ${before} to ${after} (${learnt})`;
  });
  const here = least === most ? `about ${least}` : `${least} to ${most}`;
  return `${tests} the preset Balanced ${list(measured)}. At that rate, expect ${here} of ${of} here.`;
}

function doubts({ of, sessions }: InstantScore): string[] {
  return [
    ...(sessions === 1
      ? [
          'All clips are of one session, so neither is known to work at another time or for another person. A second session tells more than training.',
        ]
      : []),
    ...(of < FEW_CLIPS ? [`${count(of, 'clip')} are few, so this can be far off.`] : []),
  ];
}
