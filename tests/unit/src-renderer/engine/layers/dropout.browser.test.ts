import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../../src-renderer/engine/backends';
import { hash } from '../../../../../src-renderer/engine/kernels/hash';
import { dropout } from '../../../../../src-renderer/engine/layers/dropout';
import { randomTensor } from '../../../../fixtures/engine/support';

beforeAll(async () => {
  await startBackend('wasm');
  await startBackend('webgl');
});

const shapes = [[3, 5, 7], [4, 6], [11], [2, 3, 4, 5]];

/** What is left of ones, and the gradient of its sum with weights. */
async function kept(backend: string, shape: number[], rate: number, seed: number): Promise<number[][]> {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const ones = tf.ones(shape);
    const slope = tf.grad((x) => tf.sum(tf.mul(dropout(x, rate, seed), randomTensor(shape, 1))))(ones);
    return [[...dropout(ones, rate, seed).dataSync()], [...slope.dataSync()]];
  });
}

describe('dropout', () => {
  it.each(shapes.map((shape) => [shape]))('drops the same on every backend (%j)', async (shape) => {
    for (const [rate, seed] of [
      [0.5, 1],
      [0.2, -7],
      [0.9, 2 ** 31],
    ] as const) {
      const expected = await kept('cpu', shape, rate, seed);
      for (const backend of ['wasm', 'webgl']) {
        const actual = await kept(backend, shape, rate, seed);
        actual.forEach((values, i) => {
          values.forEach((value, j) => expect(value).toBeCloseTo(expected[i]?.[j] ?? NaN, 4));
        });
      }
    }
  });

  it('drops about as many as it should, others with every seed, and keeps the mean', async () => {
    const [first] = await kept('wasm', [20_000], 0.3, 5);
    const [second] = await kept('wasm', [20_000], 0.3, 6);
    const share = (values: number[] = []): number => values.filter((value) => value === 0).length / 20_000;
    expect(share(first)).toBeCloseTo(0.3, 1);
    expect(share(second)).toBeCloseTo(0.3, 1);
    expect(first?.filter((value, i) => value === second?.[i]).length).toBeLessThan(0.7 * 20_000);
    expect((first ?? []).reduce((a, b) => a + b, 0) / 20_000).toBeCloseTo(1, 1);
  });

  it('leaves everything at a rate of zero, and cannot drop all', async () => {
    expect((await kept('cpu', [5], 0, 1))[0]).toEqual([1, 1, 1, 1, 1]);
    await expect(kept('cpu', [5], 1, 1)).rejects.toThrow(RangeError);
  });

  it('hashes as it always did, so that runs repeat', () => {
    expect([hash(0, 0), hash(1, 0), hash(0, 1), hash(12345, 678)]).toEqual([
      0, 2462723854, 1364076727, 3849370300,
    ]);
  });
});
