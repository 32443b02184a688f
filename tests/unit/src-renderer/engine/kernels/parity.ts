import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { randomTensor, relativeError } from '../support';

/** Output and the gradient of every argument of a function, on one backend. */
async function results(
  backend: string,
  make: () => tf.Tensor[],
  run: (...args: tf.Tensor[]) => tf.Tensor,
  seed: number,
): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  const tensors = tf.tidy(() => {
    const args = make();
    const output = run(...args);
    const dy = randomTensor(output.shape, seed);
    const gradients = tf.grads((...given) => tf.sum(tf.mul(run(...given), dy)))(args);
    return [output, ...gradients];
  });
  // Not all at once and not in place: WebGPU has no other way.
  const values: Float32Array[] = [];
  for (const tensor of tensors) values.push((await tensor.data()) as Float32Array);
  tf.dispose(tensors);
  return values;
}

/**
 * Expects a function on a backend to give what another gives on the CPU with TensorFlow.js's own operations, forward
 * and in every gradient, and to leave no tensor behind.
 */
export async function expectParity(options: {
  backend: string;
  make: () => tf.Tensor[];
  expected: (...args: tf.Tensor[]) => tf.Tensor;
  actual: (...args: tf.Tensor[]) => tf.Tensor;
  within: number;
}): Promise<void> {
  const { backend, make, expected, actual, within } = options;
  const right = await results('cpu', make, expected, 77);
  const before = tf.memory().numTensors;
  const ours = await results(backend, make, actual, 77);
  expect(tf.memory().numTensors).toBe(before);
  expect(ours).toHaveLength(right.length);
  ours.forEach((values, i) => {
    expect(relativeError(values, right[i] ?? []), `result ${i}`).toBeLessThan(within);
  });
}
