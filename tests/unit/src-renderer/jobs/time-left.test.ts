import { describe, expect, it } from 'vitest';
import { timeLeft } from '../../../../src-renderer/jobs/time-left';

describe('timeLeft', () => {
  it('guesses from what is done', () => {
    let now = 1000;
    const left = timeLeft(() => now);
    expect(left(0, 10)).toBeNull();
    now = 5000;
    expect(left(2, 10)).toBe(16);
  });
});
