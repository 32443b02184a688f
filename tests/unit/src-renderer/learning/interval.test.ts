import { describe, expect, it } from 'vitest';
import { wilson } from '../../../../src-renderer/learning/interval';

describe('the Wilson interval', () => {
  it('agrees with published values', () => {
    // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20 and 1 of 29.
    for (const [right, total, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const) {
      const range = wilson(right, total);
      expect(range.low).toBeCloseTo(low, 4);
      expect(range.high).toBeCloseTo(high, 4);
    }
  });

  it('is the same seen from both sides, stays within 0 and 1, and narrows with more', () => {
    const few = wilson(8, 10);
    const wrong = wilson(2, 10);
    expect(few.low).toBeCloseTo(1 - wrong.high);
    expect(wilson(10, 10).high).toBeCloseTo(1);
    expect(wilson(10, 10).high).toBeLessThanOrEqual(1);
    const many = wilson(800, 1000);
    expect(many.high - many.low).toBeLessThan((few.high - few.low) / 5);
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
  });
});
