import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../../../src-renderer/engine/backends';
import { fastLstm } from '../../../../../../src-renderer/engine/kernels/webgl/lstm';
import { lstmSequence } from '../../../../../../src-renderer/engine/layers/lstm-sequence';
import { randomTensor, relativeError } from '../../support';

beforeAll(() => startBackend('webgl'));

const lastOf = (z: tf.Tensor3D, kernel: tf.Tensor2D): tf.Tensor =>
  tf.squeeze(tf.slice3d(lstmSequence(z, kernel), [0, z.shape[1] - 1, 0], [-1, 1, -1]), [1]);

describe('fastLstm', () => {
  it('gives what plain operations give on the CPU, forward and every gradient', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(4, 8, 12),
        fc.nat(1000),
        async (batch, time, units, seed) => {
          const results: Float32Array[][] = [];
          for (const backend of ['cpu', 'webgl']) {
            await tf.setBackend(backend);
            const run = backend === 'webgl' ? fastLstm : lastOf;
            results.push(
              tf.tidy(() => {
                const z = randomTensor([batch, time, 4 * units], seed) as tf.Tensor3D;
                const kernel = randomTensor([units, 4 * units], seed + 1, 0.5) as tf.Tensor2D;
                const dy = randomTensor([batch, units], seed + 2);
                const loss = (a: tf.Tensor, b: tf.Tensor): tf.Scalar =>
                  tf.sum(tf.mul(run(a as tf.Tensor3D, b as tf.Tensor2D) as tf.Tensor, dy));
                const output = run(z, kernel) as tf.Tensor;
                return [output, ...tf.grads(loss)([z, kernel])].map((t) => t.dataSync() as Float32Array);
              }),
            );
          }
          results[1]?.forEach((values, i) => {
            expect(relativeError(values, results[0]?.[i] ?? [])).toBeLessThan(1e-4);
          });
        },
      ),
      { numRuns: 8 },
    );
  });

  it('leaves units that are not in fours alone', async () => {
    await tf.setBackend('webgl');
    expect(fastLstm(tf.zeros([1, 2, 24]), tf.zeros([6, 24]))).toBeNull();
  });
});
