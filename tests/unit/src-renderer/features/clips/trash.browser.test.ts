import { expect, it } from 'vitest';
import type { TrashItem } from '../../../../../src-main/contract';
import type { Client } from '../../../../../src-renderer/rpc/connection';
import { Trash } from '../../../../../src-renderer/features/clips/trash.svelte';
import { lossOf, rowsOf } from '../../../../../src-renderer/features/clips/trash-rows';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';

const clip: TrashItem = { kind: 'clip', trashId: 'a-12345678', name: 'wave', clips: 1 };
const wave: TrashItem = { kind: 'class', trashId: 'wave-12345678', name: 'Wave', clips: 12 };
const training: TrashItem = { kind: 'training', trashId: 't-12345678', name: 't-12345678', clips: 0 };
const model: TrashItem = { kind: 'model', trashId: 'run-12345678', name: 'run', clips: 0 };

it('says what emptying the trash would lose', () => {
  expect(lossOf([clip])).toBe('1 clip');
  expect(lossOf([training])).toBe('1 interrupted training');
  expect(lossOf([clip, clip, wave, model])).toBe('2 clips, the class Wave (12 clips) and 1 model');
});

it('is emptied, then tells so, and tells whoever must forget', async () => {
  let items = [clip, wave];
  const procedures = {
    list: () => Promise.resolve(items),
    empty: () => Promise.resolve(void (items = [])),
  };
  const toasts = new Toasts();
  const trash = new Trash({ trash: procedures } as unknown as Client, toasts);
  let told = 0;
  trash.onEmptied = () => Promise.resolve(void told++);
  expect(await trash.load('p')).toBe(true);
  expect(trash.items).toHaveLength(2);
  await trash.empty('p');
  expect([told, trash.items, items]).toEqual([1, [], []]);
  expect(toasts.items.map(({ text }) => text)).toEqual([
    'Emptied the trash: 1 clip and the class Wave (12 clips).',
  ]);
});

it('lists one row for all clips of a class, and puts back what a row stands for', async () => {
  const second = { ...clip, trashId: 'b-12345678' };
  const rows = rowsOf([clip, wave, second, model], (id) => id.toUpperCase());
  expect(rows.map(({ label }) => label)).toEqual([
    '2 clips of WAVE',
    'The class Wave, 12 clips',
    'The model run',
  ]);
  const calls: unknown[] = [];
  const client = {
    trash: { list: () => Promise.resolve([]) },
    clips: { restore: ({ trashIds }: { trashIds: string[] }) => Promise.resolve(calls.push(trashIds)) },
    classes: { restore: ({ trashId }: { trashId: string }) => Promise.resolve(calls.push(trashId)) },
  };
  const toasts = new Toasts();
  const trash = new Trash(client as unknown as Client, toasts);
  trash.onRestored = (slug) => Promise.resolve(void calls.push(slug));
  for (const row of rows.slice(0, 2)) await trash.restore('p', row);
  expect(calls).toEqual([['a-12345678', 'b-12345678'], 'p', 'wave-12345678', 'p']);
  expect(toasts.items.map(({ text }) => text)).toContain('Restored: 2 clips of WAVE.');
});
