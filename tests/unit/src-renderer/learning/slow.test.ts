import { describe, expect, it } from 'vitest';
import { asSureAsEver } from '../../../../src-renderer/learning/slow';

const answer = Float32Array.of(0.65, 0.1, 0.25);

describe('asSureAsEver', () => {
  it('leaves what a camera gave whole as it is', () => {
    expect(asSureAsEver(answer, 0)).toBe(answer);
  });

  it('is surer the more frames were made, in the same order, and still adds up to 1', () => {
    const [some, half] = [asSureAsEver(answer, 0.25), asSureAsEver(answer, 0.5)];
    expect(some[0]).toBeGreaterThan(answer[0] ?? NaN);
    expect(half[0]).toBeGreaterThan(some[0] ?? NaN);
    expect(half[2]).toBeGreaterThan(half[1] ?? NaN);
    expect(half.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
  });

  it('scales logits up, by 2.25 where half the frames were made', () => {
    const [one = 0, other = 0] = asSureAsEver(Float32Array.of(0.75, 0.25), 0.5);
    expect(one / other).toBeCloseTo(3 ** 2.25, 4);
  });

  it('names nothing that was not named, and nothing of nothing', () => {
    expect([...asSureAsEver(Float32Array.of(0.5, 0.5), 1)]).toEqual([0.5, 0.5]);
    expect([...asSureAsEver(Float32Array.of(0, 0), 1)]).toEqual([0, 0]);
  });
});
