import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { GestureClass, ModelFiles, TrainConfig } from '../../../../../src-main/contract';
import {
  goingOn,
  type Checkpoint,
  type EngineClip,
  type TrainedModel,
} from '../../../../../src-renderer/engine/api';
import { goOnConfig, preprocessSpec } from '../../../../../src-renderer/learning/defaults';
import { loadModel } from '../../../../../src-renderer/engine/model/model-files';
import { trainModel } from '../../../../../src-renderer/engine/training/train';
import { Trainer } from '../../../../../src-renderer/engine/training/trainer';
import { originOf, warmWeights } from '../../../../../src-renderer/engine/model/warm-start';
import {
  capture,
  classes,
  movingBars,
  smallConfig,
  steadyDevices,
} from '../../../../fixtures/engine/support';

const config = smallConfig({ epochs: 8 });
const clips = movingBars(6, ['a', 'b']);
const third: GestureClass = { id: 'still', name: 'Still', colour: '#112233', key: null };
let base: ModelFiles;

const asFiles = ({ run, topology, weights }: TrainedModel): ModelFiles => ({
  run: { schema: 1, id: 'base', name: 'Base', created: '2026-01-01T00:00:00.000Z', appVersion: '0', ...run },
  topology,
  weights,
});
const train = (
  wanted: TrainConfig,
  from?: ModelFiles,
  loaded: readonly EngineClip[] = clips,
  known = classes,
  kept: Checkpoint[] = [],
): Promise<TrainedModel> =>
  trainModel({ config: wanted, classes: known, capture, ...(from && { from }) }, loaded, {
    devices: steadyDevices,
    stopped: () => false,
    onProgress: (progress) => {
      if (progress.kind === 'checkpoint') kept.push(progress.checkpoint);
    },
  });
const bytesOf = async ({ weights }: { weights: Blob }): Promise<number[]> => [
  ...new Uint8Array(await weights.arrayBuffer()),
];

beforeAll(async () => {
  await tf.setBackend('cpu');
  base = asFiles(await train(config));
});

describe('warmWeights', () => {
  const spec = preprocessSpec(config, capture);

  it('is the model itself where the classes are the same, but for its temperature', async () => {
    const model = await loadModel(base);
    const own = model.getWeights().map((tensor) => tensor.dataSync());
    model.dispose();
    const temperature = 2;
    const softened = { ...base, run: { ...base.run, temperature } };
    const start = await warmWeights(softened, config, spec, classes);
    expect(start.slice(0, -2)).toEqual(own.slice(0, -2));
    for (const at of [-2, -1]) {
      start
        .at(at)
        ?.forEach((value, i) => expect(value).toBeCloseTo((own.at(at)?.[i] ?? NaN) * temperature, 5));
    }
  });

  it('keeps the columns of classes that stay, wherever they are now, and begins others anew', async () => {
    const before = tf.memory().numTensors;
    const [left, right] = classes as [GestureClass, GestureClass];
    const same = await warmWeights(base, config, spec, classes);
    const moved = await warmWeights(base, config, spec, [third, right, left]);
    const column = (values: Float32Array | undefined, width: number, at: number): number[] =>
      [...(values ?? [])].filter((_, i) => i % width === at);
    for (const at of [-2, -1]) {
      expect(column(moved.at(at), 3, 2)).toEqual(column(same.at(at), 2, 0));
      expect(column(moved.at(at), 3, 1)).toEqual(column(same.at(at), 2, 1));
    }
    expect(column(moved.at(-1), 3, 0)).toEqual([0]);
    expect(new Set(column(moved.at(-2), 3, 0)).size).toBe(config.lstmUnits);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a model that is built otherwise', async () => {
    const other = { ...config, lstmUnits: 5 };
    await expect(warmWeights(base, other, spec, classes)).rejects.toMatchObject({ code: 'BAD_MODEL' });
  });
});

describe('a run that goes on from another', () => {
  const more = goOnConfig(config, clips.length);

  it('takes smaller steps, and fewer', () => {
    expect(more.learningRate).toBeCloseTo(config.learningRate * 0.3);
    expect(goOnConfig({ ...config, epochs: 70 }, 200)).toMatchObject({ epochs: 10, refit: true });
  });

  it('begins where the other ended, and says which it was and what it had learnt from', async () => {
    const { run } = await train({ ...more, epochs: 1 }, base);
    expect(run.epochs[0]?.loss).toBeLessThan((base.run.epochs[0]?.loss ?? 0) / 2);
    expect(run.from).toEqual(originOf(base.run));
    expect(run.from?.learnt).toHaveLength(clips.length);
    expect(run.split.warnings).toContain(
      `“Base” had learnt from ${run.split.validation.length} of the ${run.split.validation.length} validation clips, so the validation score will flatter you.`,
    );
    const again = await train({ ...more, epochs: 1 }, asFiles({ ...base, run }), movingBars(8, ['a', 'b']));
    expect(again.run.from?.learnt).toEqual(run.from?.learnt);
  });

  it('goes on after an interruption as if there had been none, with the other one gone', async () => {
    const kept: Checkpoint[] = [];
    const whole = await train({ ...more, epochs: 2 }, base, clips, classes, kept);
    for (const at of [0, 2]) {
      const checkpoint = kept[at];
      if (!checkpoint) throw new Error(`There is no checkpoint ${at}.`);
      const resumed = await trainModel(goingOn(checkpoint), clips, {
        devices: steadyDevices,
        stopped: () => false,
        onProgress: () => undefined,
      });
      expect(resumed.run.from).toEqual(whole.run.from);
      expect(await bytesOf(resumed)).toEqual(await bytesOf(whole));
    }
  });
});

