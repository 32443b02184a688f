import type { PreprocessSpec, TrainConfig } from '../../../src-main/contract';
import { beginsWithMotion, MOTION_UNITS } from '../../learning/defaults';
import { ensembleSize, mergedConfig } from '../../learning/ensemble';
import type { LstmWeights } from '../../learning/lstm';
import { withMemory } from '../../learning/memory';
import { keptConfig, withWitness } from '../../learning/witness';
import { digest } from '../kernels/hash';
import { buildModel } from './model';
import { beginningWith, numbersOf } from './warm-start';

/**
 * Weights to begin with: the CNN and LSTM of a network that has learnt to tell drawn people's movements apart (see
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
    return beginningWith(fresh, await (config.instant ? instantNumbers() : motionNumbers(config)));
  } finally {
    model.dispose();
  }
}

const peopleNetwork = async (): Promise<Packed> =>
  (await import('../../../resources/networks/people.json')).default;
const handsNetwork = async (): Promise<Packed> =>
  (await import('../../../resources/networks/hands.json')).default;

/** CNN and LSTM of the one with so many units. */
const motionNumbers = async ({ lstmUnits }: Pick<TrainConfig, 'lstmUnits'>): Promise<Float32Array[]> =>
  unpacked(await (lstmUnits === MOTION_UNITS.hands ? handsNetwork() : peopleNetwork()));

let instant: Promise<readonly Float32Array[]> | null = null;

/** With an LSTM that remembers: all but the last layer of what is solved at once. Nobody writes to them. */
export const instantNumbers = (): Promise<readonly Float32Array[]> =>
  (instant ??= peopleNetwork().then((packed) => remembering(unpacked(packed))));

/** As they were until 30 November 2026, of a network that has seen nothing but hands. */
export const formerInstantNumbers = async (): Promise<Float32Array[]> =>
  remembering(unpacked(await handsNetwork()));

/**
 * How the network that is kept of one of this configuration is built, and its weights: the motion network's LSTM stands in it beside its
 * own, as `learning/witness` has it. Null where nothing does.
 */
export async function witnessed(
  numbers: readonly Float32Array[],
  config: TrainConfig,
  frames: number,
): Promise<{ config: TrainConfig; numbers: Float32Array[] } | null> {
  const kept = keptConfig(config, frames);
  if (kept.lstmUnits === mergedConfig(config).lstmUnits) return null;
  const channels = config.bottleneck > 0 ? config.bottleneck : (config.filters.at(-1) ?? 1);
  const place = { channels, members: ensembleSize(config) };
  return { config: kept, numbers: withWitness(numbers, lstmOf(await motionNumbers(config)), place) };
}

let name: Promise<string> | null = null;

/** What names the network that stays as it is: another one has another name. */
export const instantName = (): Promise<string> =>
  (name ??= peopleNetwork().then(({ sizes, float16 }) => digest(JSON.stringify([sizes, float16]))));

/** The LSTM of one. */
function lstmOf(known: readonly Float32Array[]): LstmWeights {
  const [kernel, recurrent, bias] = known.slice(-3) as [Float32Array, Float32Array, Float32Array];
  return { kernel, recurrent, bias };
}

/** The CNN as it is, and an LSTM that remembers. */
function remembering(known: readonly Float32Array[]): Float32Array[] {
  const wide = withMemory(lstmOf(known));
  return [...known.slice(0, -3), wide.kernel, wide.recurrent, wide.bias];
}

/** Weights in the order of layers: how many each has, and all of them in 16 bits each. */
interface Packed {
  sizes: number[];
  float16: string;
}

function unpacked({ sizes, float16 }: Packed): Float32Array[] {
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
