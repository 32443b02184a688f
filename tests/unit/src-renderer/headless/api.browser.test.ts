import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import {
  settingsSchema,
  type HeadlessJob,
  type HeadlessNews,
  type HeadlessProgress,
  type NewClip,
} from '../../../../src-main/contract';
import type { Engine } from '../../../../src-renderer/engine/api';
import { createHeadless } from '../../../../src-renderer/headless/api';
import type { Client } from '../../../../src-renderer/rpc/connection';

const capture = { frames: 4, fps: 20, width: 32, height: 32, mirror: true };

/** The page's part against a store that keeps clips in memory, or refuses them. */
function setUp({ full = false }: { full?: boolean } = {}) {
  const added: NewClip[] = [];
  let beforeRefusal = (): void => undefined;
  const progress: HeadlessProgress[] = [];
  const news: HeadlessNews[] = [];
  const picture = async (): Promise<Blob> => {
    const canvas = new OffscreenCanvas(40, 30);
    canvas.getContext('2d')?.fillRect(0, 0, 10, 10);
    return canvas.convertToBlob();
  };
  const client = {
    app: { info: () => Promise.resolve({ version: '1.2.3', host: 'browser', saveDialog: false }) },
    settings: {
      get: () => Promise.resolve(settingsSchema.parse({})),
      set: () => Promise.resolve(),
    },
    projects: { open: () => Promise.resolve({ slug: 'p', classes: [], capture }) },
    clips: {
      list: () => Promise.resolve({ clips: [], unreadable: [] }),
      add: ({ clip }: { clip: NewClip }) => {
        beforeRefusal();
        if (full) return Promise.reject(new ORPCError('DISK_FULL', { message: 'The disk is full.' }));
        added.push(clip);
        return Promise.resolve({
          classId: clip.classId,
          id: `c${added.length}`,
          shape: clip.shape,
          bytes: 0,
        });
      },
    },
    models: {
      read: () => Promise.resolve({ run: { classes: [{ id: 'push' }], preprocess: { frames: 4 } } }),
    },
    offeredFiles: {
      read: async ({ id }: { id: string }) => {
        if (id === 'gone') throw new ORPCError('NO_PERMISSION', { message: 'Beckon may not read the file.' });
        if (id === 'bad') return { files: [{ name: 'bad.png', bytes: new Blob(['text']) }] };
        return { files: [{ name: '1.png', bytes: await picture() }] };
      },
    },
  } as unknown as Client;
  const engine = {
    measure: () => Promise.resolve({ key: 'test', reports: [] }),
    choose: () => undefined,
  } as unknown as Engine;
  const headless = createHeadless(
    client,
    engine,
    (each) => progress.push(each),
    (each) => news.push(each),
  );
  const fillDisk = (before: () => void): void => {
    full = true;
    beforeRefusal = before;
  };
  return { headless, added, progress, news, fillDisk };
}

const record = (changes: Partial<Extract<HeadlessJob, { kind: 'record-sample' }>> = {}): HeadlessJob => ({
  kind: 'record-sample',
  slug: 'p',
  gestures: [{ classId: 'push', gesture: 'push' }],
  people: [{ session: 'one', seed: 1, clips: 3 }],
  capture,
  ...changes,
});
const item = (id: string) => ({ id, classId: 'push', name: id, session: 's', kind: 'images' as const });

