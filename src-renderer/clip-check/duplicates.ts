import type { ClipRef } from '../../src-main/contract';
import { clipKey } from '../../src-main/shared/clip-key';
import { SIGNATURE_SIDE } from './examine';

/** As much of a clip as is compared. */
export interface Comparable {
  id: string;
  fps: number;
  /** Small grey pictures `[T, 16, 16]`, see `Examination`. */
  signature: Uint8Array<ArrayBuffer>;
}

/** Two clips, by their ids, that show the same moment. */
export type Pair = readonly [string, string];

/** Two clips of one moment contradict each other where they are of two classes: one of them must be wrong. */
export const pairFinding = (a: ClipRef, b: ClipRef): 'duplicate' | 'contradiction' =>
  a.classId === b.classId ? 'duplicate' : 'contradiction';

/** Identifies the finding that two clips are of one moment, whichever comes first. */
export const pairFindingKey = (a: ClipRef, b: ClipRef): string =>
  [...[a, b].map(clipKey).sort(), pairFinding(a, b)].join(' ');

/**
 * Two clips are of one moment where, with one of them shifted in time, their pictures differ by less than this share of
 * what happens in them: mean square of the difference against the variance over time.
 *
 * Measured: among the 11,175 pairs of the 150 webcam-like clips the least was 2.87, among the 10,296 of 144 of the
 * sample camera 0.70; copies with noise of 10 grey levels a pixel have less than 0.27 in nine cases of ten.
 */
const SAME_MOMENT = 0.35;
/**
 * Of one clip no more pairs are found than these: among 10,000 clips that are all alike there would be 50 million, which
 * no memory holds and nobody looks at.
 */
const MOST_PAIRS = 50;
/** Clips that overlap by less than this share are not told from two takes that begin alike. */
const LEAST_OVERLAP = 0.5;

const PIXELS = SIGNATURE_SIDE ** 2;
const COARSE = 4;
const BLOCKS = COARSE ** 2;

/** A clip made ready: what happens in each of its possible overlaps, and its pictures coarser still. */
interface Prepared extends Comparable {
  frames: number;
  /** `[T, 4, 4]`, means of blocks. */
  coarse: Float32Array;
  /** Sum over pixels of the variance over time, of the frames from `s` on and of those up to `s` before the end. */
  after: Float64Array;
  until: Float64Array;
  /** `[s, 4, 4]`, what the coarse pictures of the same frames are in the mean. */
  meanAfter: Float32Array;
  meanUntil: Float32Array;
}

/**
 * The pairs of clips that show the same moment: exact copies, copies with noise, and recordings that overlap. Compares
 * each clip with those before it, one clip a turn; yields how many are done. Of clips that are alike by the dozen, the
 * earliest are named.
 * @param known so many clips, the first ones, have been compared with each other before
 */
export function* findPairs(clips: readonly Comparable[], known = 0): Generator<number, Pair[]> {
  const done = clips.slice(0, known).map(prepare);
  const pairs: Pair[] = [];
  for (const clip of clips.slice(known)) {
    const prepared = prepare(clip);
    const before = pairs.length;
    for (const other of done) {
      if (isSameMoment(prepared, other)) pairs.push([other.id, clip.id]);
      if (pairs.length - before === MOST_PAIRS) break;
    }
    done.push(prepared);
    yield done.length - known;
  }
  return pairs;
}

function prepare(clip: Comparable): Prepared {
  const frames = clip.signature.length / PIXELS;
  const coarse = coarsen(clip.signature, frames);
  const shifts = Array.from({ length: mostShift(frames) + 1 }, (_, s) => s);
  return {
    ...clip,
    frames,
    coarse,
    after: Float64Array.from(shifts, (s) => variance(clip.signature, s, frames)),
    until: Float64Array.from(shifts, (s) => variance(clip.signature, 0, frames - s)),
    meanAfter: Float32Array.from(shifts.flatMap((s) => means(coarse, s, frames))),
    meanUntil: Float32Array.from(shifts.flatMap((s) => means(coarse, 0, frames - s))),
  };
}

const mostShift = (frames: number): number => Math.floor(frames * (1 - LEAST_OVERLAP));

/** Sum over pixels of their mean square distance from their own mean in the frames `from` to `to`. */
function variance(signature: Uint8Array, from: number, to: number): number {
  let total = 0;
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    let [sum, squares] = [0, 0];
    for (let t = from; t < to; t++) {
      const level = signature[t * PIXELS + pixel] ?? 0;
      sum += level;
      squares += level * level;
    }
    total += squares / (to - from) - (sum / (to - from)) ** 2;
  }
  return total;
}

/** The mean coarse picture of the frames `from` to `to`. */
function means(coarse: Float32Array, from: number, to: number): number[] {
  return Array.from({ length: BLOCKS }, (_, block) => {
    let sum = 0;
    for (let t = from; t < to; t++) sum += coarse[t * BLOCKS + block] ?? 0;
    return sum / (to - from);
  });
}

function coarsen(signature: Uint8Array, frames: number): Float32Array {
  const coarse = new Float32Array(frames * BLOCKS);
  const block = SIGNATURE_SIDE / COARSE;
  for (let i = 0; i < frames * PIXELS; i++) {
    const [t, y, x] = [Math.floor(i / PIXELS), Math.floor((i % PIXELS) / SIGNATURE_SIDE), i % SIGNATURE_SIDE];
    const at = t * BLOCKS + Math.floor(y / block) * COARSE + Math.floor(x / block);
    coarse[at] = (coarse[at] ?? 0) + (signature[i] ?? 0) / block ** 2;
  }
  return coarse;
}

function isSameMoment(a: Prepared, b: Prepared): boolean {
  if (a.fps !== b.fps || a.frames !== b.frames) return false;
  const most = mostShift(a.frames);
  for (let s = 0; s <= most; s++) {
    if (matches(a, b, s) || (s > 0 && matches(b, a, s))) return true;
  }
  return false;
}

/** Whether `early` shows, `s` frames later, what `late` shows. */
function matches(early: Prepared, late: Prepared, s: number): boolean {
  const overlap = early.frames - s;
  const happens = Math.min(early.after[s] ?? 0, late.until[s] ?? 0);
  const limit = SAME_MOMENT * happens * overlap;
  // Means never differ more than what they are of, so most pairs end at one of the first two.
  const coarseLimit = (limit * BLOCKS) / PIXELS;
  return (
    isMeanAlike(early.meanAfter, late.meanUntil, s * BLOCKS, coarseLimit / overlap) &&
    difference(early.coarse, late.coarse, s * BLOCKS, coarseLimit) &&
    difference(early.signature, late.signature, s * PIXELS, limit)
  );
}

/** Whether the sum of squared differences of two mean pictures, both at `offset`, stays within `limit`. */
function isMeanAlike(a: Float32Array, b: Float32Array, offset: number, limit: number): boolean {
  let sum = 0;
  for (let i = offset; i < offset + BLOCKS; i++) {
    const each = (a[i] as number) - (b[i] as number);
    sum += each * each;
    if (sum > limit) return false;
  }
  return true;
}

/** Whether the sum of squared differences, `a` from `offset` on against `b`, stays within `limit`. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>, offset: number, limit: number): boolean {
  let sum = 0;
  for (let i = offset; i < a.length; i++) {
    const each = (a[i] as number) - (b[i - offset] as number);
    sum += each * each;
    if (sum > limit) return false;
  }
  return true;
}
