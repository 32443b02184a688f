import { describe, expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type Stretch, type TrainConfig } from '../../../../src-main/contract';
import type { TrainedModel, TrainRequest } from '../../../../src-renderer/engine/api';
import { plannedExcerpts, readExcerpts } from '../../../../src-renderer/jobs/excerpts';
import { train } from '../../../../src-renderer/jobs/train';
import { defaultTrainConfig } from '../../../../src-renderer/learning/defaults';
import { stretchFrames } from '../../../../src-renderer/learning/stretches';
import type { Client } from '../../../../src-renderer/rpc/connection';
import { greyGif } from '../../../fixtures/gif';
import { gesture } from '../../../fixtures/renderer/samples';

const capture = { ...DEFAULT_CAPTURE, frames: 8, fps: 10, width: 16, height: 16 };
const classes = [gesture('wave', 'Wave'), gesture('push', 'Push')];
/** Twelve seconds that get brighter from picture to picture. */
const video = new Blob([greyGif(Array.from({ length: 120 }, (_, i) => 2 * i))]);
const wave = { class: 'wave', start: 5, end: 6 };

const stretchOf = (id: string, learn?: boolean): Stretch => ({
  ...{ id, name: id, created: '2026-01-01T00:00:00.000Z', source: 'a.webm', seconds: 12, size: video.size },
  ...{ type: 'video/webm', events: [wave], unknown: [] },
  ...(learn !== undefined && { learn }),
});

const clientWith = (stretches: Stretch[], bytes = video): Client =>
  ({
    stretches: {
      list: () => Promise.resolve({ stretches }),
      read: ({ offset }: { offset: number }) => Promise.resolve(bytes.slice(offset)),
    },
  }) as unknown as Client;
const read = (stretches: Stretch[], bytes?: Blob) =>
  readExcerpts(
    clientWith(stretches, bytes),
    'one',
    { classes, capture, seed: 1 },
    new AbortController().signal,
  );

/** A training of these settings beside these stretches: what the engine was asked for, and the run. */
async function trainBeside(stretches: Stretch[], changes: Partial<TrainConfig> = {}, clipsOnly = false) {
  const asked: TrainRequest[] = [];
  const config = { ...defaultTrainConfig(), ...changes };
  const { run } = await train({
    client: clientWith(stretches),
    engine: {
      train: (request) => {
        asked.push(request);
        const [split, metrics] = [{ warnings: [] }, { test: config.testSessions.length > 0 ? {} : null }];
        return Promise.resolve({ run: { idle: true, classes, split, metrics } } as unknown as TrainedModel);
      },
    },
    slug: 'one',
    request: { config, classes, capture },
    clips: [],
    signal: new AbortController().signal,
    onProgress: () => undefined,
    clipsOnly,
  });
  return { excerpts: asked[0]?.excerpts ?? [], run };
}

describe('what stretches give to learn from', () => {
  it('is of those that are ticked, with their pictures at the times that were marked', async () => {
    const { excerpts, stretches, problems } = await read([stretchOf('judge'), stretchOf('learn', true)]);
    expect([stretches, problems]).toEqual([['learn'], []]);
    expect(excerpts.map(({ classId }) => classId)).toContain('wave');
    const own = excerpts.find(({ classId }) => classId === 'wave');
    const count = stretchFrames(capture.frames);
    expect(own?.shape).toEqual([count, 16, 16, 3]);
    const size = 16 * 16 * 3;
    own?.progress.forEach((progress, t) => {
      // The picture that is shown 5 s after the beginning has a grey of 100.
      const grey = own.frames[t * size] ?? 0;
      expect(Math.abs(grey - 20 * (5 + progress))).toBeLessThanOrEqual(4);
    });
  });

  it('is the same of a stretch whatever others there are', async () => {
    const planned = (stretches: Stretch[]) =>
      plannedExcerpts(clientWith(stretches), 'one', { classes, capture, seed: 1 });
    const [alone] = await planned([stretchOf('learn', true)]);
    const beside = await planned([stretchOf('other', true), stretchOf('judge'), stretchOf('learn', true)]);
    expect(beside.map(({ stretch }) => stretch.id)).toEqual(['other', 'learn']);
    expect(beside[1]?.plans).toEqual(alone?.plans);
  });

  it('is nothing where none is ticked, and says which cannot be read', async () => {
    expect(await read([stretchOf('judge'), stretchOf('no', false)])).toEqual({
      excerpts: [],
      stretches: [],
      problems: [],
    });
    const { stretches, problems } = await read(
      [stretchOf('broken', true)],
      new Blob(['x'.repeat(video.size)]),
    );
    expect(stretches).toEqual([]);
    expect(problems[0]).toMatch(/^The stretch “broken” could not be read and was not learnt from: .+\.$/);
  });

  it('is learnt from in training, and the run says of which stretches it is', async () => {
    const { excerpts, run } = await trainBeside([stretchOf('judge'), stretchOf('learn', true)]);
    expect(excerpts.map(({ classId }) => classId)).toContain('wave');
    expect(run.learntStretches).toEqual(['learn']);
    // What is solved at once does so, too; what does not learn when none is due does not.
    const instant = await trainBeside([stretchOf('learn', true)], { instant: true });
    expect([instant.excerpts.length, instant.run.learntStretches]).toEqual([excerpts.length, ['learn']]);
    const always = await trainBeside([stretchOf('learn', true)], { idle: false });
    expect(always.excerpts).toEqual([]);
    expect((await trainBeside([stretchOf('judge')])).run.learntStretches).toBeUndefined();
    // Nor does a model that is only tried on clips, as one of a person left out.
    const tried = await trainBeside([stretchOf('learn', true)], {}, true);
    expect([tried.excerpts, tried.run.learntStretches]).toEqual([[], undefined]);
  });

  it('may flatter the test, which the run says where there is one', async () => {
    const { run } = await trainBeside([stretchOf('learn', true)], { testSessions: ['s1'] });
    expect(run.split.warnings).toEqual([
      expect.stringMatching(/^It has also learnt from 1 recorded stretch\..* the test flatters\.$/),
    ]);
    expect((await trainBeside([stretchOf('learn', true)])).run.split.warnings).toEqual([]);
    expect((await trainBeside([stretchOf('judge')], { testSessions: ['s1'] })).run.split.warnings).toEqual(
      [],
    );
  });
});
