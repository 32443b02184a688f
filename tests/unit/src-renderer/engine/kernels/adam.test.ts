import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Adam } from '../../../../../src-renderer/engine/kernels/adam';
import { randomTensor, relativeError } from '../../../../fixtures/engine/support';

beforeAll(() => tf.setBackend('cpu'));

describe('Adam', () => {
  it('makes the steps that the stock optimiser makes', () => {
    const start = randomTensor([3, 5], 1);
    const [ours, stock] = [tf.variable(start), tf.variable(start)];
    const adam = new Adam([ours], 0.01);
    const reference = tf.train.adam(0.01);
    for (let step = 0; step < 5; step++) {
      const gradient = randomTensor([3, 5], 10 + step);
      adam.apply([gradient]);
      reference.applyGradients([{ name: stock.name, tensor: gradient }]);
    }
    expect(relativeError(ours.dataSync(), stock.dataSync())).toBeLessThan(1e-5);
  });

  it('takes smaller steps, or none, of variables that are to', () => {
    const variables = [tf.variable(tf.zeros([2])), tf.variable(tf.zeros([2])), tf.variable(tf.zeros([2]))];
    new Adam(variables, 0.1, { factors: [1, 0.25] }).apply(variables.map(() => tf.ones([2])));
    const [whole, quarter, other] = variables.map((variable) => variable.dataSync()[0] as number);
    expect(whole).toBeCloseTo(-0.1);
    expect(quarter).toBeCloseTo(-0.025);
    expect(other).toBeCloseTo(-0.1);
  });

  it('lets kernels decay by the step size, and biases not', () => {
    const [kernel, bias] = [tf.variable(tf.fill([2, 2], 4)), tf.variable(tf.fill([2], 4))];
    const adam = new Adam([kernel, bias], 0.1, { decay: 0.5 });
    adam.apply([tf.zeros([2, 2]), tf.zeros([2])]);
    expect([...kernel.dataSync()]).toEqual([3.8, 3.8, 3.8, 3.8].map(Math.fround));
    expect([...bias.dataSync()]).toEqual([4, 4]);
  });

  it('keeps no more tensors than its moments', () => {
    const variable = tf.variable(tf.zeros([4]));
    const gradient = tf.ones([4]);
    const adam = new Adam([variable], 0.01);
    adam.apply([gradient]);
    const after = tf.memory().numTensors;
    for (let step = 0; step < 10; step++) adam.apply([gradient]);
    expect(tf.memory().numTensors).toBe(after);
    adam.dispose();
    expect(tf.memory().numTensors).toBe(after - 2);
  });
});
