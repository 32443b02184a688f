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

  /** How much each cell changed since the picture before. What all change alike, as a lamp makes them, is no movement. */
  next(bytes: Uint8Array): Float32Array {
    const values = new Float32Array(CELLS * CELLS);
    this.#cells.write(bytes, values, 0, 1);
    const before = this.#before ?? values;
    this.#before = values;
    const changes = values.map((value, i) => value - (before[i] as number));
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
