import type { Run, TriggerReport } from '../../src-main/contract';
import { MAX_SOURCE } from '../../src-main/shared/limits';
import { EngineError, type LiveAnswer } from '../engine/api';
import { TriggerCounter } from '../gestures/triggers';
import { ruleSettingsOf, type AskedRule } from '../gestures/rule-of';
import { watchVideo, type VideoWatching } from './watch';

/** Between two live answers, more time than this (ms) was not watched. */
const MOST_BETWEEN = 1000;

/** Counts what a live view would have fired, answer by answer. */
export class TriggerCount {
  seconds = 0;
  readonly #counter: TriggerCounter;
  #before: number | null = null;
  /** Time of the last answer, in ms. */
  #last = 0;

  constructor(
    readonly run: Pick<Run, 'classes' | 'preprocess' | 'events'>,
    asked: AskedRule,
    readonly source: string,
  ) {
    this.#counter = new TriggerCounter(ruleSettingsOf(run, asked));
  }

  /** Null: the window is not full. Time is taken from the answers' timestamps, and a first answer is on a whole window. */
  push(answer: LiveAnswer | null): void {
    this.#last = answer?.timestamp ?? this.#last;
    this.#counter.push(answer && answer.probabilities, this.#last, answer ?? undefined);
    if (answer === null) {
      this.#before = null;
      return;
    }
    const { frames, fps } = this.run.preprocess;
    const passed = this.#before === null ? (frames * 1000) / fps : answer.timestamp - this.#before;
    if (this.#before === null || passed <= MOST_BETWEEN) this.seconds += passed / 1000;
    this.#before = answer.timestamp;
  }

  report(): TriggerReport {
    return {
      measured: new Date().toISOString(),
      source: this.source.slice(0, MAX_SOURCE),
      seconds: this.seconds,
      ...this.#counter.counts(this.run.classes),
    };
  }
}

export interface VideoCount extends Omit<VideoWatching, 'onAnswer'> {
  asked: AskedRule;
  name: string;
}

/**
 * Counts what fires in a whole video. What was watched by then is told where it is ended early. Rejects as `watchVideo`
 * does, or with `CANCELLED` where nothing was watched.
 */
export async function countInVideo(
  bytes: Blob,
  { asked, name, ...watching }: VideoCount,
): Promise<TriggerReport> {
  const count = new TriggerCount(watching.model.run, asked, name);
  await watchVideo(bytes, { ...watching, onAnswer: (answer) => count.push(answer) });
  if (watching.signal.aborted && count.seconds === 0) {
    throw new EngineError('CANCELLED', 'It was stopped before anything was watched.');
  }
  return count.report();
}
