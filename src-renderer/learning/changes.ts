import type { PreprocessSpec } from '../../src-main/contract';
import { NO_AUGMENTATION } from './augment';
import type { KeptClip } from './clips';
import { FrameScaler } from './frame-scaler';

/** Movement is looked for in so many cells a side; a change below `NOISE`, in shares of the range of values, is none. */
export const CELLS = 32;
const NOISE = 0.03;

type Source = Pick<KeptClip, 'shape' | 'mirror'>;

/** Pictures in, what moved from each to the next out. */
export class Changes {
  readonly #cells: FrameScaler;
  #before: Float32Array | null = null;

  constructor(spec: PreprocessSpec, { shape: [, height, width, channels], mirror }: Source) {
    const cells = {
      ...spec,
      width: CELLS,
      height: CELLS,
      channels: 'grey',
      scale: 1 / 255,
      offset: 0,
    } as const;
    this.#cells = new FrameScaler(cells, { width, height, channels, mirror }, NO_AUGMENTATION);
  }

  /**
   * How much each cell changed since the picture before. What all change alike, as a lamp makes them, is no movement.
   * @param steps in so many, of which each is the same
   */
  next(bytes: Uint8Array, steps = 1): Float32Array {
    const values = new Float32Array(CELLS * CELLS);
    this.#cells.write(bytes, values, 0, 1);
    const before = this.#before ?? values;
    this.#before = values;
    const changes = values.map((value, i) => (value - (before[i] as number)) / steps);
    const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
    return changes.map((change) => Math.max(0, Math.abs(change - mean) - NOISE));
  }
}

/** The same of each picture of a clip; of the first, nothing. */
export function changesOf(
  spec: PreprocessSpec,
  clip: Pick<KeptClip, 'shape' | 'mirror' | 'frames'>,
): Float32Array[] {
  const [count, height, width, channels] = clip.shape;
  const [changes, size] = [new Changes(spec, clip), height * width * channels];
  const { frames } = clip;
  return Array.from({ length: count }, (_, t) => changes.next(frames.subarray(t * size, (t + 1) * size)));
}

/** Pictures of a stream in, which may change their size on the way; what moved out. */
export class StreamChanges {
  #source: { width: number; height: number; mirror: boolean; changes: Changes } | null = null;

  constructor(readonly spec: PreprocessSpec) {}

  /**
   * @param rgb bytes `[H, W, 3]`
   * @param missed frames before this one for which there was no picture: movements are taken to have gone on evenly
   * @returns what moved in each frame since the last time, this one last; as many as a window at most of those missed
   */
  next(rgb: Uint8Array, width: number, height: number, mirror: boolean, missed = 0): Float32Array[] {
    const known = this.#source;
    const same = known?.width === width && known.height === height && known.mirror === mirror;
    const source = same
      ? known
      : { width, height, mirror, changes: new Changes(this.spec, { shape: [1, height, width, 3], mirror }) };
    this.#source = source;
    const each = source.changes.next(rgb, missed + 1);
    return new Array<Float32Array>(Math.min(missed, this.spec.frames) + 1).fill(each);
  }

  /** Forgets the picture before. */
  reset(): void {
    this.#source = null;
  }
}
