import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ModelFiles } from '../../../../../src-main/contract';
import type { TrainedModel, TrainProgress } from '../../../../../src-renderer/engine/api';
import { goOnConfig } from '../../../../../src-renderer/learning/defaults';
import { loadModel } from '../../../../../src-renderer/engine/model/model-files';
import { trainModel } from '../../../../../src-renderer/engine/training/train';
import { Trainer } from '../../../../../src-renderer/engine/training/trainer';
import { numbersOf } from '../../../../../src-renderer/engine/model/warm-start';
import {
  capture,
  classes,
  movingBars,
  smallConfig,
  steadyDevices,
} from '../../../../fixtures/engine/support';

describe('a second pass', () => {
  const config = smallConfig({ epochs: 2, refit: true, testSessions: ['c'] });
  const clips = movingBars(6, ['a', 'b', 'c']);
  const train = (
    changes: Partial<typeof config> = {},
    onProgress: (progress: TrainProgress) => void = () => undefined,
    stopped: () => boolean = () => false,
  ): Promise<TrainedModel> =>
    trainModel({ config: { ...config, ...changes }, classes, capture }, clips, {
      devices: steadyDevices,
      stopped,
      onProgress,
    });
  const bytesOf = async ({ weights }: TrainedModel): Promise<number[]> => [
    ...new Uint8Array(await weights.arrayBuffer()),
  ];
  beforeAll(() => tf.setBackend('cpu'));

  it('learns from the validation clips too, and leaves the scores that told how good the first was', async () => {
    const passes: number[] = [];
    const steps = vi.spyOn(Trainer.prototype, 'step');
    const twice = await train({}, (progress) => {
      if (progress.kind === 'batch') passes.push(progress.pass);
    });
    const seen = steps.mock.calls.map(([inputs]) => inputs.shape[0]);
    vi.restoreAllMocks();
    const once = await train({ refit: false });
    // Two epochs over the four clips of one session, then over the eight of both.
    expect(seen).toEqual([4, 4, 8, 8]);
    expect(passes).toEqual([1, 1, 2, 2]);
    expect(twice.run.metrics.validation).toEqual(once.run.metrics.validation);
    expect(twice.run.epochs).toEqual(once.run.epochs);
    expect(twice.run.temperature).toBe(once.run.temperature);
    expect(twice.run.stopped).toBe(false);
    // Bars that start anywhere have no picture in common but their movement's.
    for (const part of ['train', 'validation', 'test'] as const)
      expect(twice.run.metrics[part]?.nearestMean).toBeGreaterThan(0);
    expect(await bytesOf(twice)).not.toEqual(await bytesOf(once));
  });

  it('leaves what the first gave where it is stopped in the second', async () => {
    let second = false;
    const { run, ...files } = await train(
      {},
      (progress) => {
        second ||= progress.kind === 'batch' && progress.pass === 2;
      },
      () => second,
    );
    const once = await train({ refit: false });
    expect(run.stopped).toBe(true);
    expect(run.metrics).toEqual(once.run.metrics);
    expect(await bytesOf({ run, ...files })).toEqual(await bytesOf(once));
  });

  it('leaves what the first gave where the second fails, and says so', async () => {
    const real = Trainer.prototype.step;
    let second = false;
    vi.spyOn(Trainer.prototype, 'step').mockImplementation(function (this: Trainer, ...batch) {
      if (second) throw new Error('There is no memory left.');
      real.apply(this, batch);
    });
    const { run, ...files } = await train({}, (progress) => {
      second ||= progress.kind === 'epoch' && progress.epoch === 2;
    });
    vi.restoreAllMocks();
    const once = await train({ refit: false });
    expect(run.split.warnings.at(-1)).toContain(
      'failed, so the model of the first was kept. There is no memory left.',
    );
    expect(run.stopped).toBe(true);
    expect(run.metrics).toEqual(once.run.metrics);
    expect(await bytesOf({ run, ...files })).toEqual(await bytesOf(once));
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await train();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('an ensemble', () => {
  const config = smallConfig({ epochs: 2, refit: true, members: 2, testSessions: ['c'], dropout: 0.2 });
  const clips = movingBars(6, ['a', 'b', 'c']);
  const train = (
    changes: Partial<typeof config> = {},
    onProgress: (progress: TrainProgress) => void = () => undefined,
    stopped: () => boolean = () => false,
    from?: ModelFiles,
  ): Promise<TrainedModel> =>
    trainModel({ config: { ...config, ...changes }, classes, capture, ...(from && { from }) }, clips, {
      devices: steadyDevices,
      stopped,
      onProgress,
    });
  const weightsOf = async (files: TrainedModel): Promise<Float32Array[]> => {
    const model = await loadModel(files);
    try {
      return await numbersOf(model);
    } finally {
      model.dispose();
    }
  };
  const files = ({ run, ...rest }: TrainedModel): ModelFiles => ({
    run: {
      schema: 1,
      id: 'base',
      name: 'Base',
      created: '2026-01-01T00:00:00.000Z',
      appVersion: '0',
      ...run,
    },
    ...rest,
  });
  beforeAll(() => tf.setBackend('cpu'));

  it('learn one after another, are kept as one, and leave the first pass’s scores as they were', async () => {
    const passes: number[] = [];
    const before = tf.memory().numTensors;
    const trained = await train({}, (progress) => {
      if (progress.kind === 'batch') passes.push(progress.pass, progress.passes);
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(passes).toEqual([1, 3, 1, 3, 2, 3, 2, 3, 3, 3, 3, 3]);
    const alone = await train({ members: 1 });
    expect(trained.run.metrics.validation).toEqual(alone.run.metrics.validation);
    expect(trained.run.config.members).toBe(2);
    expect(trained.run.layers.find(({ name }) => name === 'lstm')?.outputShape).toEqual([16]);
    const [wide, narrow] = [await weightsOf(trained), await weightsOf(alone)];
    // The first of them is the one that learns alone; the other is another one.
    const kernel = wide[0] ?? new Float32Array();
    const halves = [0, 4].map((from) => [...kernel].filter((_, i) => i % 8 >= from && i % 8 < from + 4));
    expect(halves[0]).toEqual([...(narrow[0] ?? [])]);
    expect(halves[1]).not.toEqual(halves[0]);
  });

  it('are those that are done where it is stopped, and one where none is', async () => {
    const stopIn = async (pass: number): Promise<TrainedModel> => {
      let there = false;
      return train(
        {},
        (progress) => {
          there ||= progress.kind === 'batch' && progress.pass === pass;
        },
        () => there,
      );
    };
    const [first, second] = [await stopIn(2), await stopIn(3)];
    expect([first.run.config.members, first.run.stopped]).toEqual([1, true]);
    expect([second.run.config.members, second.run.stopped]).toEqual([1, false]);
    expect(second.run.split.warnings.at(-1)).toContain(
      'Only 1 of 2 networks finished learning from all clips',
    );
    expect(await weightsOf(second)).toEqual(await weightsOf(await train({ members: 1 })));
  });

  it('are those that are done where another one is stopped, or fails, before its first epoch has ended', async () => {
    const before = tf.memory().numTensors;
    let there = false;
    const onProgress = (progress: TrainProgress): void => {
      there ||= progress.kind === 'batch' && progress.pass === 3;
    };
    const stopped = await train({ batchSize: 3 }, onProgress, () => there);
    there = false;
    const real = Trainer.prototype.step;
    vi.spyOn(Trainer.prototype, 'step').mockImplementation(function (this: Trainer, ...batch) {
      if (there) throw new Error('There is no memory left.');
      real.apply(this, batch);
    });
    const failed = await train({ batchSize: 3 }, onProgress);
    vi.restoreAllMocks();
    const alone = await weightsOf(await train({ batchSize: 3, members: 1 }));
    for (const trained of [stopped, failed]) {
      expect([trained.run.config.members, trained.run.stopped]).toEqual([1, false]);
      expect(trained.run.split.warnings.at(-1)).toContain('Only 1 of 2 networks');
      expect(await weightsOf(trained)).toEqual(alone);
    }
    expect(failed.run.split.warnings.at(-1)).toContain('There is no memory left.');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are refused before they learn where the merged network would be too wide', async () => {
    await expect(train({ filters: [4, 300] })).rejects.toMatchObject({ code: 'BAD_MODEL' });
  });

  it('are gone on from as one', async () => {
    const base = files(await train());
    const { run } = await train(
      { ...goOnConfig(base.run.config, clips.length), epochs: 1 },
      undefined,
      undefined,
      base,
    );
    expect(run.config).toMatchObject({ filters: [8, 12], lstmUnits: 16, members: 1, cnnRate: 0 });
    expect(run.epochs[0]?.loss).toBeLessThan(base.run.epochs[0]?.loss ?? 0);
  });
});
