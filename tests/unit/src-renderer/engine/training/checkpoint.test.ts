import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkpointStateSchema } from '../../../../../src-main/contract';
import {
  goingOn,
  type Checkpoint,
  type EngineClip,
  type TrainedModel,
  type TrainProgress,
} from '../../../../../src-renderer/engine/api';
import { clipKey } from '../../../../../src-main/shared/clip-key';
import { pack, unpack } from '../../../../../src-renderer/engine/training/checkpoint';
import { defaultTrainConfig, presetConfig } from '../../../../../src-renderer/learning/defaults';
import { trainModel } from '../../../../../src-renderer/engine/training/train';
import {
  capture,
  classes,
  movingBars,
  smallConfig,
  steadyDevices,
} from '../../../../fixtures/engine/support';

const config = smallConfig({
  epochs: 3,
  refit: true,
  testSessions: ['c'],
  augment: true,
  dropout: 0.2,
  batchSize: 4,
});
const clips = movingBars(6, ['a', 'b', 'c']);
let whole: TrainedModel;
let checkpoints: Checkpoint[];

/** As it comes back from the disk. */
const reread = ({ state, numbers }: Checkpoint): Checkpoint => ({
  state: checkpointStateSchema.parse(JSON.parse(JSON.stringify(state))),
  numbers: numbers.slice(),
});
const goOn = (
  checkpoint: Checkpoint,
  there: readonly EngineClip[] = clips,
  onProgress: (progress: TrainProgress) => void = () => undefined,
): Promise<TrainedModel> =>
  trainModel(goingOn(reread(checkpoint)), there, {
    devices: steadyDevices,
    stopped: () => false,
    onProgress,
  });
const bytesOf = async ({ weights }: TrainedModel): Promise<number[]> => [
  ...new Uint8Array(await weights.arrayBuffer()),
];
const checkpointAt = (index: number): Checkpoint => {
  const checkpoint = checkpoints[index];
  if (!checkpoint) throw new Error(`There is no checkpoint ${index}.`);
  return checkpoint;
};

beforeAll(async () => {
  await tf.setBackend('cpu');
  checkpoints = [];
  whole = await trainModel({ config, classes, capture }, clips, {
    devices: steadyDevices,
    stopped: () => false,
    onProgress: (progress) => {
      if (progress.kind === 'checkpoint') checkpoints.push(progress.checkpoint);
    },
  });
});

