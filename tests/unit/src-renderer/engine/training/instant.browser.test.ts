import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  eventRuleSchema,
  rehearsedSchema,
  unseenSchema,
  type EventRule,
} from '../../../../../src-main/contract';
import { DEFAULT_RULE } from '../../../../../src-renderer/gestures/gesture-rule';
import { indexed } from '../../../../../src-renderer/gestures/rule-of';
import { scoreRule } from '../../../../../src-renderer/gestures/rule-score';
import { newRule } from '../../../../../src-renderer/jobs/new-rule';
import type { Client } from '../../../../../src-renderer/rpc/connection';
import type { EngineClip, TrainedModel, TrainProgress } from '../../../../../src-renderer/engine/api';
import { startBackend } from '../../../../../src-renderer/engine/backends';
import { classify } from '../../../../../src-renderer/engine/model/forward';
import { loadModel } from '../../../../../src-renderer/engine/model/model-files';
import { batchTensor, plainStates } from '../../../../../src-renderer/engine/training/predict';
import { trainModel } from '../../../../../src-renderer/engine/training/train';
import { sharesOfThreshold } from '../../../../../src-renderer/engine/training/unseen';
import { defaultTrainConfig, presetConfig } from '../../../../../src-renderer/learning/defaults';
import {
  bytesOf,
  capture,
  classes,
  movingBars,
  smallConfig,
  steadyDevices,
  unmarkedExcerpt,
} from '../../../../fixtures/engine/support';

const config = { ...defaultTrainConfig(), ...presetConfig('instant', 12) };
const clips = movingBars(12, ['a', 'b', 'c']);

/** A clip turned by a quarter: what went sideways goes up or down. */
function turned(clip: EngineClip): EngineClip {
  const [count, height, width] = clip.shape;
  const frames = new Uint8Array(clip.frames.length);
  for (let t = 0; t < count; t++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let c = 0; c < 3; c++)
          frames[((t * height + y) * width + x) * 3 + c] =
            clip.frames[((t * height + x) * width + y) * 3 + c] ?? 0;
  return { ...clip, frames };
}

