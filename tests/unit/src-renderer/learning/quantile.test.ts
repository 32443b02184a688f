import { describe, expect, it } from 'vitest';
import { steadyQuantile } from '../../../../src-renderer/learning/quantile';
import { Random } from '../../../../src-renderer/learning/random';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Of the numbers as they are, between two of them in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const [low = NaN, high = NaN] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (at - Math.floor(at)) * (high - low);
}

describe('a steady quantile', () => {
  it('is the mean of what it is in resamples', () => {
    // The 99th of a hundred draws is the only 1 where two draws or more are.
    const once = 1 - (0.99 ** 100 + 100 * 0.01 * 0.99 ** 99);
    expect(steadyQuantile([...new Array<number>(99).fill(0), 1], 0.98)).toBeCloseTo(once, 10);
    expect(steadyQuantile(upTo(101), 0.5)).toBeCloseTo(51, 6);
    expect(steadyQuantile(new Array<number>(60).fill(0.3), 0.95)).toBeCloseTo(0.3, 10);
  });

  it('grows with its share', () => {
    const sorted = upTo(120).map((value) => value ** 2);
    const shares = [0.9, 0.92, 0.94, 0.96, 0.98];
    const quantiles = shares.map((share) => steadyQuantile(sorted, share));
    expect(quantiles).toEqual(quantiles.toSorted((a, b) => a - b));
  });

  it('differs less from sample to sample than the quantile as it is', () => {
    const random = new Random(7);
    const samples = Array.from({ length: 200 }, () =>
      Array.from({ length: 100 }, () => random.normal()).sort((a, b) => a - b),
    );
    const spread = (values: readonly number[]): number => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    };
    const of = (one: typeof quantile): number => spread(samples.map((sorted) => one(sorted, 0.98)));
    expect(of(steadyQuantile)).toBeLessThan(of(quantile));
  });

  it('is the greatest where nothing is known beyond it, and of many the one in its place', () => {
    expect(steadyQuantile(upTo(20), 0.98)).toBe(20);
    expect(steadyQuantile([1, 2, 4], 0.625)).toBe(3);
    expect(steadyQuantile(upTo(120), 1)).toBe(120);
    expect(steadyQuantile(upTo(999), 0.98)).toBeCloseTo(980, 6);
  });

  it('has one more number beyond it as often as asked for', () => {
    const random = new Random(11);
    const share = (count: number): number => {
      const tried = Array.from({ length: 4000 }, () => {
        const sorted = Array.from({ length: count }, () => random.next()).sort((a, b) => a - b);
        return random.next() > steadyQuantile(sorted, 0.95) ? 1 : 0;
      });
      return tried.reduce<number>((sum, beyond) => sum + beyond, 0) / tried.length;
    };
    for (const count of [40, 100, 450]) expect(Math.abs(share(count) - 0.05)).toBeLessThan(0.015);
  });
});
