/** As it was recorded, and at no other pace. */
export const OWN_PACE: readonly number[] = [1];

/** A frame of a window. */
export interface PacedFrame {
  /** Frames back from the newest one. */
  back: number;
  /** Frames since the one before it in the window; none where it is the first, or the same one again. */
  since: number;
}

/** The frames of a window, oldest first, for a gesture that is made so much slower than it was recorded. */
export function pacedWindow(frames: number, pace: number): PacedFrame[] {
  const back = Array.from({ length: frames }, (_, t) => Math.round((frames - 1 - t) * pace));
  return back.map((at, t) => ({ back: at, since: (back[t - 1] ?? at) - at }));
}
