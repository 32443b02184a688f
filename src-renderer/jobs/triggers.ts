import type { CaptureSettings, ModelFiles, Run, TriggerReport } from '../../src-main/contract';
import { MAX_SOURCE } from '../../src-main/shared/limits';
import { framesIn, ImportError } from '../capture/clip-builder';
import { openFootage } from '../capture/footage';
import { EngineError, type Engine, type LiveAnswer } from '../engine/api';
import { TriggerCounter } from '../gestures/triggers';
import { isNone } from '../learning/none-class';
import { timeLeft } from './time-left';

/** Between two live answers, more time than this (ms) was not watched. */
const MOST_BETWEEN = 1000;

/** Counts what a live view would have fired, answer by answer. */
export class TriggerCount {
  seconds = 0;
  readonly #counter: TriggerCounter;
  #before: number | null = null;

  constructor(
    readonly run: Pick<Run, 'classes' | 'preprocess'>,
    readonly threshold: number,
    readonly source: string,
  ) {
    this.#counter = new TriggerCounter(threshold, run.classes.map(isNone));
  }

  /** Null: the window is not full. Time is taken from the answers' timestamps, and a first answer is on a whole window. */
  push(answer: LiveAnswer | null): void {
    this.#counter.push(answer && answer.probabilities);
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

export interface VideoCount {
  engine: Engine;
  model: ModelFiles;
  /** Of the project; frames, rate and mirroring are as the model has them. */
  capture: CaptureSettings;
  threshold: number;
  name: string;
  /** Ends it early; what was watched by then is told. */
  signal: AbortSignal;
  onProgress: (done: number, total: number, secondsLeft: number | null) => void;
}

/**
 * Watches a whole video with a model, frame after frame, as Live does. Rejects with an `ImportError` where it cannot be
 * read or is shorter than the model's window, or with `CANCELLED` where nothing was watched.
 */
export async function countInVideo(
  bytes: Blob,
  { engine, model, capture, threshold, name, signal, onProgress }: VideoCount,
): Promise<TriggerReport> {
  const { frames, fps, mirror } = model.run.preprocess;
  const { width, height } = capture;
  const footage = await openFootage(bytes);
  try {
    const total = framesIn(footage.seconds, fps);
    if (total <= frames) {
      throw new ImportError(`It is no longer than the ${frames / fps} s that the model looks at at a time.`);
    }
    const count = new TriggerCount(model.run, threshold, name);
    const stream = await engine.openStream(model);
    try {
      const left = timeLeft();
      let done = 0;
      for await (const rgb of footage.frames({ ...capture, frames, fps, mirror })) {
        if (signal.aborted) break;
        const timestamp = (done * 1000) / fps;
        count.push(await stream.push({ rgb: rgb.slice(), width, height, mirror, timestamp, missed: 0 }));
        done += 1;
        onProgress(done, total, left(done, total));
      }
    } finally {
      stream.close();
    }
    if (signal.aborted && count.seconds === 0) {
      throw new EngineError('CANCELLED', 'It was stopped before anything was watched.');
    }
    return count.report();
  } finally {
    footage.close();
  }
}
