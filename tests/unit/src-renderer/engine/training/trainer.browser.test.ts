import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EngineClip } from '../../../../../src-renderer/engine/api';
import { startBackend } from '../../../../../src-renderer/engine/backends';
import { preprocessSpec } from '../../../../../src-renderer/learning/defaults';
import { classify } from '../../../../../src-renderer/engine/model/forward';
import { buildModel } from '../../../../../src-renderer/engine/model/model';
import { batchTensor } from '../../../../../src-renderer/engine/training/predict';
import { WindowClassifier } from '../../../../../src-renderer/engine/stream/stream';
import { Trainer } from '../../../../../src-renderer/engine/training/trainer';
import { capture, movingBars, relativeError, smallConfig } from '../../../../fixtures/engine/support';

beforeAll(async () => {
  await startBackend('wasm');
  await startBackend('webgl');
});

const clips = movingBars(2, ['a']);
const labels = (): tf.Tensor2D => tf.tensor2d([1, 0, 1, 0, 0, 1, 0, 1], [4, 2]);

describe('Trainer', () => {
  it.each([
    { name: 'webgl', options: {} },
    { name: 'wasm', options: {} },
    { name: 'webgl', options: { cnnRate: 0.3, weightDecay: 0.5 } },
    { name: 'wasm', options: { cnnRate: 0.3, weightDecay: 0.5 } },
  ])('makes the same five steps on $name as on the CPU ($options)', async ({ name, options }) => {
    const weights: Float32Array[][] = [];
    for (const backend of ['cpu', name]) {
      await tf.setBackend(backend);
      const config = smallConfig({ filters: [4, 8] });
      const spec = preprocessSpec(config, capture);
      const model = buildModel(config, spec, 2);
      const trainer = new Trainer(model, 0.003, options);
      for (let step = 0; step < 5; step++)
        tf.tidy(() => {
          trainer.step(batchTensor(clips, spec), labels());
        });
      weights.push(model.getWeights().map((tensor) => tensor.dataSync() as Float32Array));
      trainer.dispose();
      model.dispose();
    }
    weights[1]?.forEach((values, i) => {
      expect(relativeError(values, weights[0]?.[i] ?? [])).toBeLessThan(1e-3);
    });
  });

  it.each(
    ['webgl', 'wasm'].flatMap((name) => [
      { name, change: { kernel: 1 } },
      { name, change: { kernel: 2 } },
      { name, change: { kernel: 2, filters: [1], channels: 'grey' as const, size: 10 } },
      { name, change: { kernel: 5, wrap: 'layers' as const } },
      { name, change: { kernel: 7, filters: [4, 4, 4], size: 8 } },
    ]),
  )(
    'makes the same steps on $name as on the CPU, with kernels of its own or none ($change)',
    async ({ name, change }) => {
      const outcomes: Float32Array[][] = [];
      for (const backend of ['cpu', name]) {
        await tf.setBackend(backend);
        const config = smallConfig(change);
        const spec = preprocessSpec(config, capture);
        const model = buildModel(config, spec, 2);
        const trainer = new Trainer(model, 0.003, {});
        for (let step = 0; step < 3; step++)
          tf.tidy(() => {
            trainer.step(batchTensor(clips, spec), labels());
          });
        const answers = tf.tidy(() => classify(model, batchTensor(clips, spec)).dataSync() as Float32Array);
        outcomes.push([...model.getWeights().map((tensor) => tensor.dataSync() as Float32Array), answers]);
        trainer.dispose();
        model.dispose();
      }
      outcomes[1]?.forEach((values, i) => {
        expect(relativeError(values, outcomes[0]?.[i] ?? [])).toBeLessThan(1e-3);
      });
    },
  );

  it.each(['webgl', 'wasm'])('leaves a frozen CNN as it is on %s, and learns with the rest', async (name) => {
    await tf.setBackend(name);
    for (const wrap of ['whole', 'layers'] as const) {
      const config = smallConfig({ filters: [4, 8], wrap });
      const spec = preprocessSpec(config, capture);
      const model = buildModel(config, spec, 2);
      const numbers = () => model.getWeights().map((tensor) => tensor.dataSync() as Float32Array);
      const before = numbers();
      const trainer = new Trainer(model, 0.003, { cnnRate: 0, weightDecay: 0.1 });
      for (let step = 0; step < 2; step++)
        tf.tidy(() => {
          trainer.step(batchTensor(clips, spec), labels());
        });
      const after = numbers();
      const changed = after.map((values, i) => relativeError(values, before[i] ?? []) > 0);
      // Kernel and bias of two convolutions; then those of the LSTM and of the last layer.
      expect(changed).toEqual([false, false, false, false, true, true, true, true, true]);
      trainer.dispose();
      model.dispose();
    }
  });

  it('holds no more tensors after many steps and predictions than after one epoch', async () => {
    await tf.setBackend('webgl');
    const config = smallConfig({ dropout: 0.2 });
    const spec = preprocessSpec(config, capture);
    const model = buildModel(config, spec, 2);
    const trainer = new Trainer(model, 0.003);
    const epoch = async (): Promise<number> => {
      for (let step = 0; step < 10; step++)
        tf.tidy(() => {
          trainer.step(batchTensor(clips, spec), labels());
        });
      expect(await trainer.takeEpoch()).toHaveLength(10 * 4 * 2);
      tf.tidy(() => classify(model, batchTensor(clips, spec)).dataSync());
      trainer.resume(await trainer.state());
      return tf.memory().numTensors;
    };
    const first = await epoch();
    for (let i = 0; i < 4; i++) expect(await epoch()).toBe(first);
  });

  it('goes on from a state as if nothing had been between, on another backend too', async () => {
    await tf.setBackend('webgl');
    const config = smallConfig();
    const spec = preprocessSpec(config, capture);
    const model = buildModel(config, spec, 2);
    const trainer = new Trainer(model, 0.01);
    const predict = (): number[] => [...tf.tidy(() => classify(model, batchTensor(clips, spec)).dataSync())];
    const steps = (count: number): void => {
      for (let i = 0; i < count; i++)
        tf.tidy(() => {
          trainer.step(batchTensor(clips, spec), labels());
        });
    };
    steps(2);
    const kept = await trainer.state();
    const before = predict();
    steps(3);
    const after = predict();
    expect(after).not.toEqual(before);
    trainer.resume(kept);
    expect(predict()).toEqual(before);
    steps(3);
    expect(relativeError(predict(), after)).toBeLessThan(1e-5);

    await startBackend('wasm');
    const other = buildModel(config, spec, 2);
    const onWasm = new Trainer(other, 0.01);
    onWasm.resume(kept);
    for (let i = 0; i < 3; i++)
      tf.tidy(() => {
        onWasm.step(batchTensor(clips, spec), labels());
      });
    const moved = tf.tidy(() => classify(other, batchTensor(clips, spec)).dataSync());
    expect(relativeError(moved, after)).toBeLessThan(1e-3);
  });

  it.each(['whole', 'layers'] as const)('predicts what the model itself predicts (%s)', async (wrap) => {
    await tf.setBackend('webgl');
    const config = smallConfig({ filters: [4, 8], wrap, bottleneck: 4 });
    const spec = preprocessSpec(config, capture);
    const model = buildModel(config, spec, 2);
    const ours = tf.tidy(() => classify(model, batchTensor(clips, spec)).dataSync());
    const own = tf.tidy(() => (model.apply(batchTensor(clips, spec)) as tf.Tensor).dataSync());
    expect(relativeError(ours, own)).toBeLessThan(1e-4);
  });

  it.each(['webgl', 'wasm'])('classifies frame by frame as it does the whole window, on %s', async (name) => {
    await tf.setBackend(name);
    const config = smallConfig({ filters: [4, 8] });
    const spec = preprocessSpec(config, capture);
    const model = buildModel(config, spec, 2);
    const classifier = new WindowClassifier(model, spec);
    const clip = clips[0] as EngineClip;
    await classifier.push(new Uint8Array(24 * 24 * 3), 24, 24, true);
    const before = tf.memory().numTensors;
    let answer: Float32Array | null = null;
    for (let t = 0; t < capture.frames; t++) {
      const bytes = 24 * 24 * 3;
      answer = await classifier.push(clip.frames.slice(t * bytes, (t + 1) * bytes), 24, 24, true);
    }
    const expected = tf.tidy(() => classify(model, batchTensor([clip], spec)).dataSync());
    expect(relativeError(answer ?? [], expected)).toBeLessThan(1e-4);
    expect(tf.memory().numTensors).toBe(before);
  });
});