/** A model's weights, and how many of them are the CNN's. */
const weightsOf = async (files: Pick<ModelFiles, 'topology' | 'weights'>): Promise<Float32Array[]> => {
  const model = await loadModel(files);
  const values = model.getWeights().map((tensor) => tensor.dataSync() as Float32Array);
  model.dispose();
  return values;
};
const OF_CNN = 4;

describe('a run that begins with another’s CNN', () => {
  const wanted: TrainConfig = { ...config, start: 'cnn', epochs: 2, lstmUnits: 5, cnnRate: 0 };
  const all = [...movingBars(4, ['c', 'd'])];

  it('takes that and nothing else, leaves it as it is where it is frozen, and says whose it was', async () => {
    const before = tf.memory().numTensors;
    const trained = await train(wanted, base, all);
    const [own, old] = [await weightsOf(trained), await weightsOf(base)];
    expect(own.slice(0, OF_CNN)).toEqual(old.slice(0, OF_CNN));
    expect(own[OF_CNN]?.length).toBe(((old[OF_CNN]?.length ?? 0) / config.lstmUnits) * 5);
    expect(trained.run.from).toEqual({ ...originOf(base.run), part: 'cnn' });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('fine-tunes it by default', async () => {
    const [own, old] = [
      await weightsOf(await train({ ...wanted, cnnRate: 0.3 }, base, all)),
      await weightsOf(base),
    ];
    expect(own.slice(0, OF_CNN)).not.toEqual(old.slice(0, OF_CNN));
  });

  it('may have other classes, and refuses a CNN that is built otherwise', async () => {
    const still = all.map((clip) => ({ ...clip, classId: clip.classId === 'left' ? 'still' : clip.classId }));
    const [, right] = classes as [GestureClass, GestureClass];
    expect((await train(wanted, base, still, [third, right])).run.classes).toEqual([third, right]);
    await expect(train({ ...wanted, filters: [4, 7] }, base, all)).rejects.toMatchObject({
      code: 'BAD_MODEL',
      message: expect.stringContaining('The CNN of “Base” is built differently') as string,
    });
    await expect(train(wanted)).rejects.toMatchObject({ code: 'BAD_MODEL' });
  });
});

describe('a run whose CNN learns single frames first', () => {
  const staged: TrainConfig = { ...config, start: 'frames', epochs: 5, refit: true };

  it('shows it every frame of the training clips by itself, then whole clips', async () => {
    const seen: number[][] = [];
    const real = Trainer.prototype.step;
    const step = vi.spyOn(Trainer.prototype, 'step').mockImplementation(function (this: Trainer, ...batch) {
      seen.push([batch[0].shape[0], batch[0].shape[1], batch[1].shape[0]]);
      real.apply(this, batch);
    });
    await train({ ...staged, validationShare: 0 });
    step.mockRestore();
    // 12 clips of 6 frames in batches of 8 and 4, for 2 epochs; then the clips themselves, for 5.
    const frames = [
      [48, 1, 48],
      [24, 1, 24],
    ];
    const whole = [
      [8, 6, 8],
      [4, 6, 4],
    ];
    expect(seen).toEqual([...frames, ...frames, ...Array.from({ length: 5 }, () => whole).flat()]);
  });

  it('keeps what it has learnt where it is frozen, in both passes, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const twice = await train({ ...staged, cnnRate: 0 });
    const once = await train({ ...staged, cnnRate: 0, refit: false });
    const [own, first] = [await weightsOf(twice), await weightsOf(once)];
    expect(own.slice(0, OF_CNN)).toEqual(first.slice(0, OF_CNN));
    expect(own.slice(OF_CNN)).not.toEqual(first.slice(OF_CNN));
    const nothing = await weightsOf(
      await train({ ...staged, start: 'random', epochs: 1, learningRate: 1e-9 }),
    );
    expect(own.slice(0, OF_CNN)).not.toEqual(nothing.slice(0, OF_CNN));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('goes on after an interruption without learning them again', async () => {
    const kept: Checkpoint[] = [];
    const whole = await train(staged, undefined, clips, classes, kept);
    const steps = vi.spyOn(Trainer.prototype, 'step');
    const resumed = await trainModel(goingOn(kept[1] as Checkpoint), clips, {
      devices: steadyDevices,
      stopped: () => false,
      onProgress: () => undefined,
    });
    expect(steps.mock.calls.every(([inputs]) => inputs.shape[1] === capture.frames)).toBe(true);
    steps.mockRestore();
    expect(await bytesOf(resumed)).toEqual(await bytesOf(whole));
  });
});
