import { describe, expect, it } from 'vitest';
import type { Run } from '../../../../../src-main/contract';
import { Comparison } from '../../../../../src-renderer/features/report/comparison.svelte';
import type { Runs } from '../../../../../src-renderer/features/report/runs.svelte';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';

const toasts = new Toasts();

/** Runs that are read once the test says so. */
function slowRuns(): { runs: Runs; read: (id: string) => void } {
  const waiting = new Map<string, (() => void)[]>();
  const reportOf = (id: string) =>
    new Promise((resolve) => {
      waiting.set(id, [...(waiting.get(id) ?? []), () => resolve({ id } as Run)]);
    });
  return {
    runs: { selectedId: 'a', reportOf } as unknown as Runs,
    read: (id) => waiting.get(id)?.forEach((answer) => answer()),
  };
}

describe('Comparison', () => {
  it('begins with the run that is looked at, and puts a third in the place of the second', async () => {
    const runs = {
      selectedId: 'a',
      reportOf: (id: string) => Promise.resolve({ id }),
    } as unknown as Runs;
    const comparison = new Comparison(runs, toasts);
    comparison.begin();
    expect([comparison.picked, comparison.pair]).toEqual([['a'], null]);
    await comparison.toggle('b');
    expect(comparison.pair?.map(({ id }) => id)).toEqual(['a', 'b']);
    await comparison.toggle('c');
    expect(comparison.pair?.map(({ id }) => id)).toEqual(['a', 'c']);
    await comparison.toggle('a');
    expect([comparison.picked, comparison.pair]).toEqual([['c'], null]);
    comparison.end();
    expect([comparison.on, comparison.picked]).toEqual([false, []]);
  });

  it('shows the two picked last, whichever are read first', async () => {
    const { runs, read } = slowRuns();
    const comparison = new Comparison(runs, toasts);
    comparison.begin();
    const [first, second] = [comparison.toggle('b'), comparison.toggle('c')];
    read('a');
    await expect.poll(() => (read('c'), comparison.pair?.map(({ id }) => id))).toEqual(['a', 'c']);
    read('b');
    await Promise.all([first, second]);
    expect(comparison.pair?.map(({ id }) => id)).toEqual(['a', 'c']);
  });
});
