import { median } from '../../src-main/shared/median';
import type { ClipShape } from '../../src-main/contract';
import { greyOf } from '../capture/motion-detector';

/** Side of the grey pictures that light and sharpness are read from, and of those that are compared. */
const SIDE = 48;
export const SIGNATURE_SIDE = 16;
/** Frames that differ by less than this mean of grey levels are one picture. A camera's noise alone makes more. */
const SAME = 0.1;
/** A pixel of this level or more is blinded. */
const BLINDED = 250;

/** What the frames of one clip look like, whatever its class and the other clips. */
export interface Examination {
  /** Grey level, 0 to 255, that only a twentieth of the picture exceeds. */
  light: number;
  /** Grey levels between the darkest and the lightest hundredth. */
  contrast: number;
  /** Share of the picture that is blinded. */
  blinded: number;
  /** Variance of the Laplacian of the grey picture, the median of all frames. */
  sharpness: number;
  /** The longest stretch of time in which the picture stays the very same, as a share of the clip. */
  frozen: number;
  /**
   * Grey levels by which a picture differs from the one before, as a root mean square over blocks, less what all of them
   * have in common; the mean of the liveliest quarter. Null for a clip of one frame.
   */
  motion: number | null;
  /** The clip as small grey pictures `[T, 16, 16]`, mirrored as in a mirror. */
  signature: Uint8Array<ArrayBuffer>;
}

/** @param clip RGB bytes `[T, H, W, 3]` */
export function examine({
  shape: [count, height, width],
  mirror,
  frames,
}: {
  shape: ClipShape;
  mirror: boolean;
  frames: Uint8Array;
}): Examination {
  const side = Math.min(SIDE, width, height);
  const levels = new Uint32Array(256);
  const sharpness: number[] = [];
  const motion: number[] = [];
  const signature = new Uint8Array(count * SIGNATURE_SIDE ** 2);
  let before: Float32Array | null = null;
  let [same, longest] = [0, 0];
  for (let t = 0; t < count; t++) {
    const rgb = frames.subarray(t * height * width * 3, (t + 1) * height * width * 3);
    const grey = greyOf(rgb, width, height, side);
    for (const level of grey) levels[Math.round(level)] = (levels[Math.round(level)] ?? 0) + 1;
    sharpness.push(laplacianVariance(grey, side));
    const small = greyOf(rgb, width, height, SIGNATURE_SIDE);
    write(small, signature.subarray(t * SIGNATURE_SIDE ** 2), mirror);
    if (before) {
      motion.push(movement(before, small));
      same = isSame(frames, t, height * width * 3) ? same + 1 : 0;
      longest = Math.max(longest, same);
    }
    before = small;
  }
  const [darkest, light, lightest] = [0.01, 0.95, 0.99].map((share) => quantile(levels, share)) as Triple;
  return {
    light,
    contrast: lightest - darkest,
    blinded: levels.subarray(BLINDED).reduce((a, b) => a + b, 0) / (count * side ** 2),
    sharpness: median(sharpness) ?? 0,
    frozen: count > 1 ? longest / (count - 1) : 0,
    motion: count > 1 ? liveliest(motion) : null,
    signature,
  };
}
type Triple = [number, number, number];

/** The level that this share of all pixels does not exceed. */
function quantile(levels: Uint32Array, share: number): number {
  const wanted = share * levels.reduce((a, b) => a + b, 0);
  let seen = 0;
  return levels.findIndex((pixels) => (seen += pixels) >= wanted);
}

/** Low where the picture has no edges (Pech-Pacheco et al. 2000). */
function laplacianVariance(grey: Float32Array, side: number): number {
  let [sum, squares] = [0, 0];
  const at = (i: number): number => grey[i] ?? 0;
  for (let y = 1; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      const i = y * side + x;
      const value = at(i - side) + at(i + side) + at(i - 1) + at(i + 1) - 4 * at(i);
      sum += value;
      squares += value * value;
    }
  }
  const count = (side - 2) ** 2;
  return squares / count - (sum / count) ** 2;
}

function movement(before: Float32Array, now: Float32Array): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < now.length; i++) {
    const change = (now[i] ?? 0) - (before[i] ?? 0);
    sum += change;
    squares += change * change;
  }
  return Math.sqrt(Math.max(0, squares / now.length - (sum / now.length) ** 2));
}

function liveliest(motion: readonly number[]): number {
  const most = motion.toSorted((a, b) => b - a).slice(0, Math.max(1, Math.round(motion.length / 4)));
  return most.reduce((a, b) => a + b, 0) / most.length;
}

/** Whether frame `t` is the picture of the frame before. */
function isSame(frames: Uint8Array, t: number, size: number): boolean {
  const most = SAME * size;
  let difference = 0;
  for (let i = t * size; i < (t + 1) * size; i++) {
    difference += Math.abs((frames[i] ?? 0) - (frames[i - size] ?? 0));
    if (difference > most) return false;
  }
  return true;
}

function write(small: Float32Array, into: Uint8Array, mirrored: boolean): void {
  const side = SIGNATURE_SIDE;
  small.forEach((level, i) => {
    const x = i % side;
    into[mirrored ? i : i - x + side - 1 - x] = Math.round(level);
  });
}
