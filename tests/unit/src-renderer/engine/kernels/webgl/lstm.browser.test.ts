import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { startBackend } from '../../../../../../src-renderer/engine/backends';
import { webglLstm } from '../../../../../../src-renderer/engine/kernels/webgl/lstm';
import { lstmSequence } from '../../../../../../src-renderer/engine/layers/lstm-sequence';
import { randomTensor } from '../../../../../fixtures/engine/support';
import { expectParity } from '../../../../../fixtures/engine/parity';

beforeAll(() => startBackend('webgl'));

type Arguments = [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];

function composed(...[x, kernel, recurrent, bias]: Arguments): tf.Tensor {
  const [batch, time, features] = x.shape;
  const z = tf.add(tf.matMul(tf.reshape(x, [batch * time, features]), kernel), bias);
  const hiddens = lstmSequence(tf.reshape(z, [batch, time, -1]), recurrent);
  return tf.squeeze(tf.slice3d(hiddens, [0, time - 1, 0], [-1, 1, -1]), [1]);
}

const compare = (batch: number, time: number, features: number, units: number, seed: number): Promise<void> =>
  expectParity({
    backend: 'webgl',
    make: () => [
      randomTensor([batch, time, features], seed),
      randomTensor([features, 4 * units], seed + 1, 0.4),
      randomTensor([units, 4 * units], seed + 2, 0.5),
      randomTensor([4 * units], seed + 3),
    ],
    expected: (...args) => composed(...(args as Arguments)),
    actual: (...args) => webglLstm(...(args as Arguments)),
    within: 1e-4,
  });

describe('webglLstm', () => {
  it('gives what plain operations give on the CPU, forward and every gradient', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(1000),
        compare,
      ),
      { numRuns: 8 },
    );
  });

  it('does so for one clip of one frame', () => compare(1, 1, 3, 5, 1));

  it('does so where the steps are more than a program may read', () => compare(2, 37, 2, 3, 2));
});
