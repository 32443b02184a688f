import { describe, expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type Stretch } from '../../../../src-main/contract';
import { readExcerpts } from '../../../../src-renderer/jobs/excerpts';
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

const read = (stretches: Stretch[], bytes = video) => {
  const client = {
    stretches: {
      list: () => Promise.resolve({ stretches }),
      read: ({ offset }: { offset: number }) => Promise.resolve(bytes.slice(offset)),
    },
  } as unknown as Client;
  return readExcerpts(client, 'one', { classes, capture, seed: 1 }, new AbortController().signal);
};

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
});
