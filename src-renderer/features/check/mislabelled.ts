import type { ClipInfo, Run } from '../../../src-main/contract';
import { clipKey } from '../../../src-main/shared/clip-key';
import { doubtsOf } from '../../learning/doubt';

/** As much of a run as tells what its model took clips for that it had not learnt from. */
export type Trial = Pick<Run, 'classes' | 'metrics' | 'from'>;

/** A clip that models took for another class. */
export interface Doubt {
  clip: ClipInfo;
  /** The class that the newest of them took it for, how sure it was of that, and how sure of the clip's own. */
  as: string;
  confidence: number;
  own: number;
  /** How many models had not learnt from it, and how many of these took it for `as`. */
  models: number;
  agree: number;
}

interface Verdict {
  predicted: string;
  confidence: number;
  own: number;
  doubtful: boolean;
}

/** More would be no help to anybody. */
const FINDINGS_LIMIT = 20;
/** Confidences are kept to four places; nothing is less likely than this. */
const PROBABILITY_FLOOR = 1e-4;

/**
 * Clips that are most likely of another class, judged by models that had not learnt from them ({@link doubtsOf}); runs with
 * different splits together amount to a cross-validation. A clip counts where the newest model and at least half of all
 * doubt its class; those of the greatest mean loss come first.
 * @param trials the newest first
 * @param clips all there are now; those moved since are passed over
 */
export function mislabelledOf(trials: readonly Trial[], clips: readonly ClipInfo[]): Doubt[] {
  const verdicts = new Map<string, Verdict[]>();
  for (const trial of trials) {
    for (const [key, verdict] of verdictsOf(trial)) {
      const others = verdicts.get(key);
      if (others) others.push(verdict);
      else verdicts.set(key, [verdict]);
    }
  }
  const known = new Set(clips.map(({ classId }) => classId));
  const found = clips.flatMap((clip) => {
    const all = verdicts.get(clipKey(clip)) ?? [];
    const [newest] = all;
    const doubtful = all.filter((verdict) => verdict.doubtful).length;
    if (!newest?.doubtful || 2 * doubtful < all.length || !known.has(newest.predicted)) return [];
    const { predicted: as, confidence, own } = newest;
    const agree = all.filter(({ predicted }) => predicted === as).length;
    const loss =
      all.reduce((sum, each) => sum - Math.log(Math.max(PROBABILITY_FLOOR, each.own)), 0) / all.length;
    return [{ doubt: { clip, as, confidence, own, models: all.length, agree }, loss }];
  });
  return found
    .sort((a, b) => b.loss - a.loss)
    .slice(0, FINDINGS_LIMIT)
    .map(({ doubt }) => doubt);
}

/** What a model took each clip for that neither it nor one it came from had learnt from, by the clip's key. */
function verdictsOf({ classes, metrics, from }: Trial): Map<string, Verdict> {
  const idOf = (key: string): string => key.slice(key.indexOf('/') + 1);
  // Whatever its class was then.
  const learnt = new Set(from?.learnt.map(idOf));
  const answers = [metrics.validation, metrics.test]
    .flatMap((part) => part?.answers ?? [])
    .filter(({ clip }) => !learnt.has(idOf(clip)))
    .map((answer) => {
      const truth = classes.findIndex(({ id }) => answer.clip.startsWith(`${id}/`));
      // Runs of versions before do not tell it; it is no more than what is left.
      const most = truth === answer.predicted ? answer.confidence : 1 - answer.confidence;
      return { ...answer, truth, own: answer.own ?? most };
    });
  const doubts = doubtsOf(answers, classes.length);
  return new Map(
    answers.map(({ clip, predicted, confidence, own }, index) => [
      clip,
      { predicted: classes[predicted]?.id ?? '', confidence, own, doubtful: doubts[index] === true },
    ]),
  );
}
