import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type Run } from '../../../../src-main/contract';
import { defaultTrainConfig, presetConfig } from '../../../../src-renderer/learning/defaults';
import {
  EngineError,
  type Engine,
  type TrainedModel,
  type TrainRequest,
} from '../../../../src-renderer/engine/api';
import type { Client } from '../../../../src-renderer/rpc/connection';
import { curveHindrance, curveSeconds, measureCurve } from '../../../../src-renderer/jobs/curve';
import { clip, gesture } from '../../../fixtures/renderer/samples';

const split: Run['split'] = {
  by: 'session',
  train: ['wave/a', 'wave/b', 'push/c', 'push/d'],
  validation: ['wave/e', 'push/f'],
  test: [],
  sessions: { train: ['s1'], validation: ['s2'], test: [] },
  warnings: [],
};
const run = {
  id: 'run-1',
  config: { ...defaultTrainConfig(), epochs: 10, refit: true, backend: 'webgpu' },
  classes: [gesture('wave'), gesture('push')],
  preprocess: { frames: 2, fps: 12, mirror: false },
  split,
  seconds: 30,
  stopped: false,
} as unknown as Run;
const clips = [...split.train, ...split.validation, 'wave/new'].map((key) => {
  const [classId = '', id = ''] = key.split('/');
  return clip(classId, id);
});

let asked: TrainRequest[];
let abort: AbortController;
/** What the engine ends the training of a share with. */
let outcome: (share: number) => Promise<void>;
let progress: number[];
/** What a model of a share of the clips answers. */
let answered: (share: number) => { clip: string; predicted: number }[];

beforeEach(() => {
  asked = [];
  progress = [];
  answered = () => [];
  abort = new AbortController();
  outcome = () => Promise.resolve();
});

const engine = {
  train: async (request: TrainRequest, _: unknown, job: Parameters<Engine['train']>[2]) => {
    asked.push(request);
    const share = request.config.trainShare ?? 1;
    job.onProgress({
      kind: 'batch',
      frames: false,
      ...{ pass: 1, passes: 1, epoch: 10, epochs: 10, batch: 2, batches: 2, secondsLeft: null },
    });
    await outcome(share);
    const train = split.train.slice(0, 4 * share);
    const perClass = [{ classId: 'wave', name: 'wave', clips: 1, recall: share }];
    return {
      run: {
        classes: run.classes,
        split: { ...split, train },
        metrics: { validation: { accuracy: share, perClass, answers: answered(share) }, test: null },
      },
    } as unknown as TrainedModel;
  },
} as unknown as Engine;

const measure = () =>
  measureCurve({
    client: {} as Client,
    engine,
    slug: 'one',
    run,
    capture: DEFAULT_CAPTURE,
    clips,
    signal: abort.signal,
    onProgress: (done) => progress.push(done),
  });

describe('measureCurve', () => {
  it('trains the run’s settings on ever more clips and tells how each did', async () => {
    const curve = await measure();
    expect(asked.map(({ config }) => config.trainShare)).toEqual([0.25, 0.5, 0.75, 1]);
    // So that a small share is not the worse for its fewer steps.
    expect(asked.map(({ config }) => config.epochs)).toEqual([20, 20, 13, 10]);
    expect(asked[0]).toMatchObject({
      config: { seed: run.config.seed, refit: false, backend: 'auto' },
      capture: { frames: 2, fps: 12, mirror: false, width: DEFAULT_CAPTURE.width },
    });
    expect(curve.part).toBe('validation');
    expect(curve.points.map(({ clips, accuracy }) => [clips, accuracy])).toEqual([
      [1, 0.25],
      [2, 0.5],
      [3, 0.75],
      [4, 1],
    ]);
    expect(curve.points[3]?.perClass).toEqual([
      { classId: 'wave', name: 'wave', clips: 2, tested: 1, recall: 1, change: null },
      { classId: 'push', name: 'push', clips: 2, tested: 0, recall: null, change: null },
    ]);
    expect(progress).toEqual([1, 3, 5, 7].map((part) => part / 7));
  });

  it('tells between what the recall changed, on the very clips that both were tried on', async () => {
    answered = (share) => [
      // Three of four gained, of one session; of push, what is right stays right.
      ...[0, 1, 2, 3].map((i) => ({ clip: `wave/t${i}`, predicted: share === 1 || i === 0 ? 0 : 1 })),
      ...['e', 'f'].map((id) => ({ clip: `push/${id}`, predicted: 1 })),
    ];
    const [wave, push] = (await measure()).points[3]?.perClass ?? [];
    expect(wave?.change).toMatchObject({ over: 'clips' });
    expect(wave?.change?.high).toBeGreaterThan(0.75);
    expect(push?.change?.low).toBeLessThan(0);
    expect(push?.change?.high).toBeGreaterThan(0);
  });

  it('keeps the points that there are when it is stopped', async () => {
    outcome = (share) => {
      if (share === 0.75) abort.abort();
      return Promise.resolve();
    };
    expect((await measure()).points.map(({ share }) => share)).toEqual([0.25, 0.5]);
    expect(asked).toHaveLength(3);
  });

  it('rejects where it was stopped before the first, and passes on what goes wrong', async () => {
    outcome = () => {
      abort.abort();
      return Promise.reject(new EngineError('CANCELLED', 'Stopped.'));
    };
    await expect(measure()).rejects.toMatchObject({ code: 'CANCELLED' });
    abort = new AbortController();
    outcome = () => Promise.reject(new EngineError('OUT_OF_MEMORY', 'Too little.'));
    await expect(measure()).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' });
  });
});

it('guesses the time from the run’s first pass', () => {
  expect(curveSeconds({ ...run, config: { ...run.config, refit: false } })).toBe(105);
  expect(curveSeconds(run)).toBe(3.5 * 30 * 0.4);
});

it('says of which runs it cannot be told', () => {
  const { config } = run;
  expect(curveHindrance({ config, split })).toBeNull();
  const from = { id: 'a', name: 'Model 1', learnt: [] };
  expect(curveHindrance({ config, split, from })).toMatch('“Model 1”');
  expect(curveHindrance({ config, split: { ...split, validation: [] } })).toMatch('Nothing was held out');
  const instant = { ...config, ...presetConfig('instant', 4) };
  expect(curveHindrance({ config: instant, split })).toBeNull();
  // As Instant was built before.
  expect(curveHindrance({ config: { ...instant, lstmUnits: 96 }, split })).toMatch('with the preset Instant');
});