describe('a run that goes on from a checkpoint', () => {
  it('is handed out after every epoch of both passes', () => {
    expect(checkpoints.map(({ state }) => [state.pass, state.epochs.length])).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 1],
      [2, 2],
      [2, 3],
    ]);
  });

  it.each([0, 1, 2, 3, 4, 5])('ends as the uninterrupted one does, from epoch end %i', async (index) => {
    const before = tf.memory().numTensors;
    const { run, ...files } = await goOn(checkpointAt(index));
    const { seconds, ...rest } = run;
    expect(rest).toEqual({ ...whole.run, seconds: undefined });
    expect(seconds).toBeGreaterThan(checkpointAt(index).state.seconds);
    expect(await bytesOf({ run, ...files })).toEqual(await bytesOf(whole));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('tells of its layers and of the epochs that are left, and of no other', async () => {
    const said: TrainProgress[] = [];
    await goOn(checkpointAt(1), clips, (progress) => said.push(progress));
    expect(said.filter(({ kind }) => kind === 'split')).toHaveLength(1);
    expect(said.flatMap((one) => (one.kind === 'epoch' ? one.epoch : []))).toEqual([3]);
    said.length = 0;
    await goOn(checkpointAt(4), clips, (progress) => said.push(progress));
    expect(said.filter(({ kind }) => kind === 'split')).toHaveLength(1);
    expect(said.filter(({ kind }) => kind === 'epoch')).toHaveLength(0);
    expect(said.flatMap((one) => (one.kind === 'batch' ? [[one.pass, one.epoch]] : [])).at(0)).toEqual([
      2, 3,
    ]);
  });

  it('keeps what the first pass said of clips that were held out', async () => {
    const { state, numbers } = checkpointAt(5);
    if (!state.first) throw new Error('The first pass is not over.');
    const answers = [
      { at: 0, probabilities: null },
      { at: 100, probabilities: [0.25, 0.5] },
    ];
    const stream = { answers, gestures: [{ index: 1, start: 0, end: 0.1 }], unknown: [], seconds: 0.2 };
    const rehearsed = { clips: 1, streams: [stream] };
    const { rehearsed: after } = await goOn({
      state: { ...state, first: { ...state.first, rehearsed } },
      numbers,
    });
    expect(after).toEqual(rehearsed);
  });

  it('keeps which movements made of clips are no gesture; what was kept before that goes on, too', () => {
    const { state, numbers } = checkpointAt(1);
    const counterfeits = { left: ['taken-back', 'wandering'] as const, right: [] };
    const known = unpack(
      reread({ state: { ...state, counterfeits: { left: [...counterfeits.left], right: [] } }, numbers }),
    );
    expect(known.counterfeits).toEqual(new Map(Object.entries(counterfeits)));
    expect(pack(known, steadyDevices.current).state.counterfeits).toEqual(counterfeits);
    expect(state.counterfeits).toBeUndefined();
    const old = unpack(reread({ state, numbers }));
    expect(old.counterfeits).toBeNull();
    expect(pack(old, steadyDevices.current).state).not.toHaveProperty('counterfeits');
  });

  it('finds the weights that an Instant began with whose network was another one then', () => {
    const run = unpack(reread(checkpointAt(1)));
    const instant = { ...defaultTrainConfig(), ...presetConfig('instant', clips.length) };
    const began = run.pass.best?.weights.map((values) => values.map((value) => value / 2)) ?? null;
    for (const lstmUnits of [instant.lstmUnits, 96]) {
      const request = { ...run.request, config: { ...instant, lstmUnits } };
      const kept = pack({ ...run, request, initialWeights: began }, steadyDevices.current);
      expect(unpack(reread(kept)).initialWeights).toEqual(began);
    }
  });

  it('leaves out clips that are gone, and says so', async () => {
    const { split } = checkpointAt(0).state;
    const gone = [split.train[0], split.test[0]];
    const left = clips.filter((clip) => !gone.includes(clipKey(clip)));
    const { run } = await goOn(checkpointAt(0), left);
    expect(run.split.train).toEqual(split.train.slice(1));
    expect(run.metrics.test?.clips).toBe(split.test.length - 1);
    expect(run.split.warnings.at(-1)).toContain('continued without 2 of its 12 clips');
  });

  it('learns from no clip that has come since', async () => {
    const more = movingBars(8, ['a', 'b', 'c']);
    expect((await goOn(checkpointAt(0), more)).run.split).toEqual(whole.run.split);
  });

  it('says why it cannot where a class has none left', async () => {
    const left = clips.filter(({ classId }) => classId !== 'left');
    await expect(goOn(checkpointAt(0), left)).rejects.toThrow(
      'All clips of “left” that this training learnt from are gone',
    );
  });

  it('refuses numbers that are not those the state tells of', async () => {
    for (const index of [1, 4]) {
      const { state, numbers } = checkpointAt(index);
      const short = { state, numbers: numbers.slice(0, 400) };
      await expect(goOn(short)).rejects.toMatchObject({ code: 'BAD_MODEL' });
    }
    const { state, numbers } = checkpointAt(1);
    const long = { state, numbers: new Uint8Array(numbers.length + 4) };
    await expect(goOn(long)).rejects.toMatchObject({ code: 'BAD_MODEL' });
  });
});

describe('a pause', () => {
  it.each([1, 2])('ends the run after the next epoch of pass %i, which was handed out', async (pass) => {
    const kept: Checkpoint[] = [];
    let paused = false;
    const run = trainModel({ config, classes, capture }, clips, {
      devices: steadyDevices,
      stopped: () => false,
      paused: () => paused,
      onProgress: (progress) => {
        if (progress.kind === 'checkpoint') kept.push(progress.checkpoint);
        paused ||= progress.kind === 'batch' && progress.pass === pass && progress.epoch === 2;
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'PAUSED' });
    const last = kept.at(-1);
    expect([last?.state.pass, last?.state.epochs.length]).toEqual([pass, 2]);
    if (last) expect(await bytesOf(await goOn(last))).toEqual(await bytesOf(whole));
  });
});

describe('a run of several networks', () => {
  it('is gone on with from the end of any epoch of any of them', async () => {
    const kept: Checkpoint[] = [];
    const several = await trainModel(
      { config: { ...config, epochs: 1, members: 3 }, classes, capture },
      clips,
      {
        devices: steadyDevices,
        stopped: () => false,
        onProgress: (progress) => {
          if (progress.kind === 'checkpoint') kept.push(progress.checkpoint);
        },
      },
    );
    expect(kept.map(({ state }) => state.pass)).toEqual([1, 2, 3, 4]);
    const before = tf.memory().numTensors;
    for (const checkpoint of kept) {
      const { run, ...files } = await goOn(checkpoint);
      expect({ ...run, seconds: 0 }).toEqual({ ...several.run, seconds: 0 });
      expect(await bytesOf({ run, ...files })).toEqual(await bytesOf(several));
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});
