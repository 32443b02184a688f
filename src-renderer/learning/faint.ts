import type { Framing } from '../../src-main/contract';

/** With less than this share of what moves at least in a class's clips, a movement is none of that class, or has just begun. */
const ENOUGH = 0.3;

/**
 * What a model answers to a window, its last output being that no gesture is due, without the gestures for which too little moves in
 * it: their shares are the last one's.
 * @param seen how strong the movement in the window is, and those in the clips are
 */
export function withoutFaint(
  answer: Float32Array,
  { strength, framing: { least = [] } }: { strength: number; framing: Framing },
): Float32Array {
  const rest = answer.slice();
  const last = rest.length - 1;
  least.forEach((own, index) => {
    if (index >= last || strength >= ENOUGH * own) return;
    rest[last] = (rest[last] as number) + (rest[index] as number);
    rest[index] = 0;
  });
  return rest;
}
