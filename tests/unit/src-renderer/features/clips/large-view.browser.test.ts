import { beforeEach, expect, it } from 'vitest';
import type { ClipInfo, ClipRef } from '../../../../../src-main/contract';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import { LargeView } from '../../../../../src-renderer/features/clips/large-view.svelte';
import type { Client } from '../../../../../src-renderer/rpc/connection';

const clipOf = (id: string): ClipInfo => ({
  classId: 'wave',
  id,
  shape: [2, 3, 4, 3],
  bytes: 72,
  meta: {
    session: 's1',
    source: 'test',
    mirror: true,
    fps: 10,
    recordedAt: '2026-01-01T00:00:00.000Z',
    appVersion: '1',
  },
});
const [first, second] = [clipOf('a'), clipOf('b')];
const among = [first, second];

let view: LargeView;
let toasts: Toasts;
let read: string[];
let missing: Set<string>;

beforeEach(() => {
  read = [];
  missing = new Set();
  toasts = new Toasts();
  const client = {
    clips: {
      read: ({ clips }: { clips: ClipRef[] }) => {
        read.push(...clips.map(({ id }) => id));
        const found = clips.filter(({ id }) => !missing.has(id)).map(({ id }) => clipOf(id));
        const frames = new Blob(found.map(() => new Uint8Array(72)));
        return Promise.resolve({ clips: found, unreadable: [], frames });
      },
    },
  };
  view = new LargeView(client as unknown as Client, { slug: 'hands' }, toasts);
});

it('shows a clip with its frames, and those beside it as far as there are any', async () => {
  await view.open(first, among);
  expect([view.clip?.id, view.place, view.places]).toEqual(['a', 1, 2]);
  expect(view.frames.map(({ width, height }) => [width, height])).toEqual([
    [4, 3],
    [4, 3],
  ]);
  await view.move(1);
  expect([view.clip?.id, view.place, view.frames.length]).toEqual(['b', 2, 2]);
  await view.move(1);
  expect(view.clip?.id).toBe('b');
  await view.move(-1);
  expect(view.clip?.id).toBe('a');
  expect(read).toEqual(['a', 'b', 'a']);
  view.close();
  expect([view.clip, view.frames]).toEqual([null, []]);
});

it('closes where the clip cannot be read, and says so', async () => {
  missing.add('b');
  await view.open(second, among);
  expect(view.clip).toBeNull();
  expect(toasts.items).toHaveLength(1);
});

it('shows the clip asked for last, whichever is read first', async () => {
  const slow = view.open(first, among);
  await view.open(second, among);
  await slow;
  expect([view.clip?.id, view.frames.length]).toEqual(['b', 2]);
});
