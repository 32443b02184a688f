import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { startBackend } from '../../../../../../src-renderer/engine/backends';
import { wasmConvStack } from '../../../../../../src-renderer/engine/kernels/wasm/conv-stack';
import { wasmLstm } from '../../../../../../src-renderer/engine/kernels/wasm/lstm';
import { lstmSequence } from '../../../../../../src-renderer/engine/layers/lstm-sequence';
import { randomTensor } from '../../../../../fixtures/engine/support';
import { expectParity } from '../../../../../fixtures/engine/parity';

beforeAll(() => startBackend('wasm'));

describe('wasmConvStack', () => {
  it('gives what plain operations give on the CPU: odd sides, one channel, one frame', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 4, max: 13 }),
        fc.integer({ min: 4, max: 13 }),
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 3 }),
        fc.nat(1000),
        async (frames, height, width, channels, seed) => {
          const input = (): tf.Tensor4D =>
            randomTensor([frames, height, width, channels[0] ?? 1], seed) as tf.Tensor4D;
          const pairs = (weights: tf.Tensor[]) =>
            channels.slice(1).map((_, i) => ({
              kernel: weights[2 * i] as tf.Tensor4D,
              bias: weights[2 * i + 1] as tf.Tensor1D,
            }));
          await expectParity({
            backend: 'wasm',
            make: () =>
              channels
                .slice(1)
                .flatMap((out, i) => [
                  randomTensor([3, 3, channels[i] ?? 1, out], seed + i + 1, 0.4),
                  randomTensor([out], seed + i + 20, 0.3),
                ]),
            expected: (...weights) =>
              pairs(weights).reduce(
                (x, { kernel, bias }) =>
                  tf.maxPool(
                    tf.relu(tf.add(tf.conv2d(x, kernel, 1, 'same'), bias)) as tf.Tensor4D,
                    2,
                    2,
                    'valid',
                  ),
                input(),
              ),
            actual: (...weights) => wasmConvStack(input(), pairs(weights), 'maps'),
            within: 1e-4,
          });
        },
      ),
      { numRuns: 40 },
    );
  });
});

async function compareLstm(batch: number, time: number, units: number, seed: number): Promise<void> {
  await expectParity({
    backend: 'wasm',
    make: () => [
      randomTensor([batch, time, 3], seed),
      randomTensor([3, 4 * units], seed + 2, 0.5),
      randomTensor([units, 4 * units], seed + 1, 0.5),
      randomTensor([4 * units], seed + 3),
    ],
    expected: (x, k, u, b) => {
      const projected = tf.add(tf.matMul(tf.reshape(x, [batch * time, 3]), k), b);
      const z = tf.reshape(projected, [batch, time, 4 * units]) as tf.Tensor3D;
      const hiddens = lstmSequence(z, u as tf.Tensor2D);
      return tf.squeeze(tf.slice3d(hiddens, [0, time - 1, 0], [-1, 1, -1]), [1]);
    },
    actual: (x, k, u, b) => wasmLstm(x as tf.Tensor3D, k as tf.Tensor2D, u as tf.Tensor2D, b as tf.Tensor1D),
    within: 1e-4,
  });
}

describe('wasmLstm', () => {
  it('does so where products are large enough for threads', () => compareLstm(10, 3, 56, 5));

  it('gives what plain operations give on the CPU: one step, one clip, any number of units', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(1000),
        async (batch, time, units, seed) => {
          await compareLstm(batch, time, units, seed);
        },
      ),
      { numRuns: 40 },
    );
  });
});
