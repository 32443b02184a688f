import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelFiles } from '../../../../../src-main/contract';
import {
  goingOn,
  type EngineClip,
  type TrainedModel,
  type TrainProgress,
} from '../../../../../src-renderer/engine/api';
import { goOnConfig } from '../../../../../src-renderer/learning/defaults';
import { counterfeit } from '../../../../../src-renderer/learning/counterfeits';
import { changeTo, framingOf, viewOfClip } from '../../../../../src-renderer/learning/framing';
import type { Excerpt } from '../../../../../src-renderer/learning/excerpts';
import { startBackend } from '../../../../../src-renderer/engine/backends';
import { classify } from '../../../../../src-renderer/engine/model/forward';
import { loadModel } from '../../../../../src-renderer/engine/model/model-files';
import { numbersOf } from '../../../../../src-renderer/engine/model/warm-start';
import { counterfeitsOf } from '../../../../../src-renderer/engine/training/counterfeit-check';
import { trainIdle } from '../../../../../src-renderer/engine/training/idle';
import { batchTensor } from '../../../../../src-renderer/engine/training/predict';
import { trainModel } from '../../../../../src-renderer/engine/training/train';
import {
  bytesOf,
  capture,
  classes,
  movingBars,
  smallConfig,
  steadyDevices,
  unmarkedExcerpt,
} from '../../../../fixtures/engine/support';

/** A clip that stays at one of its frames. */
const held = (clip: EngineClip, frame: number): EngineClip => {
  const size = clip.frames.length / clip.shape[0];
  const frames = new Uint8Array(clip.frames.length);
  for (let t = 0; t < clip.shape[0]; t++)
    frames.set(clip.frames.subarray(frame * size, (frame + 1) * size), t * size);
  return { ...clip, frames };
};

/** Ways to make movements that are no gesture. */
const kindsOf = (
  request: Parameters<typeof counterfeitsOf>[0]['request'],
  clips: EngineClip[],
  stopped = () => false,
  onProgress: Parameters<typeof counterfeitsOf>[0]['onProgress'] = () => undefined,
) => counterfeitsOf({ request, clips, between: () => Promise.resolve(), stopped, onProgress });

