import type { CaptureSettings } from '../../src-main/contract';
import type { CapturedFrame } from './api';
import { FrameFiller } from './frame-filler';
import { FrameSchedule } from './frame-schedule';
import { Sampler, type Picture } from './sampler';

/** A picture of a video or an animation, and from when to when it is shown, in seconds from the beginning. */
export interface ShownPicture {
  picture: Picture;
  from: number;
  to: number;
}

/** What is shown for longer than this (s) stands still; a camera would send it again and again. */
export const STILL = 0.25;

/**
 * Takes frames from pictures at the capture settings' rate by the times they are shown at, as the frame clock takes them
 * from a camera that sends the same pictures. Each frame is valid until the next; timestamps are in ms from the
 * beginning.
 */
export async function* framesOf(
  pictures: AsyncIterable<ShownPicture>,
  capture: CaptureSettings,
): AsyncGenerator<CapturedFrame> {
  const sampler = new Sampler(capture);
  const schedule = new FrameSchedule(capture.fps);
  const filler = new FrameFiller(capture.fps);
  for await (const shown of pictures) {
    let taken = false;
    for (const timestamp of timesOf(shown, capture.fps)) {
      const due = schedule.offer(timestamp, timestamp);
      if (!due) continue;
      if (!taken) sampler.take(shown.picture);
      taken = true;
      yield* filler.fill({ rgb: sampler.rgb, timestamp, ...due });
    }
  }
}

/** When a camera would send the picture, in ms: once, or at the rate asked for as long as it stands still. */
function timesOf({ from, to }: ShownPicture, fps: number): number[] {
  const count = to - from > STILL ? Math.ceil((to - from) * fps - 1e-6) : 1;
  return Array.from({ length: count }, (_, index) => 1000 * (from + index / fps));
}
