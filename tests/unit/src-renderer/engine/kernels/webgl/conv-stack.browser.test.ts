import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../../../src-renderer/engine/backends';
import type { ConvBlock, StackOutput } from '../../../../../../src-renderer/engine/kernels/fast';
import {
  framesPerDraw,
  webglConvStack,
} from '../../../../../../src-renderer/engine/kernels/webgl/conv-stack';
import { randomTensor } from '../../../../../fixtures/engine/support';
import { expectParity } from '../../../../../fixtures/engine/parity';

beforeAll(() => startBackend('webgl'));

interface Case {
  /** Of the input, `[N, H, W, C]`. */
  shape: [number, number, number, number];
  filters: number[];
  output: StackOutput;
  seed: number;
  /** Multiplications of a draw at most. */
  limit?: number;
}

const blocksOf = (weights: tf.Tensor[]): ConvBlock[] =>
  weights.flatMap((kernel, i) =>
    i % 2 === 0 ? [{ kernel: kernel as tf.Tensor4D, bias: weights[i + 1] as tf.Tensor1D }] : [],
  );

function composed(input: tf.Tensor4D, blocks: readonly ConvBlock[], output: StackOutput): tf.Tensor {
  const maps = blocks.reduce(
    (x, { kernel, bias }) =>
      tf.maxPool(tf.relu(tf.add(tf.conv2d(x, kernel, 1, 'same'), bias)) as tf.Tensor4D, 2, 2, 'valid'),
    input,
  );
  if (output === 'maps') return maps;
  return output === 'mean' ? tf.mean(maps, [1, 2]) : tf.reshape(maps, [input.shape[0], -1]);
}

function weightsOf({ shape, filters, seed }: Case): tf.Tensor[] {
  return filters.flatMap((out, i) => [
    randomTensor([3, 3, filters[i - 1] ?? shape[3], out], seed + i, 0.4),
    randomTensor([out], seed + 50 + i, 0.3),
  ]);
}

const compare = (example: Case): Promise<void> => {
  const { shape, output, seed, limit } = example;
  const input = (): tf.Tensor4D => randomTensor(shape, seed + 100) as tf.Tensor4D;
  return expectParity({
    backend: 'webgl',
    make: () => weightsOf(example),
    expected: (...weights) => composed(input(), blocksOf(weights), output),
    actual: (...weights) => webglConvStack(input(), blocksOf(weights), output, limit) as tf.Tensor,
    within: 1e-4,
  });
};

describe('webglConvStack', () => {
  it('gives what plain operations give on the CPU: any sides, channels and filters', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          shape: fc.tuple(
            fc.integer({ min: 1, max: 5 }),
            fc.integer({ min: 4, max: 11 }),
            fc.integer({ min: 4, max: 11 }),
            fc.integer({ min: 1, max: 6 }),
          ),
          filters: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 2 }),
          output: fc.constantFrom<StackOutput>('maps', 'flat', 'mean'),
          seed: fc.nat(1000),
        }),
        compare,
      ),
      { numRuns: 6 },
    );
  });

  it('does so where the sums are spread over many chunks', () =>
    compare({ shape: [37, 16, 16, 2], filters: [4, 8, 8], output: 'flat', seed: 3 }));

  it.each<StackOutput>(['maps', 'flat', 'mean'])('does so a few frames at a time (%s)', async (output) => {
    const example: Case = { shape: [7, 8, 9, 3], filters: [5, 4], output, seed: 4, limit: 50_000 };
    await tf.setBackend('webgl');
    const frames = tf.tidy(() =>
      framesPerDraw(tf.zeros(example.shape), blocksOf(weightsOf(example)), 50_000),
    );
    expect(frames).toBe(3);
    await compare(example);
  });

  it('takes the batch of the performance goals in one piece', async () => {
    await tf.setBackend('webgl');
    const shape: Case['shape'] = [256, 64, 64, 3];
    const weights = weightsOf({ shape, filters: [16, 32, 64], output: 'mean', seed: 1 });
    expect(framesPerDraw({ shape } as tf.Tensor4D, blocksOf(weights), 4e9)).toBe(256);
    tf.dispose(weights);
  });

  it('leaves pictures alone that get too small', async () => {
    await tf.setBackend('webgl');
    const example: Case = { shape: [1, 3, 8, 2], filters: [4, 4], output: 'maps', seed: 1 };
    tf.tidy(() => {
      const input = tf.zeros(example.shape) as tf.Tensor4D;
      expect(webglConvStack(input, blocksOf(weightsOf(example)), 'maps')).toBeNull();
      expect(webglConvStack(input, [], 'maps')).toBeNull();
    });
  });
});
