import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { LSTM } from '../../../../src-renderer/engine/layers/lstm';
import type { LstmWeights } from '../../../../src-renderer/learning/lstm';
import { withMemory } from '../../../../src-renderer/learning/memory';
import { Random } from '../../../../src-renderer/learning/random';

const FEATURES = 3;
const UNITS = 2;
const TIME = 5;
const random = new Random(3);
const numbers = (size: number): Float32Array => Float32Array.from({ length: size }, () => random.normal());

/** All hidden states over some steps, one row a step. */
function statesOf({ kernel, recurrent, bias }: LstmWeights, input: Float32Array): number[][] {
  const units = bias.length / 4;
  const layer = new LSTM({ units, returnSequences: true });
  layer.build([null, TIME, FEATURES]);
  layer.setWeights([
    tf.tensor(kernel, [FEATURES, 4 * units]),
    tf.tensor(recurrent, [units, 4 * units]),
    tf.tensor(bias, [4 * units]),
  ]);
  return (layer.call(tf.tensor3d(input, [1, TIME, FEATURES]), {}).arraySync() as number[][][])[0] ?? [];
}

beforeAll(() => tf.setBackend('cpu'));

it('keeps the units there are, and adds running means of them', () => {
  const before = {
    kernel: numbers(FEATURES * 4 * UNITS),
    recurrent: numbers(UNITS * 4 * UNITS),
    bias: numbers(4 * UNITS),
  };
  const input = numbers(TIME * FEATURES);
  const own = statesOf(before, input);
  const wide = statesOf(withMemory(before, [0.6, 0.9]), input);
  own.forEach((row, t) => row.forEach((value, unit) => expect(wide[t]?.[unit]).toBeCloseTo(value, 5)));
  for (const [index, share] of [0.6, 0.9].entries()) {
    for (let unit = 0; unit < UNITS; unit++) {
      let held = 0;
      for (let t = 1; t < TIME; t++) held = share * held + (1 - share) * Math.tanh(own[t - 1]?.[unit] ?? NaN);
      expect(wide.at(-1)?.[(index + 1) * UNITS + unit]).toBeCloseTo(Math.tanh(held), 4);
    }
  }
});
