/**
 * Pictures in the middle of so many: the first of them stands still before, the last one after.
 * @param count pictures that there are, of `size` bytes each
 */
export function inStillness(
  pictures: Uint8Array,
  count: number,
  size: number,
  frames: number,
): Uint8Array<ArrayBuffer> {
  const lead = Math.floor((frames - count) / 2);
  const out = new Uint8Array(frames * size);
  for (let t = 0; t < frames; t++) {
    const from = Math.max(0, Math.min(count - 1, t - lead));
    out.set(pictures.subarray(from * size, (from + 1) * size), t * size);
  }
  return out;
}
