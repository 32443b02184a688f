import type { CaptureSettings } from '../../src-main/contract';
import { CameraError, type CameraFeed, type CapturedFrame, type FrameClock } from './api';
import { bestSource, videoTrackOf, type FrameSource } from './frame-source';
import { FrameSchedule } from './frame-schedule';
import { Sampler } from './sampler';

/** How long to wait for a camera's first picture, in ms. Some take seconds to wake up. */
const PATIENCE = 10_000;

/**
 * Takes frames from an open camera at the capture settings' rate: cropped around the centre, resized, mirrored where
 * the settings say so. Resolves when the first picture is there; rejects with a {@link CameraError} where none comes.
 */
export async function startFrameClock(
  feed: Pick<CameraFeed, 'stream'>,
  capture: CaptureSettings,
  source: FrameSource = bestSource(),
): Promise<FrameClock> {
  const track = videoTrackOf(feed.stream);
  const listeners = new Set<(frame: CapturedFrame) => void>();
  const sampler = new Sampler(capture);
  const schedule = new FrameSchedule(capture.fps);
  let alive: () => void = () => undefined;
  const firstPicture = new Promise<void>((resolve) => (alive = resolve));

  const stop = source(track, ({ picture, timestamp, arrived }) => {
    // A camera that is still waking up can send a picture without size.
    if (picture.width === 0 || picture.height === 0) return;
    const due = schedule.offer(timestamp, arrived);
    if (!due) return;
    alive();
    if (listeners.size === 0) return;
    const frame = { rgb: sampler.take(picture), timestamp, ...due };
    for (const listener of listeners) listener(frame);
  });
  const close = (): void => {
    listeners.clear();
    stop();
  };

  const timer = setTimeout(() => silent(), PATIENCE);
  let silent: () => void = () => undefined;
  const silence = new Promise<never>((_, reject) => {
    silent = () =>
      reject(
        new CameraError(
          'CAMERA_UNAVAILABLE',
          'The camera sends no pictures. Unplug it, plug it in again and retry.',
        ),
      );
  });
  try {
    await Promise.race([firstPicture, silence]);
  } catch (error) {
    close();
    throw error;
  } finally {
    clearTimeout(timer);
  }

  return {
    capture,
    onFrame(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close,
  };
}
