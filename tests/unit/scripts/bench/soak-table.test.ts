import { describe, expect, it } from 'vitest';
import { faultsOf, soakTable, trend, type Sample } from '../../../../scripts/bench/soak-table.mjs';

/** A sample each 20 s, of half an hour. */
const samples = (change: (hours: number, index: number) => Partial<Sample>): Sample[] =>
  Array.from({ length: 90 }, (_, index) => ({
    seconds: 20 * (index + 1),
    heap: 20,
    page: 300,
    browser: 900,
    host: 120,
    half: 12,
    most: 25,
    due: 200,
    missed: 0,
    load: 1,
    ...change((20 * (index + 1)) / 3600, index),
  }));
/** As good as chance, and always the same. */
const noise = (index: number): number => ((index * 7919) % 13) - 6;

describe('trend', () => {
  it('is the growth an hour, and how far it may be off', () => {
    const line = [0, 1800, 3600].map((seconds) => ({ seconds, value: 5 + seconds / 1800 }));
    expect(trend(line).slope).toBeCloseTo(2);
    expect(trend(line).error).toBeCloseTo(0);
    const rough = [1, -1, 1, -1].map((value, index) => ({ seconds: 900 * index, value }));
    expect(trend(rough).error).toBeGreaterThan(1);
  });
});

describe('a soak', () => {
  it('passes where values only go up and down', () => {
    const steady = samples((_, index) => ({ page: 300 + noise(index), most: 25 + noise(index) }));
    expect(faultsOf(steady)).toEqual([]);
    expect(soakTable(steady)).toContain('Frames missed: 0 of 17400 (0.00 %');
  });
  it('fails where memory or delays grow', () => {
    const leaking = samples((hours, index) => ({ host: 120 + 80 * hours + noise(index) }));
    expect(faultsOf(leaking)).toEqual([expect.stringMatching(/^Beckon’s process: grows by (7|8)\d\.\d MB/)]);
    expect(faultsOf(samples((hours) => ({ most: 25 + 50 * hours })))).toEqual([
      'Delay, 95 % within: grows by 50.0 ms an hour.',
    ]);
  });
  it('fails where frames are missed, and where it was too short to say', () => {
    expect(faultsOf(samples(() => ({ missed: 6 })))).toEqual(['3.0 % of the frames were missed.']);
    expect(faultsOf(samples(() => ({})).slice(0, 4))).toHaveLength(1);
  });
});
