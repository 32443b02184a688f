import { describe, expect, it } from 'vitest';
import { demoGoals, demoTable, seedsOf } from '../../../../scripts/bench/demo-table.mjs';

const run = (seed: number, score: number, right = 8, seconds = 60) => ({
  seed,
  score,
  live: { right, of: 8 },
  seconds,
});
const met = (runs: Parameters<typeof demoGoals>[0]): boolean[] => demoGoals(runs).map((goal) => goal.met);

describe('seedsOf', () => {
  it('reads single seeds and ranges', () => {
    expect(seedsOf('1-10')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(seedsOf('3, 7,11-12')).toEqual([3, 7, 11, 12]);
  });

  it('refuses what names none', () => {
    for (const text of ['', 'ten', '5-3', '1-', '1-99999'])
      expect(() => seedsOf(text)).toThrow('names no seeds');
  });
});

describe('demoGoals', () => {
  it('judges mean, lowest, live and time each by itself', () => {
    expect(met([run(1, 1), run(2, 0.97)])).toEqual([true, true, true, true]);
    expect(met([run(1, 0.97), run(2, 0.97)])).toEqual([false, true, true, true]);
    expect(met([run(1, 1), run(2, 1), run(3, 1), run(4, 0.91)])).toEqual([false, false, true, true]);
    expect(met([run(1, 1, 8, 91)])).toEqual([true, true, true, false]);
  });

  it('lets one seed of ten miss a gesture live', () => {
    const ten = (missing: number) => Array.from({ length: 10 }, (_, i) => run(i, 1, i < missing ? 7 : 8));
    expect(met(ten(1))[2]).toBe(true);
    expect(met(ten(2))[2]).toBe(false);
  });
});

it('prints a row a seed, and whether each goal is met', () => {
  const lines = demoTable([run(1, 0.9375, 7, 66.4), run(2, 1)], 'a machine').split('\n');
  expect(lines).toContain('| 1 | 0.938 | 7 of 8 | 66 |');
  expect(lines).toContain('| mean score ≥ 0.98 | 0.969 | missed |');
  expect(lines).toContain('| each ≤ 90 s | 66 s | met |');
});
