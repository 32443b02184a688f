import type { PreprocessSpec } from '../../src-main/contract';
import { frameAt, NO_AUGMENTATION, type Augmentation } from './augment';
import type { KeptClip } from './clips';
import { FrameScaler } from './frame-scaler';

/** Channels of the tensor that enters the network. */
export function channelCount(spec: Pick<PreprocessSpec, 'channels'>): number {
  return { 'grey-diff': 2, grey: 1, rgb: 3 }[spec.channels];
}

/** `[frames, height, width, channels]` of one preprocessed clip. */
export function tensorShape(spec: PreprocessSpec): [number, number, number, number] {
  return [spec.frames, spec.height, spec.width, channelCount(spec)];
}

/** Numbers in one preprocessed frame: height × width × channels. */
export function frameSize(spec: PreprocessSpec): number {
  return spec.height * spec.width * channelCount(spec);
}

/** The frame that stands for a window of so many. */
export const middleFrame = (frames: number): number => Math.floor(frames / 2);

/**
 * Channel 1 of a `grey-diff` frame becomes gain × (grey − grey before), less its mean where the spec is steady; both
 * frames are `[height, width, 2]`.
 */
function writeDifference(
  frame: Float32Array,
  before: Float32Array | null,
  { differenceGain: gain, steady = false }: Pick<PreprocessSpec, 'differenceGain' | 'steady'>,
): void {
  let sum = 0;
  for (let i = 0; i < frame.length; i += 2) {
    const difference = before ? (frame[i] as number) - (before[i] as number) : 0;
    frame[i + 1] = gain * difference;
    sum += difference;
  }
  if (!steady || !before) return;
  const mean = (gain * sum) / (frame.length / 2);
  for (let i = 1; i < frame.length; i += 2) frame[i] = (frame[i] as number) - mean;
}

/**
 * From the RGB or grey bytes `[T, H, W, 3 or 1]` of a clip to what the network sees, `[T, height, width, channels]` in row-major
 * order. Writes into `out` from `at` on where given.
 */
export function preprocessClip(
  spec: PreprocessSpec,
  clip: { shape: KeptClip['shape']; mirror: boolean; frames: Uint8Array },
  augmentation: Augmentation = NO_AUGMENTATION,
  out: Float32Array = new Float32Array(clip.shape[0] * frameSize(spec)),
  at = 0,
): Float32Array {
  const [count, height, width, colours] = clip.shape;
  const source = { width, height, channels: colours, mirror: clip.mirror };
  const scaler = new FrameScaler(spec, source, augmentation);
  const channels = channelCount(spec);
  const size = frameSize(spec);
  const bytes = width * height * colours;
  const { frames } = clip;
  const frame = (t: number): Float32Array => out.subarray(at + t * size, at + (t + 1) * size);
  let last = -1;
  for (let t = 0; t < count; t++) {
    if (!isGiven(t, count, spec, augmentation)) continue;
    const from = frameAt(t, count, augmentation) * bytes;
    scaler.write(frames.subarray(from, from + bytes), frame(t), 0, channels);
    for (let k = last + 1; last >= 0 && k < t; k++)
      frame(k).set(mixed(frame(last), frame(t), (k - last) / (t - last)));
    last = t;
  }
  if (spec.channels === 'grey-diff')
    for (let t = 0; t < count; t++) writeDifference(frame(t), t === 0 ? null : frame(t - 1), spec);
  return out;
}

/** What the slowest camera gives, in pictures a second. */
const SLOWEST = 5;

/** Whether a camera gives this frame of a clip: a slow one gives every other one, or fewer. */
function isGiven(
  t: number,
  count: number,
  { fps }: Pick<PreprocessSpec, 'fps'>,
  { slow }: Pick<Augmentation, 'slow'>,
): boolean {
  const every = Math.max(2, Math.round(fps / SLOWEST));
  return slow === null || t === 0 || t === count - 1 || t % every === Math.floor(slow * every);
}

/** The same, one frame at a time, for live use: gives the very numbers that {@link preprocessClip} gives. */
export class FramePreprocessor {
  #scaler: { width: number; height: number; mirror: boolean; scaler: FrameScaler } | null = null;
  /** Frames before, the latest first. */
  #before: Float32Array[] = [];

  /**
   * @param reach how many frames back differences are taken
   * @param change of every frame alike
   */
  constructor(
    readonly spec: PreprocessSpec,
    readonly reach = 1,
    readonly change: Augmentation = NO_AUGMENTATION,
  ) {}

  /**
   * The next frame as `[height, width, channels]`, with its difference to the frame before (0 for the first).
   * @param rgb bytes `[H, W, 3]`
   * @param missed frames between the one before and this, taken to lie evenly between the two
   */
  next(rgb: Uint8Array, width: number, height: number, mirror: boolean, missed = 0): Float32Array {
    const { spec } = this;
    const known = this.#scaler;
    if (known?.width !== width || known.height !== height || known.mirror !== mirror) {
      const scaler = new FrameScaler(spec, { width, height, channels: 3, mirror }, this.change);
      this.#scaler = { width, height, mirror, scaler };
    }
    const frame = new Float32Array(frameSize(spec));
    this.#scaler?.scaler.write(rgb, frame, 0, channelCount(spec));
    this.#fill(frame, missed);
    if (spec.channels === 'grey-diff') writeDifference(frame, this.#before[0] ?? null, spec);
    this.#before = [frame, ...this.#before].slice(0, this.reach + 1);
    return frame;
  }

  /** The newest frame with its difference to the one so many frames before it; none where there is no such frame. */
  since(count: number): Float32Array {
    const { spec } = this;
    const [newest = new Float32Array(), ...before] = this.#before;
    if (spec.channels !== 'grey-diff') return newest;
    const frame = newest.slice();
    writeDifference(frame, count === 0 ? null : (before[count - 1] ?? null), spec);
    return frame;
  }

  #fill(frame: Float32Array, missed: number): void {
    const before = this.#before[0];
    if (!before) return;
    const between = Array.from({ length: Math.min(missed, this.reach) }, (_, back) =>
      mixed(frame, before, (back + 1) / (missed + 1)),
    );
    this.#before = [...between, ...this.#before].slice(0, this.reach + 1);
  }

  /** Forgets the frames before. */
  reset(): void {
    this.#before = [];
  }
}

/** So much of the way from one frame to another. */
const mixed = (from: Float32Array, to: Float32Array, share: number): Float32Array =>
  from.map((value, i) => value + share * ((to[i] as number) - value));

/** The frame as it looks as the first of a window: a `grey-diff` frame without its difference, any other as it is. */
export function asFirstFrame(spec: PreprocessSpec, frame: Float32Array): Float32Array {
  if (spec.channels !== 'grey-diff') return frame;
  const first = frame.slice();
  writeDifference(first, null, spec);
  return first;
}
