import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../../src-renderer/engine/backends';
import { preprocessSpec } from '../../../../../src-renderer/learning/defaults';
import { classify } from '../../../../../src-renderer/engine/model/forward';
import { lstmSequence } from '../../../../../src-renderer/engine/layers/lstm-sequence';
import { buildModel } from '../../../../../src-renderer/engine/model/model';
import { batchTensor } from '../../../../../src-renderer/engine/training/predict';
import { WindowClassifier } from '../../../../../src-renderer/engine/stream/stream';
import { Trainer } from '../../../../../src-renderer/engine/training/trainer';
import type { EngineClip } from '../../../../../src-renderer/engine/api';
import { expectParity } from '../../../../fixtures/engine/parity';
import {
  capture,
  movingBars,
  randomTensor,
  relativeError,
  smallConfig,
} from '../../../../fixtures/engine/support';

const adapter = await (navigator as { gpu?: { requestAdapter(): Promise<unknown> } }).gpu?.requestAdapter();

// Chromium brings a WebGPU of its own without a graphics card; a browser that does not has nothing to test here.
describe.skipIf(!adapter)('on WebGPU', () => {
  beforeAll(() => startBackend('webgpu'));
  afterAll(() => tf.setBackend('cpu'));

  it('convolution, ReLU and pooling give what they give on the CPU, forward and in every gradient', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 4, max: 11 }),
        fc.integer({ min: 4, max: 11 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(1, 2),
        fc.constantFrom('same' as const, 'valid' as const),
        fc.nat(1000),
        async (frames, height, width, inputs, outputs, side, stride, pad, seed) => {
          const block = (...args: tf.Tensor[]): tf.Tensor => {
            const [x, kernel, bias] = args as [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D];
            const map = tf.relu(tf.add(tf.conv2d(x, kernel, stride, pad), bias)) as tf.Tensor4D;
            return Math.min(map.shape[1], map.shape[2]) < 2 ? map : tf.maxPool(map, 2, 2, 'valid');
          };
          await expectParity({
            backend: 'webgpu',
            make: () => [
              randomTensor([frames, height, width, inputs], seed),
              randomTensor([side, side, inputs, outputs], seed + 1, 0.4),
              randomTensor([outputs], seed + 2, 0.3),
            ],
            expected: block,
            actual: block,
            within: 1e-3,
          });
        },
      ),
      { numRuns: 15 },
    );
  });

  it('the LSTM gives what it gives on the CPU: one step, one clip, any number of units', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 7 }),
        fc.nat(1000),
        async (batch, time, units, seed) => {
          const lstm = (z: tf.Tensor, recurrent: tf.Tensor): tf.Tensor =>
            lstmSequence(z as tf.Tensor3D, recurrent as tf.Tensor2D);
          await expectParity({
            backend: 'webgpu',
            make: () => [
              randomTensor([batch, time, 4 * units], seed),
              randomTensor([units, 4 * units], seed + 1, 0.5),
            ],
            expected: lstm,
            actual: lstm,
            within: 1e-3,
          });
        },
      ),
      { numRuns: 15 },
    );
  });

  it('makes the same five steps as the CPU, and classifies frame by frame as the whole window', async () => {
    const clips = movingBars(2, ['a']);
    const config = smallConfig({ filters: [4, 8] });
    const spec = preprocessSpec(config, capture);
    const weights: Float32Array[][] = [];
    for (const backend of ['cpu', 'webgpu']) {
      await tf.setBackend(backend);
      const model = buildModel(config, spec, 2);
      const trainer = new Trainer(model, 0.003);
      for (let step = 0; step < 5; step++)
        tf.tidy(() => {
          trainer.step(batchTensor(clips, spec), tf.tensor2d([1, 0, 1, 0, 0, 1, 0, 1], [4, 2]));
        });
      const values: Float32Array[] = [];
      for (const tensor of model.getWeights()) values.push((await tensor.data()) as Float32Array);
      weights.push(values);
      trainer.dispose();

      const classifier = new WindowClassifier(model, spec);
      const clip = clips[0] as EngineClip;
      let answer: Float32Array | null = null;
      for (let t = 0; t < capture.frames; t++) {
        const bytes = 24 * 24 * 3;
        answer = await classifier.push(clip.frames.slice(t * bytes, (t + 1) * bytes), 24, 24, true);
      }
      const whole = tf.tidy(() => classify(model, batchTensor([clip], spec)));
      expect(relativeError(answer ?? [], (await whole.data()) as Float32Array)).toBeLessThan(1e-3);
      whole.dispose();
      model.dispose();
    }
    weights[1]?.forEach((values, i) => {
      expect(relativeError(values, weights[0]?.[i] ?? [])).toBeLessThan(1e-3);
    });
  });
});
