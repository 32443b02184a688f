import { beforeEach, expect, it } from 'vitest';
import type { CaptionSource, Evaluation, ModelFiles, Project, Run } from '../../../../../src-main/contract';
import type { Outside } from '../../../../../src-renderer/base/outside';
import { Retrained, type RetrainedParts } from '../../../../../src-renderer/features/live/retrained.svelte';
import { clip } from '../../../../fixtures/renderer/samples';

const evaluation = (accuracy: number, clips = 3): Evaluation => ({
  clips,
  accuracy,
  loss: 0,
  baseline: 0.5,
  perClass: [],
  confusion: [],
});
const split = {
  by: 'session',
  train: ['wave/a'],
  validation: ['wave/b', 'wave/c', 'wave/d'],
  test: [],
  sessions: { train: [], validation: [], test: [] },
  warnings: [],
};
const runOf = (id: string, name: string, validation: Evaluation | null): Run =>
  ({
    id,
    name,
    config: {},
    split,
    metrics: { train: evaluation(1), validation, test: null },
  }) as unknown as Run;
const before = { run: runOf('run-1', 'Model 1', evaluation(0.9)) } as ModelFiles;

let after: Run;
let selected: string;
let described: { id: string; from: CaptionSource | undefined }[];
let captions: { from: CaptionSource } | null;
let tried: string[];
let trial: () => Promise<Evaluation>;
let slug: string;
let retrained: Retrained;

beforeEach(() => {
  after = runOf('run-2', 'Model 2', evaluation(1 / 3));
  selected = 'run-1';
  described = [];
  captions = null;
  tried = [];
  trial = () => Promise.resolve(evaluation(2 / 3));
  slug = 'one';
  const outside = {
    client: {},
    engine: {
      evaluate: ({ run }: ModelFiles) => {
        tried.push(run.id);
        return trial();
      },
    },
  } as unknown as Outside;
  retrained = new Retrained(outside, {
    projects: {
      get slug() {
        return slug;
      },
      current: { slug: 'one' } as Project,
    },
    clips: { all: ['a', 'b', 'c', 'd'].map((id) => clip('wave', id)) },
    runs: {
      load: () => Promise.resolve(),
      select: (id) => Promise.resolve(void (selected = id ?? '')),
      files: () => Promise.resolve(before),
      reportOf: () => Promise.resolve(after),
    },
    captioning: {
      captionsOf: () => Promise.resolve(captions),
      learn: (_project, _clips, { id }, from) => Promise.resolve(void described.push({ id, from })),
    },
  } as RetrainedParts);
});

it('says how both do on the same clips, and puts none into use by itself', async () => {
  await retrained.ready('one', 'run-2', 'run-1');
  expect(retrained.words).toBe('Model 2 is ready: 33\u00a0% (was 67\u00a0%).');
  expect(retrained.hint).toBe('Both on the same 3 validation clips.');
  expect(retrained.worse).toBe(true);
  expect([selected, tried]).toEqual(['run-1', ['run-1']]);
  retrained.keep();
  expect([retrained.offer, selected]).toEqual([null, 'run-1']);
  await retrained.use();
  expect(selected).toBe('run-1');
});

it('is used once a person says so', async () => {
  after = runOf('run-2', 'Model 2', evaluation(1));
  await retrained.ready('one', 'run-2', 'run-1');
  expect([retrained.words, retrained.worse]).toEqual([
    'Model 2 is ready: 100\u00a0% (was 67\u00a0%).',
    false,
  ]);
  await retrained.use();
  expect([retrained.offer, selected]).toEqual([null, 'run-2']);
});

it('claims no comparison where there is none', async () => {
  for (const failing of [
    () => Promise.reject(new Error('No memory.')),
    () => Promise.resolve(evaluation(1, 2)),
  ]) {
    trial = failing;
    await retrained.ready('one', 'run-2', 'run-1');
    expect(retrained.words).toBe('Model 2 is ready: 33\u00a0%.');
    expect(retrained.hint).toContain('Model 1 could not be tested on them');
    expect(retrained.worse).toBe(false);
  }
  after = runOf('run-2', 'Model 2', null);
  await retrained.ready('one', 'run-2', 'run-1');
  expect(retrained.words).toBe('Model 2 is ready.');
  expect(retrained.hint).toContain('No clips were held out');
});

it('has the new one learn to describe where the old one does, from what that did', async () => {
  await retrained.ready('one', 'run-2', 'run-1');
  expect(described).toEqual([]);
  captions = { from: 'frame' };
  await retrained.ready('one', 'run-2', 'run-1');
  expect(described).toEqual([{ id: 'run-2', from: 'frame' }]);
});

it('offers nothing in another project', async () => {
  trial = () => {
    slug = 'two';
    return Promise.resolve(evaluation(1));
  };
  await retrained.ready('one', 'run-2', 'run-1');
  expect(retrained.offer).toBeNull();
  expect(selected).toBe('run-1');
});
