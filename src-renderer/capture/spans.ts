import type { CaptureSettings } from '../../src-main/contract';
import type { Stretch } from './clip-builder';

/** Of a window: how much of the last one may be missing from a span that is cut into several. */
const TOLERANCE = 0.05;
/** Of a window: what lacks no more than this is as long. */
const HARDLY_SHORTER = 0.1;
/** Frames that a clip may have at most. */
const MOST_FRAMES = 1024;

/** A video that lasts longer than a window by that window, or by so many seconds, is long: its middle would likely miss the gesture. */
const LONGER = 1.6;

export const windowSeconds = ({ frames, fps }: Pick<CaptureSettings, 'frames' | 'fps'>): number =>
  frames / fps;

/** Whether a video is so long that it is not clear where in it the gesture is. */
export function isLong(seconds: number, capture: Pick<CaptureSettings, 'frames' | 'fps'>): boolean {
  const window = windowSeconds(capture);
  return seconds > window + Math.min(window, LONGER);
}

/**
 * The stretches of a span that become clips, each of one window's length and one right after the other, in the span's
 * middle: as many as fit, and at least one, which reaches beyond a span that is shorter. None leaves the video where
 * that is long enough.
 */
export function windowsOf(span: Stretch, seconds: number, whole: Stretch): Stretch[] {
  const count = Math.max(1, Math.floor((span.to - span.from) / seconds + TOLERANCE));
  const wanted = (span.from + span.to - count * seconds) / 2;
  const start = Math.max(whole.from, Math.min(wanted, whole.to - count * seconds));
  return Array.from({ length: count }, (_, index) => ({
    from: start + index * seconds,
    to: start + (index + 1) * seconds,
  }));
}

/** Of the frames of a window, those that some footage fills: all of them, but where it is plainly shorter. */
export function framesIn(
  { from, to }: Stretch,
  { frames, fps }: Pick<CaptureSettings, 'frames' | 'fps'>,
): number {
  const own = Math.round((to - from) * fps);
  return own < (1 - HARDLY_SHORTER) * frames ? Math.max(1, own) : frames;
}

/** The frames of a clip that holds a whole span at the capture rate; never fewer than a window has. */
export function framesOf(
  { from, to }: Stretch,
  { frames, fps }: Pick<CaptureSettings, 'frames' | 'fps'>,
): number {
  return Math.min(MOST_FRAMES, Math.max(frames, Math.round((to - from) * fps)));
}
