import type { CaptureSettings } from '../../src-main/contract';
import { CameraError, type CameraFeed, type CapturedFrame } from '../capture/api';
import { framesIn, ImportError } from '../capture/clip-builder';
import { openFootage } from '../capture/footage';
import { startFrameClock } from '../capture/frame-clock';
import type { LiveAnswer, LiveModel, LiveStream } from '../engine/api';
import { timeLeft } from './time-left';

/** What it takes to watch something with a model. */
export interface Watching {
  engine: { openStream: (model: LiveModel) => Promise<LiveStream> };
  model: LiveModel;
  /** Of the project; frames, rate and mirroring are as the model has them. */
  capture: CaptureSettings;
  /** Ends it early. */
  signal: AbortSignal;
  /** Told of each frame that was looked at, and its time (ms) from the beginning; null: the window is not full. */
  onAnswer: (answer: LiveAnswer | null, at: number) => unknown;
}

/** Watches a video. `done` of `total` are in seconds of it. */
export interface VideoWatching extends Watching {
  onProgress: (done: number, total: number, secondsLeft: number | null) => void;
}

/**
 * Watches a whole video with a model as Live watches a camera: pictures are taken at the model's rate by the times they
 * are shown at, and those that a slow video lacks are made as a slow camera's are. Answers the seconds that were watched: fewer than
 * it has where it was ended early. Rejects with an `ImportError` where it cannot be read or is shorter than the model's
 * window.
 */
export async function watchVideo(
  bytes: Blob,
  { engine, model, capture, signal, onAnswer, onProgress }: VideoWatching,
): Promise<number> {
  const { frames, fps, mirror } = model.run.preprocess;
  const footage = await openFootage(bytes);
  try {
    const { seconds } = footage;
    if (framesIn(seconds, fps) <= frames) {
      throw new ImportError(
        `It is no longer than the ${frames / fps} s that the model needs for one answer.`,
      );
    }
    const size = sizeOf(capture, mirror);
    const stream = await engine.openStream(model);
    try {
      const left = timeLeft();
      let watched = 0;
      for await (const { rgb, timestamp, dropped, filled } of footage.frames({
        ...capture,
        frames,
        fps,
        mirror,
      })) {
        if (signal.aborted) return watched;
        await onAnswer(
          await stream.push({ ...size, rgb: rgb.slice(), timestamp, missed: dropped, filled }),
          timestamp,
        );
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

/**
 * So many frames may wait for their answers; a slow machine skips others instead of falling further behind. Those that are filled
 * in come all at once, right before the camera's own, and are skipped first.
 */
const MOST_WAITING = 2;
/** How often it is looked whether pictures still come (ms). */
const PATIENCE_CHECK = 250;

/**
 * Watches a camera with a model as Live does, until it is ended. Answers the seconds that were watched. Rejects with a
 * `CameraError` where it gives no pictures or is taken away; with `patience`, also where none came for so long (ms).
 */
export async function watchCamera(
  feed: CameraFeed,
  { engine, model, capture, signal, onAnswer, patience = Infinity }: Watching & { patience?: number },
): Promise<number> {
  const { frames, fps, mirror } = model.run.preprocess;
  const size = sizeOf(capture, mirror);
  const stream = await engine.openStream(model);
  let [waiting, skipped] = [0, 0];
  let began: number | null = null;
  let last = 0;
  let pictured = performance.now();
  let waits: ReturnType<typeof setInterval> | undefined;
  const look = async ({ rgb, timestamp, dropped, filled }: CapturedFrame): Promise<void> => {
    began ??= timestamp;
    pictured = performance.now();
    last = timestamp - began;
    const missed = skipped + dropped;
    skipped = waiting >= (filled ? 1 : MOST_WAITING) ? missed + 1 : 0;
    if (skipped > 0) return;
    if (!filled) waiting += 1;
    try {
      const at = last;
      const answer = await stream.push({ ...size, rgb: rgb.slice(), timestamp, missed, filled });
      if (!signal.aborted) await onAnswer(answer, at);
    } finally {
      if (!filled) waiting -= 1;
    }
  };
  try {
    const clock = await startFrameClock(feed, { ...capture, frames, fps, mirror });
    try {
      await new Promise<void>((resolve, reject) => {
        feed.onEnded = reject;
        signal.addEventListener('abort', () => resolve(), { once: true });
        if (signal.aborted) resolve();
        waits = setInterval(() => {
          if (performance.now() - pictured < patience) return;
          reject(new CameraError('CAMERA_UNAVAILABLE', `“${feed.device.label}” gives no pictures any more.`));
        }, PATIENCE_CHECK);
        clock.onFrame((frame) => void look(frame).catch(reject));
      });
      return began === null ? 0 : last / 1000 + 1 / fps;
    } finally {
      feed.onEnded = null;
      clearInterval(waits);
      clock.close();
    }
  } finally {
    stream.close();
  }
}

const sizeOf = ({ width, height }: CaptureSettings, mirror: boolean) => ({ width, height, mirror });
