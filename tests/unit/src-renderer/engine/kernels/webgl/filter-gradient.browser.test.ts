import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { startBackend } from '../../../../../../src-renderer/engine/backends';
import { randomTensor } from '../../../../../fixtures/engine/support';
import { expectParity } from '../../../../../fixtures/engine/parity';

beforeAll(() => startBackend('webgl'));

interface Case {
  shape: [number, number, number, number];
  filter: [number, number];
  outputs: number;
  strides: [number, number];
  pad: 'same' | 'valid' | number;
}

function convolve(x: tf.Tensor, kernel: tf.Tensor, { strides, pad }: Case): tf.Tensor {
  const rounding = typeof pad === 'number' ? 'floor' : undefined;
  return tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, strides, pad, 'NHWC', 1, rounding);
}

const compare = (example: Case): Promise<void> =>
  expectParity({
    backend: 'webgl',
    make: () => [
      randomTensor(example.shape, 1),
      randomTensor([...example.filter, example.shape[3], example.outputs], 2, 0.5),
    ],
    expected: (x, kernel) => convolve(x as tf.Tensor, kernel as tf.Tensor, example),
    actual: (x, kernel) => convolve(x as tf.Tensor, kernel as tf.Tensor, example),
    within: 1e-4,
  });

describe('the gradient of a filter on WebGL', () => {
  it('is what the CPU makes it: any sides, channels, strides and padding', async () => {
    const side = fc.integer({ min: 1, max: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          shape: fc.tuple(
            fc.integer({ min: 1, max: 4 }),
            fc.integer({ min: 3, max: 9 }),
            fc.integer({ min: 3, max: 9 }),
            fc.integer({ min: 1, max: 5 }),
          ),
          filter: fc.tuple(side, side),
          outputs: fc.integer({ min: 1, max: 5 }),
          strides: fc.tuple(side, side),
          pad: fc.constantFrom('same' as const, 'valid' as const, 1),
        }),
        compare,
      ),
      { numRuns: 10 },
    );
  });

  it('is so where the sums are spread over many chunks', () =>
    compare({ shape: [9, 40, 40, 1], filter: [3, 3], outputs: 2, strides: [1, 1], pad: 'same' }));

  it('is so for a bottleneck', () =>
    compare({ shape: [6, 5, 5, 12], filter: [1, 1], outputs: 4, strides: [1, 1], pad: 'valid' }));
});
