import { describe, expect, it } from 'vitest';
import { pooledError } from '../../../../../src-main/cli/commands/crossval';

const bin = (clips: number, accuracy: number, confidence: number) => ({ clips, accuracy, confidence });
const empty = { clips: 0, accuracy: null, confidence: null };

describe('pooledError', () => {
  it('is that of all answers together: errors of two folds in one bin can cancel out', () => {
    const first = { ece: 0.2, bins: [empty, bin(10, 0.6, 0.8)] };
    const second = { ece: 0.2, bins: [empty, bin(10, 1, 0.8)] };
    expect(pooledError([first, first])).toBeCloseTo(0.2);
    expect(pooledError([first, second])).toBeCloseTo(0);
    expect(pooledError([first, { ece: 0.1, bins: [bin(20, 0.5, 0.4), empty] }])).toBeCloseTo(4 / 30);
  });

  it('is 0 where there were no answers', () => {
    expect(pooledError([])).toBe(0);
  });
});
