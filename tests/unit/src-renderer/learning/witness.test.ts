import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { LSTM } from '../../../../src-renderer/engine/layers/lstm';
import { Random } from '../../../../src-renderer/learning/random';
import { MAX_UNSEEN_UNITS } from '../../../../src-main/shared/unseen-bounds';
import { defaultTrainConfig, presetConfig } from '../../../../src-renderer/learning/defaults';
import { keptConfig, withoutWitness, withWitness } from '../../../../src-renderer/learning/witness';

const CHANNELS = 2;
const PLACES = 3;
const TIME = 4;
const CLASSES = 3;
const UNITS = 2;
const MORE = 3;
const random = new Random(5);
const numbers = (size: number): Float32Array => Float32Array.from({ length: size }, () => random.normal());

const lstm = (features: number, units: number) => ({
  kernel: numbers(features * 4 * units),
  recurrent: numbers(units * 4 * units),
  bias: numbers(4 * units),
});
type Lstm = ReturnType<typeof lstm>;

/** A model: weights of a CNN, which stay as they are, an LSTM and a dense layer. */
const modelOf = (features: number): Float32Array[] => {
  const { kernel, recurrent, bias } = lstm(features, UNITS);
  return [numbers(7), kernel, recurrent, bias, numbers(UNITS * CLASSES), numbers(CLASSES)];
};
const lstmOf = (model: readonly Float32Array[]): Lstm => {
  const [kernel, recurrent, bias] = model.slice(-5) as [Float32Array, Float32Array, Float32Array];
  return { kernel, recurrent, bias };
};

/** The last hidden state after some steps. */
function stateOf({ kernel, recurrent, bias }: Lstm, input: Float32Array): number[] {
  const units = bias.length / 4;
  const features = input.length / TIME;
  const layer = new LSTM({ units });
  layer.build([null, TIME, features]);
  layer.setWeights([
    tf.tensor(kernel, [features, 4 * units]),
    tf.tensor(recurrent, [units, 4 * units]),
    tf.tensor(bias, [4 * units]),
  ]);
  return (layer.call(tf.tensor3d(input, [1, TIME, features]), {}).arraySync() as number[][])[0] ?? [];
}

const close = (values: readonly number[]): unknown[] => values.map((value) => expect.closeTo(value, 5));

beforeAll(() => tf.setBackend('cpu'));

describe('a network that stands beside one that has learnt', () => {
  const features = CHANNELS * PLACES;
  const own = modelOf(features);
  const witness = lstm(features, MORE);
  const wide = withWitness(own, witness, { channels: CHANNELS, members: 1 });

  it('is what it is alone, and leaves the other’s units and answers as they were', () => {
    const input = numbers(TIME * features);
    expect(stateOf(lstmOf(wide), input)).toEqual(
      close([...stateOf(lstmOf(own), input), ...stateOf(witness, input)]),
    );
    const [outer, offset] = wide.slice(-2) as [Float32Array, Float32Array];
    expect([...outer]).toEqual([...(own.at(-2) ?? []), ...new Array<number>(MORE * CLASSES).fill(0)]);
    expect(offset).toEqual(own.at(-1));
    expect(wide[0]).toBe(own[0]);
  });

  it('looks at what the first CNN of several makes of a picture', () => {
    const several = modelOf(2 * features);
    const both = withWitness(several, witness, { channels: CHANNELS, members: 2 });
    const input = numbers(TIME * 2 * features);
    // Of each place, first the channels of the one, then those of the other.
    const first = input.filter((_, index) => Math.floor(index / CHANNELS) % 2 === 0);
    expect(stateOf(lstmOf(both), input).slice(UNITS)).toEqual(close(stateOf(witness, first)));
  });

  it('is gone again where the model goes on learning', () => {
    expect(withoutWitness(wide, UNITS)).toEqual(own);
    expect(withoutWitness(own, UNITS)).toBe(own);
  });

  it('is left where answers hang on it', () => {
    const answering = wide.map((values) => values.slice());
    answering.at(-2)?.fill(1);
    expect(withoutWitness(answering, UNITS)).toBe(answering);
  });
});

describe('the network that is kept', () => {
  const config = { ...defaultTrainConfig(), refit: true };

  it('has the units of the one that it began with beside its own, as far as never seen can be told of them', () => {
    const units = (members: number): number => keptConfig({ ...config, members }, 16).lstmUnits;
    expect([1, 3, 4].map(units)).toEqual([2, 4, 5].map((times) => times * config.lstmUnits));
    expect(units(5)).toBe(5 * config.lstmUnits);
    expect(5 * config.lstmUnits).toBeLessThanOrEqual(MAX_UNSEEN_UNITS);
  });

  it('is built as asked where it begins otherwise, is solved at once, or sees single pictures', () => {
    for (const changes of [{ start: 'random' as const }, { filters: [4, 8] }])
      expect(keptConfig({ ...config, ...changes }, 16)).toEqual({ ...config, ...changes });
    const instant = { ...config, ...presetConfig('instant', 60) };
    expect(keptConfig(instant, 16)).toEqual(instant);
    expect(keptConfig(config, 1)).toEqual(config);
  });
});
