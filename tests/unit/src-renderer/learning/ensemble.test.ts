import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { trainConfigSchema, type TrainConfig } from '../../../../src-main/contract';
import { defaultTrainConfig, preprocessSpec } from '../../../../src-renderer/learning/defaults';
import { buildModel } from '../../../../src-renderer/engine/model/model';
import { Random } from '../../../../src-renderer/learning/random';
import {
  mergedConfig,
  ensembleSize,
  mergeMembers,
  mergeProblem,
} from '../../../../src-renderer/learning/ensemble';
import { tensorShape } from '../../../../src-renderer/learning/preprocess';
import { numbersOf } from '../../../../src-renderer/engine/model/warm-start';

beforeAll(() => tf.setBackend('cpu'));

const CLASSES = 3;
const base = (changes: Partial<TrainConfig>, frames = 4): TrainConfig => ({
  ...defaultTrainConfig(frames),
  filters: [3, 4],
  lstmUnits: 5,
  size: 13,
  channels: 'grey-diff',
  refit: true,
  members: 3,
  ...changes,
});

describe('mergeMembers', () => {
  it.each([
    ['two blocks', base({}), 4],
    [
      'a bottleneck, colours and a wrapper around each layer',
      base({ bottleneck: 2, channels: 'rgb', wrap: 'layers' }),
      4,
    ],
    ['kernels of another size', base({ kernel: 2 }), 4],
    ['two networks of one block', base({ filters: [2], members: 2 }), 4],
    ['single pictures', base({ channels: 'rgb' }, 1), 1],
  ])('answers with the mean of all logits: %s', async (_, config, frames) => {
    const spec = preprocessSpec(config, { frames, fps: 10, mirror: true });
    const random = new Random(5);
    const shape = [2, ...tensorShape(spec)];
    const inputs = tf.tensor(
      Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
      shape,
    );
    const logitsOf = (model: ReturnType<typeof buildModel>): tf.Tensor =>
      tf.log(model.predict(inputs) as tf.Tensor);
    const members: Float32Array[][] = [];
    const logits: tf.Tensor[] = [];
    for (let seed = 1; seed <= ensembleSize(config); seed++) {
      const model = buildModel({ ...config, seed }, spec, CLASSES);
      // Biases begin at zero, where a misplaced one would not show.
      for (const weight of model.weights) {
        const values = tf.randomNormal(weight.shape as number[], 0, 0.1, 'float32', seed);
        weight.write(tf.add(weight.read(), values));
      }
      members.push(await numbersOf(model));
      logits.push(logitsOf(model));
      model.dispose();
    }
    const wide = buildModel(mergedConfig(config), spec, CLASSES);
    const weights = mergeMembers(members, config, spec, CLASSES);
    wide.weights.forEach((weight, i) => weight.write(tf.tensor(weights[i] ?? [], weight.shape as number[])));
    const expected = await tf.softmax(tf.mean(tf.stack(logits), 0)).data();
    const answers = await tf.exp(logitsOf(wide)).data();
    expect(Math.max(...[...answers].map((value, i) => Math.abs(value - (expected[i] ?? NaN))))).toBeLessThan(
      1e-5,
    );
    // They do not all answer alike, which any mean would get right.
    expect(
      new Set([...(await tf.stack(logits).data())].map((value) => value.toFixed(3))).size,
    ).toBeGreaterThan(6);
    wide.dispose();
  });

  it('is one network by itself, as it was', async () => {
    const config = base({ members: 1 });
    const spec = preprocessSpec(config, { frames: 4, fps: 10, mirror: true });
    const model = buildModel(config, spec, CLASSES);
    const own = await numbersOf(model);
    expect(mergeMembers([own], config, spec, CLASSES)).toEqual(own);
    model.dispose();
  });
});

describe('the networks of a run', () => {
  it('are several only where there is a second pass, and the CNN is Beckon’s own', () => {
    const network = {
      name: 'model.json',
      size: 32,
      channels: 'rgb' as const,
      range: '0..1' as const,
      features: 4,
      multiplications: 1,
    };
    expect(ensembleSize(base({}))).toBe(3);
    expect(
      [{ refit: false }, { network }, { members: 1 }].map((change) => ensembleSize(base(change))),
    ).toEqual([1, 1, 1]);
    const { members, ...older } = base({});
    expect(members).toBe(3);
    expect(ensembleSize(older)).toBe(1);
    expect(mergeProblem(base({ filters: [8, 170], lstmUnits: 341 }))).toBeNull();
    for (const change of [{ filters: [8, 171] }, { bottleneck: 171 }, { lstmUnits: 342 }])
      expect(mergeProblem(base(change))).toContain('3 such networks together would be too wide');
    // That is where the contract draws the line.
    const fits = (change: Partial<TrainConfig>): boolean =>
      trainConfigSchema.safeParse(mergedConfig(base({ members: 1, ...change }))).success;
    for (const change of [{ filters: [512] }, { bottleneck: 512 }, { lstmUnits: 1024 }]) {
      expect(fits(change)).toBe(true);
      expect(mergeProblem(base({ members: 1, ...change }))).toBeNull();
    }
    for (const change of [{ filters: [513] }, { bottleneck: 513 }, { lstmUnits: 1025 }]) {
      expect(fits(change)).toBe(false);
      expect(mergeProblem(base({ members: 1, ...change }))).not.toBeNull();
    }
    expect(mergedConfig(base({ refit: false }))).toEqual(base({ refit: false }));
    expect(mergedConfig(base({ bottleneck: 2 }))).toMatchObject({
      filters: [9, 12],
      bottleneck: 6,
      lstmUnits: 15,
      members: 1,
    });
  });
});
