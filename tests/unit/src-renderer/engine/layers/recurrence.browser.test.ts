import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { startBackend } from '../../../../../src-renderer/engine/backends';
import { lstmSequence } from '../../../../../src-renderer/engine/layers/lstm-sequence';
import { recurrence } from '../../../../../src-renderer/engine/layers/recurrence';
import { expectParity } from '../../../../fixtures/engine/parity';
import { randomTensor } from '../../../../fixtures/engine/support';

const [BATCH, TIME, UNITS] = [3, 5, 4];

beforeAll(async () => {
  await startBackend('wasm');
  await startBackend('webgl');
});

describe('recurrence', () => {
  it.each(['wasm', 'webgl'] as const)(
    'gives what plain operations give, with every gradient, on %s',
    (backend) =>
      expectParity({
        backend,
        make: () => [randomTensor([BATCH, TIME, 4 * UNITS], 1), randomTensor([UNITS, 4 * UNITS], 2, 0.5)],
        expected: (z, u) => {
          const hiddens = lstmSequence(z as tf.Tensor3D, u as tf.Tensor2D);
          return tf.squeeze(tf.slice3d(hiddens, [0, TIME - 1, 0], [-1, 1, -1]), [1]);
        },
        actual: (z, u) => recurrence(z as tf.Tensor3D, u as tf.Tensor2D),
        within: 1e-4,
      }),
  );
});
