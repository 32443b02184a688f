import { describe, expect, it } from 'vitest';
import {
  changeRange,
  sessionRange,
  type SessionScore,
} from '../../../../src-renderer/learning/session-range';

const scores = (...shares: number[]): SessionScore[] =>
  shares.map((share) => ({ clips: 10, right: 10 * share }));
const width = (sessions: SessionScore[]): number => {
  const { low, high } = sessionRange(sessions) ?? { low: NaN, high: NaN };
  return high - low;
};

describe('the range of a score', () => {
  const some = scores(0.7, 0.9, 1, 0.8);

  it('cannot be given with one session, however many clips it has', () => {
    expect(sessionRange([])).toBeNull();
    expect(sessionRange([{ clips: 300, right: 290 }])).toBeNull();
    expect(sessionRange([...scores(1), { clips: 0, right: 0 }])).toBeNull();
  });

  it('is the same where every clip is copied ten times, and each time it is asked', () => {
    const copied = some.map(({ clips, right }) => ({ clips: 10 * clips, right: 10 * right }));
    expect(sessionRange(copied)).toEqual(sessionRange(some));
  });

  it('has the score in it, and narrows with more sessions', () => {
    const range = sessionRange(some);
    expect(range?.low).toBeLessThan(0.85);
    expect(range?.high).toBeGreaterThan(0.85);
    const many = Array.from({ length: 10 }, () => some).flat();
    expect(width(many)).toBeLessThan(width(some) / 2);
  });

  it('leaves room for a session like none of these where all of them are right, or wrong', () => {
    expect(sessionRange(scores(1, 1))?.low).toBeLessThan(0.4);
    expect(sessionRange(scores(1, 1))?.high).toBe(1);
    expect(sessionRange(scores(1, 1, 1, 1, 1))?.low).toBeGreaterThan(0.4);
    expect(sessionRange(scores(0, 0, 0))?.low).toBe(0);
    expect(sessionRange(scores(0, 0, 0))?.high).toBeGreaterThan(0.3);
  });

  it('agrees with theory for many sessions: twice the standard error to either side', () => {
    const wide = Array.from({ length: 100 }, (_, i) => ({ clips: 10, right: i % 2 === 0 ? 10 : 6 }));
    const error = 0.2 / Math.sqrt(100);
    expect(width(wide)).toBeGreaterThan(2 * 1.96 * error * 0.9);
    expect(width(wide)).toBeLessThan(2 * 1.96 * error * 1.4);
  });
});

describe('the range of a change', () => {
  const changes = (session: string, ...values: number[]) => values.map((change) => ({ session, change }));
  const zeros = (count: number): number[] => new Array<number>(count).fill(0);
  const ones = (count: number): number[] => new Array<number>(count).fill(1);

  it('leaves it open whether two clips of eight are a gain', () => {
    const range = changeRange(changes('s1', 1, 1, ...zeros(6)));
    expect(range?.over).toBe('clips');
    expect(range?.low).toBeLessThanOrEqual(0);
    expect(range?.high).toBeGreaterThan(0.25);
  });

  it('tells a gain of many clips, and no change of many that stay as they are', () => {
    expect(changeRange(changes('s1', ...ones(15), ...zeros(15)))?.low).toBeGreaterThan(0.2);
    const none = changeRange(changes('s1', ...zeros(60)));
    expect(none?.low).toBeGreaterThan(-0.1);
    expect(none?.high).toBeLessThan(0.1);
  });

  it('is over sessions where there are several: one that gains says little of others', () => {
    const one = changes('s1', ...ones(10));
    const range = changeRange([...one, ...changes('s2', ...zeros(10)), ...changes('s3', ...zeros(10))]);
    expect(range?.over).toBe('sessions');
    expect(range?.low).toBeLessThanOrEqual(0);
    expect(changeRange([])).toBeNull();
  });
});
