import { LEAST_SHARE } from './clip-length';
import { CLIP_FRAMES } from './limits';
import { isNoneName } from './rule-defaults';

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

/** What is no gesture has no beginning and no end. */
const gesturesOf = (lengths: readonly GestureLength[]): GestureLength[] =>
  lengths.filter(({ name }) => !isNoneName(name));

/** The class whose gestures last longest, where that is plainly longer than a clip; else null. */
export function plainlyLonger(
  lengths: readonly GestureLength[],
  { frames, fps }: Window,
): GestureLength | null {
  const [longest = null] = gesturesOf(lengths).toSorted((a, b) => b.seconds - a.seconds);
  return frames > 1 && longest && longest.seconds * fps > HELD * frames + 1e-6 ? longest : null;
}

/**
 * The frames that clips need for the longest gestures; never fewer than they have, and no more than leave those of the
 * shortest ones long enough to be learnt from.
 */
export function framesToHold(lengths: readonly GestureLength[], { frames, fps }: Window): number {
  const seconds = gesturesOf(lengths).map((length) => length.seconds);
  const [longest, shortest] = [Math.max(0, ...seconds), Math.min(Infinity, ...seconds)];
  const most = Math.min(
    Math.round(LONGEST.seconds * fps),
    Math.floor((shortest * fps) / LEAST_SHARE + 1e-6),
    LONGEST.frames,
    CLIP_FRAMES.max,
  );
  return Math.max(frames, Math.min(most, Math.round(longest * fps)));
}

/** `3.4 s` */
export const inTenths = (seconds: number): string => `${seconds.toFixed(1)} s`;
