import { CLIP_FRAMES } from './limits';

/** How clips are recorded, as far as it says how long they are. */
interface Window {
  readonly frames: number;
  readonly fps: number;
}

/** How long the gestures of a class usually last. */
export interface GestureLength {
  readonly name: string;
  readonly seconds: number;
}

/** So many windows long may a gesture be: a window need not hold every last frame of it. */
const HELD = 1.3;
/** The longest clips that are made without being asked for, in seconds and in frames: longer ones cost more than they show. */
const LONGEST = { seconds: 4, frames: 64 } as const;

/** How many seconds the gesture of a video may last: in what goes on for longer there is more than one, or no end to it. */
export const LONGEST_GESTURE = 2 * LONGEST.seconds;

/** The class whose gestures last longest, where that is plainly longer than a clip; else null. */
export function plainlyLonger(
  lengths: readonly GestureLength[],
  { frames, fps }: Window,
): GestureLength | null {
  const [longest = null] = lengths.toSorted((a, b) => b.seconds - a.seconds);
  return frames > 1 && longest && longest.seconds * fps > HELD * frames + 1e-6 ? longest : null;
}

/** The frames that clips need for gestures of so many seconds; never fewer than they have. */
export function framesToHold(seconds: number, { frames, fps }: Window): number {
  const most = Math.min(Math.round(LONGEST.seconds * fps), LONGEST.frames, CLIP_FRAMES.max);
  return Math.max(frames, Math.min(most, Math.round(seconds * fps)));
}

/** `3.4 s` */
export const inTenths = (seconds: number): string => `${seconds.toFixed(1)} s`;
