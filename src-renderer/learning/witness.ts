import type { TrainConfig } from '../../src-main/contract';
import { MAX_UNSEEN_UNITS } from '../../src-main/shared/unseen-bounds';
import { beginsWithMotion } from './defaults';
import { mergedConfig, placeOf } from './ensemble';
import { LAST_WEIGHTS, lastOf, putGates, widened, type LstmWeights } from './lstm';

/**
 * The configuration of the network that is kept of a training: that of all its members together, and, where they began with Beckon's
 * own network, with that one's LSTM beside theirs.
 */
export function keptConfig(config: TrainConfig, frames: number): TrainConfig {
  const merged = mergedConfig(config);
  // It is built like the network that it began with.
  const lstmUnits = merged.lstmUnits + config.lstmUnits;
  const keeps = beginsWithMotion(config) && config.instant !== true && frames > 1;
  return keeps && lstmUnits <= MAX_UNSEEN_UNITS ? { ...merged, lstmUnits } : merged;
}

/**
 * One LSTM of the units of two that do not know of each other: those of `own` first, which answer as before, then those of `other`.
 * @param rowOf where among the features of `own` one of `other` stands
 */
function sideBySide(own: LstmWeights, other: LstmWeights, rowOf: (feature: number) => number): LstmWeights {
  const [units, more] = [own.bias.length / 4, other.bias.length / 4];
  const both = widened(own, more);
  const put = (of: keyof LstmWeights, row: (of: number) => number): void =>
    putGates(both[of], other[of], more, { wide: units + more, at: units, row });
  put('kernel', rowOf);
  put('recurrent', (unit) => units + unit);
  put('bias', (row) => row);
  return both;
}

/**
 * All weights of a model whose LSTM has, beside its own units, those of the network that it began with, as they were. Its answers
 * do not hang on them: what a movement is to a network that has not learnt these classes tells better what it has never seen.
 * @param numbers all weights of the model, in order
 * @param channels of each place in what one network's CNN makes of a picture
 * @param members networks that it is made of, side by side; the first one's features are looked at
 */
export function withWitness(
  numbers: readonly Float32Array[],
  witness: LstmWeights,
  { channels, members }: { channels: number; members: number },
): Float32Array[] {
  const [kernel, recurrent, bias, outer, offset] = lastOf(numbers);
  const rowOf = (feature: number): number => placeOf({ own: channels, shared: false }, feature, 0, members);
  const wide = sideBySide({ kernel, recurrent, bias }, witness, rowOf);
  const rows = new Float32Array((wide.bias.length / 4) * offset.length);
  rows.set(outer);
  return [...numbers.slice(0, -LAST_WEIGHTS), wide.kernel, wide.recurrent, wide.bias, rows, offset];
}

/** The same without it: what goes on learning has `units` of its own. Others are left as they are. */
export function withoutWitness(numbers: readonly Float32Array[], units: number): readonly Float32Array[] {
  if (numbers.length < LAST_WEIGHTS) return numbers;
  const [kernel, recurrent, bias, outer, offset] = lastOf(numbers);
  const all = bias.length / 4;
  const beyond = outer.subarray(units * offset.length);
  // One that answers by them, too, is another network.
  if (all <= units || !Number.isInteger(all) || outer.length !== all * offset.length || beyond.some(Boolean))
    return numbers;
  const narrowed = (values: Float32Array, rows: number): Float32Array =>
    Float32Array.from({ length: rows * 4 * units }, (_, index) => {
      const [row, column] = [Math.floor(index / (4 * units)), index % (4 * units)];
      return values[row * 4 * all + Math.floor(column / units) * all + (column % units)] as number;
    });
  return [
    ...numbers.slice(0, -LAST_WEIGHTS),
    narrowed(kernel, kernel.length / bias.length),
    narrowed(recurrent, units),
    narrowed(bias, 1),
    outer.slice(0, units * offset.length),
    offset,
  ];
}
