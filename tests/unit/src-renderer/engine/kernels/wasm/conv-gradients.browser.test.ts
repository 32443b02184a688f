import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../../../src-renderer/engine/backends';
import { randomTensor } from '../../../../../fixtures/engine/support';
import { expectParity } from '../../../../../fixtures/engine/parity';

beforeAll(() => startBackend('wasm'));

const side = fc.integer({ min: 1, max: 9 });
const tap = fc.integer({ min: 1, max: 4 });

describe('convolutions on WebAssembly', () => {
  it('have the gradients they have on the CPU: odd sizes, strides, every padding, one channel', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          frames: fc.integer({ min: 1, max: 3 }),
          height: side,
          width: side,
          kh: tap,
          kw: tap,
          inputs: fc.integer({ min: 1, max: 5 }),
          outputs: fc.integer({ min: 1, max: 6 }),
          stride: fc.integer({ min: 1, max: 3 }),
          pad: fc.constantFrom<'same' | 'valid' | number>('same', 'valid', 0, 1),
        }),
        async ({ frames, height, width, kh, kw, inputs, outputs, stride, pad }) => {
          const padding = pad === 1 ? 2 : 0;
          fc.pre(pad === 'same' || (height + padding >= kh && width + padding >= kw));
          // TensorFlow.js gives these a wrong output shape on every backend.
          fc.pre(typeof pad !== 'number' || kh === kw);
          const run = (x: tf.Tensor, kernel: tf.Tensor): tf.Tensor =>
            tf.conv2d(
              x as tf.Tensor4D,
              kernel as tf.Tensor4D,
              stride,
              pad,
              'NHWC',
              1,
              typeof pad === 'number' ? 'floor' : undefined,
            );
          await expectParity({
            backend: 'wasm',
            make: () => [
              randomTensor([frames, height, width, inputs], 1),
              randomTensor([kh, kw, inputs, outputs], 2),
            ],
            expected: run,
            actual: run,
            within: 1e-4,
          });
        },
      ),
      {
        numRuns: 120,
        // Every tap reads padding only.
        examples: [
          [
            {
              frames: 1,
              height: 2,
              width: 1,
              kh: 1,
              kw: 1,
              inputs: 4,
              outputs: 4,
              stride: 3,
              pad: 1,
            },
          ],
        ],
      },
    );
  });

  it('are known to TensorFlow.js as its own', () => {
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBeDefined();
  });
});

describe('matrix products on WebAssembly', () => {
  it('are right whichever side is transposed, with their gradients', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom([], [1], [3]),
        async (rows, inner, columns, transposeA, transposeB, batch) => {
          const run = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.matMul(a, b, transposeA, transposeB);
          await expectParity({
            backend: 'wasm',
            make: () => [
              randomTensor([...batch, ...(transposeA ? [inner, rows] : [rows, inner])], 3),
              randomTensor([...batch, ...(transposeB ? [columns, inner] : [inner, columns])], 4),
            ],
            expected: run,
            actual: run,
            within: 1e-4,
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});
