import type { CaptureSettings } from '../../src-main/contract';
import { CameraError, type CameraFeed, type FrameClock } from './api';
import { bestSource, videoTrackOf, type FrameSource } from './frame-source';
import { FrameTaker } from './frame-taker';

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
  const taker = new FrameTaker(capture);
  let alive: () => void = () => undefined;
  const firstPicture = new Promise<void>((resolve) => (alive = resolve));

  const stop = source(track, (frame) => {
    if (taker.offer(frame)) alive();
  });
  const close = (): void => {
    taker.close();
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

  return { capture, onFrame: (listener) => taker.onFrame(listener), close };
}
