import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framesOf, windowsOf } from '../../../../src-renderer/capture/spans';

const whole = { from: 0, to: 20 };
const starts = (from: number, to: number): number[] =>
  windowsOf({ from, to }, 2, whole).map((window) => Math.round(window.from * 1000) / 1000);

describe('cutting a span into windows', () => {
  it('makes one clip of a span about as long as the window, around its middle', () => {
    expect(starts(4, 6)).toEqual([4]);
    expect(starts(4, 5)).toEqual([3.5]);
    expect(starts(4, 7)).toEqual([4.5]);
  });

  it('makes consecutive clips of a longer one, and leaves out what is over at both ends', () => {
    expect(starts(4, 8)).toEqual([4, 6]);
    expect(starts(4, 9)).toEqual([4.5, 6.5]);
    // A little less than three windows are three.
    expect(starts(4, 9.95)).toEqual([3.975, 5.975, 7.975]);
  });

  it('keeps inside the video where that is long enough', () => {
    expect(starts(0, 1)).toEqual([0]);
    expect(starts(19.5, 20)).toEqual([18]);
    expect(windowsOf({ from: 0, to: 1 }, 2, { from: 0, to: 1 })).toEqual([{ from: 0, to: 2 }]);
  });

  it('never overlaps and never leaves out a whole window', () => {
    const second = fc.double({ min: 0, max: 20, noNaN: true });
    fc.assert(
      fc.property(second, second, fc.double({ min: 0.2, max: 5, noNaN: true }), (a, b, seconds) => {
        const span = { from: Math.min(a, b), to: Math.max(a, b) };
        const windows = windowsOf(span, seconds, whole);
        expect(windows.length * seconds).toBeGreaterThan(span.to - span.from - seconds);
        windows.forEach(({ from, to }, index) => {
          expect(to - from).toBeCloseTo(seconds);
          expect(from).toBeGreaterThanOrEqual(-1e-9);
          expect(to).toBeLessThanOrEqual(20 + 0.05 * seconds + 1e-9);
          if (index > 0) expect(from).toBeCloseTo(windows[index - 1]?.to ?? NaN);
        });
      }),
    );
  });
});

it('a span that is kept whole has as many frames as it lasts, and no fewer than a window', () => {
  const capture = { frames: 16, fps: 10 };
  expect(framesOf({ from: 1, to: 5.5 }, capture)).toBe(45);
  expect(framesOf({ from: 1, to: 2 }, capture)).toBe(16);
  expect(framesOf({ from: 0, to: 1000 }, capture)).toBe(1024);
});