describe('a model whose last layer is solved at once', () => {
  const said: TrainProgress[] = [];
  const train = (changes: Partial<typeof config> = {}): Promise<TrainedModel> =>
    trainModel({ config: { ...config, ...changes }, classes, capture, rehearse: true }, clips, {
      devices: steadyDevices,
      stopped: () => false,
      onProgress: (progress) => said.push(progress),
    });
  const answersOf = async (trained: TrainedModel, of: EngineClip[]): Promise<number[][]> => {
    const model = await loadModel(trained);
    const output = tf.tidy(() => classify(model, batchTensor(of, trained.run.preprocess)));
    const rows = (await output.array()) as number[][];
    output.dispose();
    model.dispose();
    return rows;
  };
  let trained: TrainedModel;

  beforeAll(async () => {
    await startBackend('wasm');
    trained = await train({ testSessions: ['c'] });
  }, 120_000);

  it('is a run like any other, right on a session that it has not seen', () => {
    const { run } = trained;
    expect(run.epochs).toHaveLength(1);
    expect(run).toMatchObject({ idle: true, stopped: false, config: { instant: true } });
    expect(run.metrics.test?.accuracy).toBe(1);
    // How usual a clip is to it, it says of those that it was kept from only.
    const told = (part: typeof run.metrics.test) => part?.answers?.map(({ typicality = NaN }) => typicality);
    expect(told(run.metrics.test)?.filter((share) => share >= 0 && share <= 1)).toHaveLength(
      run.metrics.test?.clips ?? NaN,
    );
    expect(told(run.metrics.train)?.every(Number.isNaN)).toBe(true);
    expect(run.layers.map(({ type }) => type).at(-1)).toBe('Dense');
    expect(said.some(({ kind }) => kind === 'epoch')).toBe(true);
  });

  it('says that nothing is due where nothing moves', async () => {
    const size = capture.width * capture.height * 3;
    const still = clips.map((clip) => {
      const frames = new Uint8Array(clip.frames.length);
      for (let t = 0; t < capture.frames; t++) frames.set(clip.frames.subarray(0, size), t * size);
      return { ...clip, frames };
    });
    const mean = (rows: number[][]): number =>
      rows.reduce((sum, row) => sum + (row[classes.length] ?? NaN), 0) / rows.length;
    const [idle, due] = [mean(await answersOf(trained, still)), mean(await answersOf(trained, clips))];
    expect(idle).toBeGreaterThan(0.5);
    expect(due).toBeLessThan(idle);
  });

  it('is tried on streams put together from clips that were held out of its first pass', () => {
    const { rehearsed } = trained;
    if (!rehearsed) throw new Error('It was not tried.');
    expect(rehearsedSchema.parse(rehearsed)).toEqual(rehearsed);
    // Sessions a and b are learnt from in the end; one of them was not at first.
    expect(rehearsed.clips).toBe(8);
    const [stream] = rehearsed.streams;
    expect(rehearsed.streams).toHaveLength(1);
    expect(stream?.answers.findIndex(({ probabilities }) => probabilities !== null)).toBe(capture.frames - 1);
    expect(stream?.answers.at(-1)?.probabilities).toHaveLength(classes.length);
    expect(stream?.answers.at(-1)?.at).toBeCloseTo(1000 * (stream?.seconds ?? 0) - 100);
  });

  it('goes with a rule that is fitted to them', async () => {
    const { run, rehearsed } = trained;
    const { events, ruleFit } = await newRule({} as Client, 'one', run, rehearsed);
    expect(ruleFit).toEqual({ clips: 8, stretches: [], gestures: 8, rule: events });
    const stretches = (rehearsed?.streams ?? []).map(({ answers, seconds, ...truth }) => ({
      answers,
      seconds,
      truth,
    }));
    const f1 = (rule: EventRule): number =>
      scoreRule(stretches, indexed(rule, classes), [false, false]).f1 ?? 0;
    expect(eventRuleSchema.parse(events)).toEqual(events);
    expect(f1(events ?? DEFAULT_RULE)).toBeGreaterThanOrEqual(f1(DEFAULT_RULE) - 0.1);
  });

  it('learns from excerpts of recorded stretches what is nothing', { timeout: 120_000 }, async () => {
    // A movement of no class, which a person has marked nothing in.
    const others = movingBars(2, ['d']).map(turned);
    const excerpts = others.map(unmarkedExcerpt);
    const learnt = await trainModel(
      { config: { ...config, testSessions: ['c'] }, classes, capture, excerpts, rehearse: true },
      clips,
      { devices: steadyDevices, stopped: () => false, onProgress: () => undefined },
    );
    const idle = async (of: TrainedModel): Promise<number> =>
      Math.min(...(await answersOf(of, others)).map((row) => row[classes.length] ?? NaN));
    expect(await idle(learnt)).toBeGreaterThan(await idle(trained));
    expect(await idle(learnt)).toBeGreaterThan(0.5);
    expect(learnt.run.metrics.test?.accuracy).toBe(1);
    // Its rule goes by them, too.
    const { excerpts: seen, excerptGestures, streams = [] } = learnt.rehearsed ?? {};
    expect([seen, excerptGestures]).toEqual([excerpts.length, 0]);
    expect(rehearsedSchema.parse(learnt.rehearsed)).toEqual(learnt.rehearsed);
    expect(streams).toHaveLength((trained.rehearsed?.streams.length ?? NaN) + excerpts.length);
    expect(streams.at(-1)?.answers).toHaveLength(excerpts[0]?.shape[0] ?? NaN);
  });

  it('has never seen a movement that is none of its own', async () => {
    const { preprocess, unseen } = trained.run;
    if (!unseen) throw new Error('It cannot tell.');
    expect(unseenSchema.parse(unseen)).toEqual(unseen);
    // Turned by a quarter, its own movements are others; backwards, each is the other class.
    expect(unseen.others?.length).toBeGreaterThan(1);
    expect(unseen.others?.length).toBeLessThan(4 * classes.length);
    const model = await loadModel(trained);
    const shares = async (of: EngineClip[]): Promise<number[]> =>
      sharesOfThreshold(await plainStates(model, of, preprocess, 8), unseen);
    const refused = (all: number[]): number => all.filter((share) => share > 1).length / all.length;
    try {
      expect(refused(await shares(clips))).toBeLessThan(0.1);
      expect(refused(await shares(clips.map(turned)))).toBeGreaterThan(0.7);
    } finally {
      model.dispose();
    }
  });

  it('is the same from the same clips, whatever their order', { timeout: 120_000 }, async () => {
    const again = await train({ testSessions: ['c'] });
    expect(await bytesOf(again.weights)).toEqual(await bytesOf(trained.weights));
    expect(again.rehearsed).toEqual(trained.rehearsed);
  });

  it(
    'is what another model is compared with, where that is asked for, by the same clips',
    { timeout: 120_000 },
    async () => {
      const small = smallConfig({ testSessions: ['c'], epochs: 1, refit: false });
      const compared = (compare?: boolean): Promise<TrainedModel> =>
        trainModel({ config: small, classes, capture, ...(compare && { compare }) }, clips, {
          devices: steadyDevices,
          stopped: () => false,
          onProgress: () => undefined,
        });
      const [{ run: with_ }, { run: without }] = [await compared(true), await compared()];
      const held = { ...config, testSessions: ['c'], refit: false };
      const { run: instant } = await train(held);
      for (const part of ['validation', 'test'] as const) {
        expect(with_.metrics[part]?.instant).toBe(instant.metrics[part]?.accuracy);
        expect(without.metrics[part]).not.toHaveProperty('instant');
      }
      expect(with_.metrics.train).not.toHaveProperty('instant');
      expect(await (await train({ ...held })).run.metrics.test).not.toHaveProperty('instant');
    },
  );

  it('says so where the network is not one that has learnt to see', async () => {
    await expect(train({ start: 'random' })).rejects.toThrow('Beckon’s own motion network');
  });
});
