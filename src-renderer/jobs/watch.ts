import type { CaptureSettings, ModelFiles } from '../../src-main/contract';
import { framesIn, ImportError } from '../capture/clip-builder';
import { openFootage } from '../capture/footage';
import type { Engine, LiveAnswer } from '../engine/api';
import { timeLeft } from './time-left';

/** What it takes to watch something with a model. */
interface Watching {
  engine: Pick<Engine, 'openStream'>;
  model: ModelFiles;
  /** Of the project; frames, rate and mirroring are as the model has them. */
  capture: CaptureSettings;
  /** Ends it early. */
  signal: AbortSignal;
  /** Told of each frame that was looked at, and its time (ms); null: the window is not full. Waited for. */
  onAnswer: (answer: LiveAnswer | null, at: number) => unknown;
}

/** Watches a video. `done` of `total` are in seconds of it. */
export interface VideoWatching extends Watching {
  onProgress: (done: number, total: number, secondsLeft: number | null) => void;
}

/**
 * Watches a whole video with a model as Live watches a camera: pictures are taken at the model's rate by the times they
 * are shown at, and those that a slow video lacks are told as missed. Answers the seconds that were watched: fewer than
 * it has where it was ended early. Rejects with an `ImportError` where it cannot be read or is shorter than the model's
 * window.
 */
export async function watchVideo(
  bytes: Blob,
  { engine, model, capture, signal, onAnswer, onProgress }: VideoWatching,
): Promise<number> {
  const { frames, fps, mirror } = model.run.preprocess;
  const { width, height } = capture;
  const footage = await openFootage(bytes);
  try {
    const { seconds } = footage;
    if (framesIn(seconds, fps) <= frames) {
      throw new ImportError(`It is no longer than the ${frames / fps} s that the model looks at at a time.`);
    }
    const stream = await engine.openStream(model);
    try {
      const left = timeLeft();
      let watched = 0;
      for await (const { rgb, timestamp, dropped } of footage.frames({ ...capture, frames, fps, mirror })) {
        if (signal.aborted) return watched;
        const frame = { rgb: rgb.slice(), width, height, mirror, timestamp, missed: dropped };
        await onAnswer(await stream.push(frame), timestamp);
        watched = Math.min(timestamp / 1000 + 1 / fps, seconds);
        onProgress(watched, seconds, left(watched, seconds));
      }
      return seconds;
    } finally {
      stream.close();
    }
  } finally {
    footage.close();
  }
}
