/** Levels of a pixel that takes six bits. */
const LEVELS = 64;
/** Bytes in which four such pixels lie. */
const PACKED = 3;
const GROUP = 4;

/** The bytes of a level: 0 to 255. */
const BYTES = Uint8Array.from({ length: LEVELS }, (_, level) => Math.round((255 * level) / (LEVELS - 1)));

/** What a byte takes in six bits. */
export const SIX_BITS = PACKED / GROUP;

/**
 * Pictures `[T, H, W, C]` in three quarters of their bytes. What a pixel loses the next of its square of 2×2 makes up for, so
 * that the mean of a square, which is what a network of half the size sees, stays within half a level of a byte.
 */
export function packed(
  bytes: Uint8Array,
  [count, height, width, channels]: readonly [number, number, number, number],
): Uint8Array<ArrayBuffer> {
  const levels = new Uint8Array(Math.ceil(bytes.length / GROUP) * GROUP);
  const row = width * channels;
  for (let t = 0; t < count; t++) {
    for (let y = 0; y < height; y += 2) {
      for (let x = 0; x < width; x += 2) {
        for (let channel = 0; channel < channels; channel++) {
          const at = (t * height + y) * row + x * channels + channel;
          const [right, below] = [x + 1 < width, y + 1 < height];
          let owed = 0;
          const put = (i: number): void => {
            const wanted = (bytes[i] as number) + owed;
            const level = Math.min(LEVELS - 1, Math.max(0, Math.round((wanted * (LEVELS - 1)) / 255)));
            levels[i] = level;
            owed = wanted - (BYTES[level] as number);
          };
          put(at);
          if (right) put(at + channels);
          if (right && below) put(at + row + channels);
          if (below) put(at + row);
        }
      }
    }
  }
  const out = new Uint8Array((levels.length / GROUP) * PACKED);
  for (let i = 0, at = 0; i < levels.length; i += GROUP, at += PACKED) {
    const [a = 0, b = 0, c = 0, d = 0] = levels.subarray(i, i + GROUP);
    out[at] = (a << 2) | (b >> 4);
    out[at + 1] = (b << 4) | (c >> 2);
    out[at + 2] = (c << 6) | d;
  }
  return out;
}

/** So many bytes of pictures that were {@link packed}. */
export function unpacked(sixes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(Math.ceil(length / GROUP) * GROUP);
  for (let i = 0, at = 0; i < out.length; i += GROUP, at += PACKED) {
    const [one = 0, two = 0, three = 0] = [sixes[at], sixes[at + 1], sixes[at + 2]];
    out[i] = BYTES[one >> 2] as number;
    out[i + 1] = BYTES[((one & 3) << 4) | (two >> 4)] as number;
    out[i + 2] = BYTES[((two & 15) << 2) | (three >> 6)] as number;
    out[i + 3] = BYTES[three & 63] as number;
  }
  return out.length === length ? out : out.subarray(0, length);
}