describe('record-sample', () => {
  it('records as many clips as asked for and saves each with what is known of it', async () => {
    const { headless, added, progress } = setUp();
    expect(await headless.run(record())).toMatchObject({ kind: 'record-sample', clips: 3 });
    expect(added).toHaveLength(3);
    for (const clip of added) {
      expect(clip).toMatchObject({ classId: 'push', shape: [4, 32, 32, 3] });
      expect(clip.meta).toMatchObject({ session: 'one', source: 'sample camera', mirror: true, fps: 20 });
      expect(clip.meta.appVersion).toBe('1.2.3');
      expect(clip.frames.size).toBe(4 * 32 * 32 * 3);
      expect(clip.timestamps.toSorted((a, b) => a - b)).toEqual(clip.timestamps);
    }
    expect(progress.map(({ done, total }) => `${done}/${total}`)).toEqual(['1/3', '2/3', '3/3']);
  });

  it('records everybody with every gesture', async () => {
    const { headless, added, progress } = setUp();
    const gestures = ['push', 'pull', 'wave'].map((id) => ({ classId: id, gesture: id }));
    const people = [
      { session: 'one', seed: 1, clips: 1 },
      { session: 'two', seed: 2, clips: 2 },
    ];
    const result = await headless.run(record({ gestures, people }));
    expect(result).toMatchObject({ kind: 'record-sample', clips: 9 });
    const takes = added.map(({ classId, meta }) => `${meta.session}: ${classId}`);
    expect(takes.toSorted()).toEqual([
      'one: pull',
      'one: push',
      'one: wave',
      ...['two: pull', 'two: pull', 'two: push', 'two: push', 'two: wave', 'two: wave'],
    ]);
    expect(progress.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('records the very same clips again for the same people', async () => {
    const clipsOf = async (seed: number): Promise<unknown[]> => {
      const { headless, added } = setUp();
      await headless.run(record({ people: [{ session: 'one', seed, clips: 2 }] }));
      return Promise.all(
        added.map(async ({ frames, timestamps }) => ({
          timestamps,
          frames: new Uint8Array(await frames.arrayBuffer()),
        })),
      );
    };
    const once = await clipsOf(1);
    expect(once).toHaveLength(2);
    expect(await clipsOf(1)).toEqual(once);
    expect(await clipsOf(2)).not.toEqual(once);
  });

  it('has a person look the same in all gestures, and another look different', async () => {
    const { headless, added } = setUp();
    const gestures = ['push', 'wave'].map((id) => ({ classId: id, gesture: id }));
    const people = [1, 2].map((seed) => ({ session: `person ${seed}`, seed, clips: 1 }));
    await headless.run(record({ gestures, people }));
    const corner = async (session: string, classId: string): Promise<number> => {
      const clip = added.find((one) => one.meta.session === session && one.classId === classId);
      const bytes = new Uint8Array((await clip?.frames.arrayBuffer()) ?? new ArrayBuffer(0));
      return bytes.subarray(0, 12).reduce((sum, value) => sum + value / 12, 0);
    };
    const [own, ownAgain] = [await corner('person 1', 'push'), await corner('person 1', 'wave')];
    expect(Math.abs(own - ownAgain)).toBeLessThan(12);
    expect(Math.abs(own - (await corner('person 2', 'push')))).toBeGreaterThan(12);
  });

  it('says what the sample camera can do where it is asked for something else', async () => {
    const result = await setUp().headless.run(
      record({ gestures: [{ classId: 'salute', gesture: 'salute' }] }),
    );
    expect(result).toMatchObject({
      kind: 'failed',
      code: 'INVALID',
      message: expect.stringContaining('swipe-left'),
    });
  });

  it('passes on why a clip could not be saved', async () => {
    const result = await setUp({ full: true }).headless.run(record());
    expect(result).toEqual({ kind: 'failed', code: 'DISK_FULL', message: 'The disk is full.' });
  });

  it('stops when it is told to, and keeps what was saved', async () => {
    const { headless, added } = setUp();
    const running = headless.run(record({ people: [{ session: 'one', seed: 1, clips: 1000 }] }));
    while (added.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    headless.stop();
    expect(await running).toMatchObject({ kind: 'failed', code: 'CANCELLED' });
    expect(added.length).toBeGreaterThan(0);
    expect(added.length).toBeLessThan(1000);
  });
});

it('tells what went wrong while it was told to stop', async () => {
  const { headless, fillDisk } = setUp();
  const running = headless.run({ kind: 'import', slug: 'p', items: [item('a')] });
  fillDisk(() => headless.stop());
  expect(await running).toEqual({ kind: 'failed', code: 'DISK_FULL', message: 'The disk is full.' });
});

describe('import', () => {
  it('imports what can be read, and says of the rest why not', async () => {
    const { headless, added, progress } = setUp();
    const result = await headless.run({
      kind: 'import',
      slug: 'p',
      items: ['a', 'bad', 'b', 'gone', 'c'].map(item),
    });
    if (result.kind !== 'import') throw new Error(JSON.stringify(result));
    expect(result.imported.map(({ id }) => id).toSorted()).toEqual(['a', 'b', 'c']);
    expect(new Map(result.failed.map(({ id, reason }) => [id, reason]))).toEqual(
      new Map([
        ['bad', 'bad.png is not a picture that this browser can read.'],
        ['gone', 'Beckon may not read the file.'],
      ]),
    );
    expect(added).toHaveLength(3);
    expect(added[0]?.meta).toMatchObject({ session: 's', mirror: true });
    expect(progress.at(-1)).toMatchObject({ done: 5, total: 5 });
  });

  it('ends where clips cannot be saved', async () => {
    const items = ['a', 'b', 'c', 'd', 'e', 'f'].map(item);
    const result = await setUp({ full: true }).headless.run({ kind: 'import', slug: 'p', items });
    expect(result).toMatchObject({ kind: 'failed', code: 'DISK_FULL' });
  });
});

describe('evaluate', () => {
  it('says so where no clip fits', async () => {
    const result = await setUp().headless.run({
      kind: 'evaluate',
      slug: 'p',
      runId: 'r',
      sessions: ['nobody'],
    });
    expect(result).toMatchObject({ kind: 'failed', code: 'EMPTY' });
  });
});
