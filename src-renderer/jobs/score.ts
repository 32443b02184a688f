import type { EventScore } from '../../src-main/contract';
import { EngineError } from '../engine/api';
import { EventLog, type GestureNews } from '../gestures/event-log';
import { scoreEvents, type EventTruth } from '../gestures/event-score';
import { ruleOf } from '../gestures/rule-of';
import { isNone } from '../learning/none-class';
import { watchVideo, type VideoWatching } from './watch';

export interface ScoreJob extends Omit<VideoWatching, 'onAnswer'> {
  threshold: number;
  truth: EventTruth;
}

/**
 * How well the events that the app's rule makes of a model's answers match what was done in a video. An event's time is
 * that of the frame that decided it. Rejects as `watchVideo` does, with `CANCELLED` where it was ended early, and with
 * `INVALID` where something is said to have been done after the video's end.
 */
export async function scoreVideo(
  bytes: Blob,
  { threshold, truth, ...watching }: ScoreJob,
): Promise<EventScore> {
  const { classes } = watching.model.run;
  const log = new EventLog(ruleOf(watching.model.run, { threshold }));
  const told: { index: number; confidence: number; start: number; end: number }[] = [];
  const take = (news: readonly GestureNews[]): void => {
    for (const { gesture } of news) {
      if (gesture.end !== null) told.push({ ...gesture, end: gesture.end });
    }
  };
  const seconds = await watchVideo(bytes, {
    ...watching,
    onAnswer: (answer, at) => take(log.push(answer && answer.probabilities, at)),
  });
  if (watching.signal.aborted) {
    throw new EngineError('CANCELLED', 'It was stopped before the end, so there is no score.');
  }
  take(log.close(1000 * seconds));
  const last = Math.max(...truth.gestures.map(({ start }) => start));
  if (last >= seconds) {
    throw new EngineError(
      'INVALID',
      `The truth has a gesture that starts at ${last} s, but the video ends after ${seconds.toFixed(1)} s. Is it the truth of another video?`,
    );
  }
  const { perClass, verdicts, ...rates } = scoreEvents(told, truth, { seconds, classes: classes.length });
  return {
    seconds,
    threshold,
    ...rates,
    perClass: classes.flatMap((each, index) => {
      const own = perClass[index];
      return isNone(each) || !own ? [] : [{ classId: each.id, name: each.name, ...own }];
    }),
    told: told.map(({ index, ...event }, each) => {
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
