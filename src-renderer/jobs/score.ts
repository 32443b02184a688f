import type { EventRule, EventScore, RuleFit, Run, StretchReport } from '../../src-main/contract';
import { EngineError } from '../engine/api';
import type { EventTruth } from '../gestures/event-score';
import { ruleSettingsOf, type AskedRule } from '../gestures/rule-of';
import { scoreRule, type AnsweredStretch } from '../gestures/rule-score';
import { isNone } from '../learning/none-class';
import { watchVideo, type VideoWatching } from './watch';

export interface ScoreJob extends Omit<VideoWatching, 'onAnswer'> {
  asked: AskedRule;
  truth: EventTruth;
}

/**
 * How well the events that the app's rule makes of a model's answers match what was done in a video. An event's time is
 * that of the frame that decided it. Rejects as `answerVideo` does, and with `INVALID` where something is said to have
 * been done after the video's end.
 */
export async function scoreVideo(bytes: Blob, { asked, truth, ...watching }: ScoreJob): Promise<EventScore> {
  const { answers, seconds } = await answerVideo(bytes, watching);
  const last = Math.max(...truth.gestures.map(({ start }) => start));
  if (last >= seconds) {
    throw new EngineError(
      'INVALID',
      `The truth has a gesture that starts at ${last} s, but the video ends after ${seconds.toFixed(1)} s. Is it the truth of another video?`,
    );
  }
  return scoreOf(watching.model.run, [{ answers, truth, seconds }], asked);
}

/**
 * What a model says of a whole video, window by window. Rejects as `watchVideo` does, and with `CANCELLED` where it was
 * ended early.
 */
export async function answerVideo(
  bytes: Blob,
  watching: Omit<VideoWatching, 'onAnswer'>,
): Promise<Pick<AnsweredStretch, 'answers' | 'seconds'>> {
  const answers: AnsweredStretch['answers'][number][] = [];
  const seconds = await watchVideo(bytes, {
    ...watching,
    onAnswer: (answer, at) =>
      answers.push({ probabilities: answer && answer.probabilities, typicality: answer?.typicality, at }),
  });
  if (watching.signal.aborted) {
    throw new EngineError('CANCELLED', 'It was stopped before the end, so there is no score.');
  }
  return { answers, seconds };
}

/** The score of a run's rule, with what is asked for in place of what is kept, over stretches that the run has answered. */
export function scoreOf(
  run: Pick<Run, 'classes' | 'events'>,
  stretches: readonly AnsweredStretch[],
  asked: AskedRule,
): EventScore {
  const { classes } = run;
  const { none, ...rule } = ruleSettingsOf(run, asked);
  const { perClass, verdicts, told, ...rates } = scoreRule(stretches, rule, none);
  return {
    ...rates,
    threshold: asked.threshold,
    perClass: classes.flatMap((each, index) => {
      const own = perClass[index];
      return isNone(each) || !own ? [] : [{ classId: each.id, name: each.name, ...own }];
    }),
    told: told.flat().map(({ index, ...event }, each) => {
      const verdict = verdicts[each];
      return {
        class: classes[index]?.name ?? '',
        ...event,
        gesture: verdict && 'gesture' in verdict ? verdict.gesture : null,
        wrong: verdict && 'wrong' in verdict ? verdict.wrong : null,
      };
    }),
  };
}

/**
 * Those of a run's stretches that tell how good it is: such as it has not learnt from and its rule was not fitted to, or all
 * where there are no others.
 */
export function judgedOf<S>(
  all: readonly S[],
  { ruleFit, learntStretches = [] }: Pick<Run, 'ruleFit' | 'learntStretches'>,
  idOf: (each: S) => string,
): { counted: S[]; fitted: boolean; leftOut: number } {
  const known = new Set([...learntStretches, ...(ruleFit?.stretches ?? [])]);
  const others = all.filter((each) => !known.has(idOf(each)));
  if (others.length === 0) return { counted: [...all], fitted: all.length > 0, leftOut: 0 };
  return { counted: others, fitted: false, leftOut: all.length - others.length };
}

/** The stretches that a rule is to be fitted to: those that models may learn from, or all where there are none. */
export function toFitOn<S extends { readonly learn?: boolean | undefined }>(all: readonly S[]): S[] {
  const ticked = all.filter(({ learn }) => learn === true);
  return ticked.length > 0 ? ticked : [...all];
}

/** What a rule was found by that these stretches gave. */
export const fitOf = (
  stretches: readonly (Pick<AnsweredStretch, 'truth'> & { id: string })[],
  rule: EventRule,
): RuleFit => ({
  clips: 0,
  stretches: stretches.map(({ id }) => id),
  gestures: stretches.reduce((sum, { truth }) => sum + truth.gestures.length, 0),
  rule,
});

/** As much of a score as is kept with its run. */
export function reportOf(
  score: Omit<StretchReport, 'measured' | 'stretches' | 'fitted' | 'leftOut'>,
  { counted, fitted, leftOut }: { counted: readonly unknown[]; fitted: boolean; leftOut: number },
): StretchReport {
  const { seconds, threshold, gestures, events, right, f1, precision, recall, delayP50, delayP95 } = score;
  const rates = { gestures, events, right, f1, precision, recall, delayP50, delayP95 };
  const { falsePerHour } = score;
  const of = { stretches: counted.length, fitted, leftOut };
  return { measured: new Date().toISOString(), ...of, seconds, threshold, ...rates, falsePerHour };
}
