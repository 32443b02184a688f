import type { PreprocessSpec, TrainConfig } from '../../../src-main/contract';
import { beginsWithMotion } from '../../learning/defaults';
import { buildModel } from './model';
import { beginningWith, numbersOf } from './warm-start';

/**
 * Weights to begin with: the CNN and LSTM of a network that has learnt to tell drawn hands' movements apart (see
 * `tests/bench/pretraining`), and a random last layer, from `config.seed`. Null where they are not asked for or do not fit.
 */
export async function motionWeights(
  config: TrainConfig,
  spec: PreprocessSpec,
  classes: number,
): Promise<Float32Array[] | null> {
  if (!beginsWithMotion(config)) return null;
  const model = buildModel(config, spec, classes);
  try {
    const fresh = await numbersOf(model);
    const { default: stored } = await import('../../../resources/networks/motion.json');
    return beginningWith(fresh, unpacked(stored));
  } finally {
    model.dispose();
  }
}

function unpacked({ sizes, float16 }: { sizes: number[]; float16: string }): Float32Array[] {
  const bytes = Uint8Array.from(atob(float16), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  return sizes.map((size) =>
    Float32Array.from({ length: size }, () => fromFloat16(view.getUint16(2 * at++, true))),
  );
}

/** A number of 16 bits as IEEE 754 lays it out. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
