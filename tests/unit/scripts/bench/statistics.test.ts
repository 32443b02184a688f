import { describe, expect, it } from 'vitest';
import { difference, quantile, ratio, summarise } from '../../../../scripts/bench/statistics.mjs';

describe('quantile', () => {
  it('takes the middle of values in any order', () => {
    expect(quantile([9, 1, 5], 0.5)).toBe(5);
  });
  it('goes by straight line between two values', () => {
    expect(quantile([10, 20], 0.95)).toBeCloseTo(19.5);
  });
  it('takes the only value', () => {
    expect(quantile([7], 0.95)).toBe(7);
  });
});

it('summarises times, and none to null', () => {
  expect(summarise([[4, 2], [], [3]])).toEqual({ median: 3, p95: 3.9, best: 3, count: 3 });
  expect(summarise([[8, 9], [1]])?.best).toBe(1);
  expect(summarise([[], []])).toBeNull();
});

it('compares medians or best rounds, where both are known', () => {
  const times = (median: number) => ({ median, p95: 99, best: median / 2, count: 3 });
  expect(ratio(times(10), times(3))).toBe(3.33);
  expect(ratio({ ...times(10), best: 9 }, times(3), 'best')).toBe(6);
  expect(ratio(null, times(3))).toBeNull();
  expect(ratio(times(3), undefined)).toBeNull();
});

describe('difference', () => {
  it('is relative to the greatest expected number', () => {
    expect(difference([1, 9], [1, 10])).toBeCloseTo(0.1);
    expect(difference([1, 2], [1, 2])).toBe(0);
  });
  it('is infinite for numbers that cannot be compared', () => {
    expect(difference([1], [1, 2])).toBe(Infinity);
    expect(difference([NaN], [1])).toBe(Infinity);
  });
});
