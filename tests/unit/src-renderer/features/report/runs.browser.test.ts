import { expect, it } from 'vitest';
import { History } from '../../../../../src-renderer/base/history.svelte';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import { Runs } from '../../../../../src-renderer/features/report/runs.svelte';
import type { Client } from '../../../../../src-renderer/rpc/connection';

it('gives a model its name back by Undo, and takes none that it has for a step', async () => {
  let name = 'Model 1';
  const models = {
    list: () => Promise.resolve({ runs: [{ id: 'one', name }], unreadable: [] }),
    report: () => Promise.resolve({ id: 'one', name }),
    rename: (to: { name: string }) => Promise.resolve({ id: 'one', name: (name = to.name.trim()) }),
  };
  const history = new History(new Toasts());
  const runs = new Runs({ models } as unknown as Client, new Toasts(), history);
  await runs.load('p');
  await runs.rename('one', 'Model 1 ');
  expect(history.canUndo).toBe(false);
  await runs.rename('one', 'Quick try');
  expect(history.steps.done.map(({ label }) => label)).toEqual(['Renamed model Model 1 to Quick try']);
  await history.undo();
  expect([name, runs.list[0]?.name, runs.report?.name]).toEqual(Array(3).fill('Model 1'));
  await history.redo();
  expect([name, runs.list[0]?.name, runs.report?.name]).toEqual(Array(3).fill('Quick try'));
});
