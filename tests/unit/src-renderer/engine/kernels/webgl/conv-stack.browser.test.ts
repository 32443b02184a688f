import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../../../src-renderer/engine/backends';
import type { ConvBlock } from '../../../../../../src-renderer/engine/kernels/fast';
import { canRunFast, fastConvStack } from '../../../../../../src-renderer/engine/kernels/webgl/conv-stack';
import { randomTensor, relativeError } from '../../support';

beforeAll(() => startBackend('webgl'));

interface Case {
  shape: [number, number, number, number];
  filters: number[];
  seed: number;
}

function weightsOf({ shape, filters, seed }: Case): ConvBlock[] {
  return filters.map((out, i) => ({
    kernel: randomTensor([3, 3, filters[i - 1] ?? shape[3], out], seed + i, 0.4) as tf.Tensor4D,
    bias: randomTensor([out], seed + 50 + i, 0.3) as tf.Tensor1D,
  }));
}

function composed(input: tf.Tensor4D, blocks: readonly ConvBlock[]): tf.Tensor {
  return blocks.reduce(
    (x, { kernel, bias }) =>
      tf.maxPool(tf.relu(tf.add(tf.conv2d(x, kernel, 1, 'same'), bias)) as tf.Tensor4D, 2, 2, 'valid'),
    input,
  );
}

/** Output and the gradients of all weights on one backend. */
async function results(
  backend: string,
  { shape, filters, seed }: Case,
  run: (input: tf.Tensor4D, blocks: readonly ConvBlock[]) => tf.Tensor | null,
): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const input = randomTensor(shape, seed + 100) as tf.Tensor4D;
    const blocks = weightsOf({ shape, filters, seed });
    if (backend === 'webgl') expect(canRunFast(input, blocks)).toBe(true);
    const weights = blocks.flatMap(({ kernel, bias }) => [kernel, bias]);
    const forward = (...args: tf.Tensor[]): tf.Tensor =>
      run(
        input,
        blocks.map((_, i) => ({ kernel: args[2 * i] as tf.Tensor4D, bias: args[2 * i + 1] as tf.Tensor1D })),
      ) as tf.Tensor;
    const output = forward(...weights);
    const dy = randomTensor(output.shape, seed + 200);
    const gradients = tf.grads((...args) => tf.sum(tf.mul(forward(...args), dy)))(weights);
    return [output, ...gradients].map((tensor) => tensor.dataSync() as Float32Array);
  });
}

async function compare(example: Case): Promise<void> {
  const side = (index: 1 | 2): number => example.shape[index] / 2 ** example.filters.length;
  const outputShape = [example.shape[0], side(1), side(2), example.filters.at(-1) ?? 0];
  const expected = await results('cpu', example, composed);
  const actual = await results('webgl', example, (input, blocks) =>
    fastConvStack(input, blocks, outputShape),
  );
  actual.forEach((values, i) => {
    expect(relativeError(values, expected[i] ?? [])).toBeLessThan(1e-4);
  });
}

describe('fastConvStack', () => {
  it('gives what plain operations give on the CPU, forward and every gradient', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          shape: fc
            .tuple(
              fc.integer({ min: 1, max: 5 }),
              fc.integer({ min: 1, max: 4 }),
              fc.integer({ min: 1, max: 4 }),
            )
            .chain(([n, h, w]) =>
              fc.constantFrom(1, 2, 3, 4, 8).map((c): Case['shape'] => [n, h * 4, w * 4, c]),
            ),
          filters: fc.constantFrom<number[]>([4], [8, 4], [4, 12]),
          seed: fc.nat(1000),
        }),
        compare,
      ),
      { numRuns: 8 },
    );
  });

  it('does so where the sums are spread over many chunks', async () => {
    await compare({ shape: [37, 16, 16, 2], filters: [4, 8, 8], seed: 3 });
  });

  it('leaves odd sides and odd channels alone', async () => {
    await tf.setBackend('webgl');
    const example: Case = { shape: [1, 8, 8, 2], filters: [4], seed: 1 };
    expect(canRunFast(tf.zeros([1, 6, 8, 2]), weightsOf({ ...example, filters: [4, 4] }))).toBe(false);
    expect(canRunFast(tf.zeros([1, 8, 8, 2]), weightsOf({ ...example, filters: [6] }))).toBe(false);
    expect(canRunFast(tf.zeros([1, 8, 8, 2]), [])).toBe(false);
  });
});