describe('a model that knows idle', () => {
  const config = smallConfig({ epochs: 12, idle: true, refit: false, validationShare: 0.25 });
  const clips = movingBars(8, ['a', 'b', 'c', 'd']);
  const said: TrainProgress[] = [];
  let trained: TrainedModel;
  const train = (changes: Partial<typeof config> = {}): Promise<TrainedModel> =>
    trainModel({ config: { ...config, ...changes }, classes, capture, rehearse: true }, clips, {
      devices: steadyDevices,
      stopped: () => false,
      onProgress: (progress) => said.push(progress),
    });
  const answersOf = async (files: Pick<TrainedModel, 'topology' | 'weights' | 'run'>, of: EngineClip[]) => {
    const model = await loadModel(files);
    const output = tf.tidy(() => classify(model, batchTensor(of, files.run.preprocess)));
    const rows = (await output.array()) as number[][];
    output.dispose();
    model.dispose();
    return rows;
  };

  beforeAll(async () => {
    await startBackend('wasm');
    trained = await train();
  }, 120_000);

  it('says that nothing is due where nothing moves, and that something is where it does', async () => {
    const still = await answersOf(
      trained,
      clips.map((clip) => held(clip, 0)),
    );
    const whole = await answersOf(trained, clips);
    const mean = (rows: number[][]): number =>
      rows.reduce((sum, row) => sum + (row[classes.length] ?? NaN), 0) / rows.length;
    expect(still[0]).toHaveLength(3);
    expect(mean(still)).toBeGreaterThan(0.6);
    expect(mean(whole)).toBeLessThan(0.4);
  });

  it('is surer of held-out gestures in a stream than in the pauses between', () => {
    expect(trained.rehearsed?.clips).toBe(4);
    const shares = (inGestures: boolean): number[] =>
      (trained.rehearsed?.streams ?? []).flatMap(({ answers, gestures }) =>
        answers.flatMap(({ at, probabilities }) => {
          const near = gestures.find(({ start, end }) => at / 1000 >= start && at / 1000 <= end + 0.3);
          if (!probabilities || (near !== undefined) !== inGestures) return [];
          return near ? (probabilities[near.index] ?? 0) : Math.max(...probabilities);
        }),
      );
    const mean = (all: number[]): number => all.reduce((sum, share) => sum + share, 0) / all.length;
    expect(mean(shares(true))).toBeGreaterThan(mean(shares(false)));
  });

  it('is as good on whole clips as one without', async () => {
    const { run, rehearsed } = await train({ idle: false });
    expect(trained.run.idle).toBe(true);
    expect(run.idle).toBeUndefined();
    // Without it, there is no pause to be tried in.
    expect(rehearsed).toBeUndefined();
    expect(trained.run.metrics.validation?.accuracy).toBeGreaterThanOrEqual(
      run.metrics.validation?.accuracy ?? 1,
    );
    expect(trained.run.metrics.validation?.confusion).toHaveLength(classes.length);
  });

  it('tells of it, and is the same from the same seed', { timeout: 120_000 }, async () => {
    expect(said.some((progress) => progress.kind === 'batch' && progress.idle === true)).toBe(true);
    const again = await train();
    expect(await bytesOf(again.weights)).toEqual(await bytesOf(trained.weights));
    expect(again.rehearsed).toEqual(trained.rehearsed);
  });

  it('can be gone on from, with what it knows of idle or without it', { timeout: 120_000 }, async () => {
    const few = movingBars(2, ['a', 'b', 'c', 'd']);
    const from = async (base: TrainedModel, idle: boolean): Promise<number> => {
      const files = { ...base, run: { ...base.run, id: 'r', name: 'Model 1' } } as unknown as ModelFiles;
      const more = { ...goOnConfig(base.run.config, 12), epochs: 1, refit: false, idle };
      const { run, ...rest } = await trainModel({ config: more, classes, capture, from: files }, few, {
        devices: steadyDevices,
        stopped: () => false,
        onProgress: () => undefined,
      });
      return (await answersOf({ ...rest, run }, clips.slice(0, 1)))[0]?.length ?? 0;
    };
    expect(await from(trained, true)).toBe(3);
    expect(await from(trained, false)).toBe(2);
  });

  it('sees each window where its movement is, where each is looked at by itself', async () => {
    const { run, ...files } = trained;
    const spec = run.preprocess;
    const framing = framingOf(spec, clips, classes);
    if (!framing) throw new Error('nothing moves');
    const task = { spec, config, classes, clips, most: 192, stopped: () => false };
    /** How likely it is that none is due in clips, each seen where its movement is. */
    const idleIn = async (of: EngineClip[], by?: typeof framing): Promise<number> => {
      const model = await loadModel(files);
      await trainIdle(model, { ...task, framing: by, between: () => Promise.resolve() });
      const seen = (index: number) => changeTo(viewOfClip(spec, of[index] as EngineClip, framing));
      const output = tf.tidy(() => classify(model, batchTensor(of, spec, seen)));
      const rows = (await output.array()) as number[][];
      output.dispose();
      model.dispose();
      return rows.reduce((sum, row) => sum + (row[classes.length] ?? NaN), 0) / rows.length;
    };
    expect(
      await idleIn(
        clips.map((clip) => held(clip, 0)),
        framing,
      ),
    ).toBeGreaterThan(0.6);
    const due = await idleIn(clips, framing);
    expect(due).toBeLessThan(0.5);
    // Taught otherwise, it is another model.
    expect(due).not.toBe(await idleIn(clips));
  });

  it('knows which movements made of its clips are another gesture, and takes others for none', async () => {
    const kinds = await kindsOf({ config, classes, capture }, clips);
    // A bar that goes to the left goes to the right when it is played backwards, or turned by half.
    for (const { id } of classes) {
      expect(kinds?.get(id)).not.toContain('backwards');
      expect(kinds?.get(id)).not.toContain('half');
    }
    const made = clips.flatMap((clip) =>
      (kinds?.get(clip.classId) ?? []).map((kind) => ({ ...clip, frames: counterfeit(clip, kind).frames })),
    );
    expect(new Set([...(kinds ?? new Map()).values()].flat())).toContain('wandering');
    expect(made.length).toBeGreaterThan(0);
    const idleIn = async (of: EngineClip[]): Promise<number> => {
      const rows = await answersOf(trained, of);
      return rows.reduce((sum, row) => sum + (row[classes.length] ?? NaN), 0) / rows.length;
    };
    expect(await idleIn(made)).toBeGreaterThan(0.2 + (await idleIn(clips)));
  });

  it('knows that a gesture which may be mirrored may look like itself backwards', async () => {
    const bars = clips.filter(({ classId }) => classId === 'left');
    const left = classes.filter(({ id }) => id === 'left');
    const ways = async (mirror: 'left' | undefined) =>
      (await kindsOf({ config, capture, classes: left.map((item) => ({ ...item, mirror })) }, bars))?.get(
        'left',
      );
    expect(await ways(undefined)).toEqual(expect.arrayContaining(['backwards', 'half']));
    const symmetric = await ways('left');
    expect(symmetric).toContain('wandering');
    expect(symmetric).not.toContain('backwards');
    expect(symmetric).not.toContain('half');
  });

  it('tells how much of the movements it has looked at, to the end', async () => {
    const told: number[] = [];
    await kindsOf({ config, classes, capture }, clips, undefined, (done, total) => {
      expect(total).toBe(7 * classes.length);
      told.push(done);
    });
    const made = Array.from({ length: 6 * classes.length + 1 }, (_, done) => classes.length + done);
    expect(told).toEqual([0, ...made]);
    expect(said.findIndex(({ kind }) => kind === 'checking')).toBeLessThan(
      said.findIndex(({ kind }) => kind === 'epoch'),
    );
    expect(said.some(({ kind }) => kind === 'checking')).toBe(true);
  });

  it('is the same where it goes on from a checkpoint, which knows those movements', async () => {
    const kept = said.flatMap((progress) => (progress.kind === 'checkpoint' ? [progress.checkpoint] : []));
    const last = kept[config.epochs - 1];
    if (!last) throw new Error('There is no checkpoint.');
    expect(Object.keys(last.state.counterfeits ?? {})).toEqual(classes.map(({ id }) => id));
    const after: TrainProgress[] = [];
    const more = await trainModel(goingOn(last), clips, {
      devices: steadyDevices,
      stopped: () => false,
      onProgress: (progress) => after.push(progress),
    });
    expect(after.some(({ kind }) => kind === 'checking')).toBe(false);
    expect(await bytesOf(more.weights)).toEqual(await bytesOf(trained.weights));
  });

  it('makes none of poses that are held, and stops looking where it is stopped', async () => {
    const still = clips.map((clip) => (clip.classId === 'left' ? held(clip, 0) : clip));
    const kinds = await kindsOf({ config, classes, capture }, still);
    expect(kinds?.has('left')).toBe(false);
    expect(kinds?.get('right')).toContain('wandering');
    expect(await kindsOf({ config, classes, capture }, clips, () => true)).toBeNull();
  });

  it('learns from excerpts of recorded stretches what is nothing', async () => {
    // Bars that go to the left as long as one looks.
    const [bar] = movingBars(1, ['a']) as [EngineClip];
    const excerpt = unmarkedExcerpt(bar);
    const idleAfter = async (excerpts: Excerpt[]): Promise<number> => {
      const model = await loadModel(trained);
      const task = { spec: trained.run.preprocess, config, classes, clips, excerpts, most: 48 };
      await trainIdle(model, { ...task, stopped: () => false, between: () => Promise.resolve() });
      const output = tf.tidy(() => classify(model, batchTensor([bar], trained.run.preprocess)));
      const [row] = (await output.array()) as number[][];
      output.dispose();
      model.dispose();
      return row?.[classes.length] ?? NaN;
    };
    expect(await idleAfter(new Array<Excerpt>(6).fill(excerpt))).toBeGreaterThan(await idleAfter([]));
  });

  it('is as it was where it is stopped before it has seen all there is to see', async () => {
    const { run, ...files } = trained;
    const model = await loadModel(files);
    const before = await numbersOf(model);
    const task = { spec: run.preprocess, config, classes, clips };
    let seen = 0;
    await trainIdle(model, {
      ...task,
      stopped: () => seen > 0,
      between: (done) => Promise.resolve(void (seen = done)),
    });
    expect(seen).toBeGreaterThan(0);
    expect(seen).toBeLessThan(0.5);
    expect(await numbersOf(model)).toEqual(before);
    model.dispose();
  });
});
