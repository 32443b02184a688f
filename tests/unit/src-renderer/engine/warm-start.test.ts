import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GestureClass, ModelFiles, TrainConfig } from '../../../../src-main/contract';
import {
  goingOn,
  type Checkpoint,
  type EngineClip,
  type TrainedModel,
} from '../../../../src-renderer/engine/api';
import { goOnConfig, preprocessSpec } from '../../../../src-renderer/engine/defaults';
import { loadModel } from '../../../../src-renderer/engine/model-files';
import { trainModel } from '../../../../src-renderer/engine/train';
import { originOf, warmWeights } from '../../../../src-renderer/engine/warm-start';
import { capture, classes, movingBars, smallConfig, steadyDevices } from './support';

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
    const start = await warmWeights(base, config, spec, classes);
    const temperature = base.run.temperature ?? NaN;
    expect(temperature).not.toBe(1);
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
    await expect(warmWeights(base, other, spec, classes)).rejects.toMatchObject({ code: 'bad-model' });
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
