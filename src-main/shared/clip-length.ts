interface Lengthy {
  readonly shape: readonly [frames: number, ...unknown[]];
}

/** A clip of fewer frames than this share of a window shows too little of a gesture: one of 0.8 s is enough for a window of 4 s. */
export const LEAST_SHARE = 0.2;

/** The fewest frames that a clip may have for a model which looks at so many. Nothing moves in a single picture. */
export const leastFrames = (frames: number): number =>
  frames === 1 ? 1 : Math.max(2, Math.ceil(LEAST_SHARE * frames - 1e-6));

/** Whether a clip has frames enough for a model which looks at so many. */
export const isLongEnough = ({ shape }: Lengthy, frames: number): boolean => shape[0] >= leastFrames(frames);

/** Clips by their length, beside a window of so many frames. */
export function clipsByLength(
  clips: readonly Lengthy[],
  frames: number,
): { tooShort: number; shorter: number; longer: number } {
  const least = leastFrames(frames);
  const lengths = clips.map(({ shape }) => shape[0]);
  return {
    tooShort: lengths.filter((length) => length < least).length,
    shorter: lengths.filter((length) => length >= least && length < frames).length,
    longer: lengths.filter((length) => length > frames).length,
  };
}
