import { describe, expect, it } from 'vitest';
import { gestureExtents, gestureLengths } from '../../../../src-renderer/capture/gesture-extent';
import { Random } from '../../../../src-renderer/learning/random';

const FPS = 10;

/** How much moves in a video of so many frames: noise, and what moves besides, from one frame to another. */
function video(
  frames: number,
  movements: readonly { from: number; to: number; height: number }[],
  seed = 1,
): number[] {
  const random = new Random(seed);
  return Array.from({ length: frames }, (_, index) => {
    const own = movements.filter(({ from, to }) => index >= from && index < to);
    return (
      100 +
      60 * random.next() +
      own.reduce((all, { height }) => all + height * (0.6 + 0.4 * random.next()), 0)
    );
  });
}

const extentsOf = (...videos: number[][]): (number | null)[] => gestureExtents(videos, FPS);

describe('how long the gesture of a video is', () => {
  it('is told within a few frames, wherever it is in the video', () => {
    for (const [from, to] of [
      [20, 36],
      [5, 39],
      [50, 58],
    ] as const) {
      const [extent] = extentsOf(video(60, [{ from, to, height: 1500 }]));
      expect(Math.abs((extent ?? 0) - (to - from))).toBeLessThanOrEqual(3);
    }
  });

  it('counts neither a fidget at the end nor another movement after a pause', () => {
    const gesture = { from: 20, to: 36, height: 1500 };
    const [alone] = extentsOf(video(60, [gesture]));
    const fidget = { from: 44, to: 46, height: 900 };
    const other = { from: 48, to: 58, height: 900 };
    expect(extentsOf(video(60, [gesture, fidget]), video(60, [gesture, other]))).toEqual([alone, alone]);
  });

  it('goes on over a short pause', () => {
    const [extent] = extentsOf(
      video(60, [
        { from: 10, to: 24, height: 1500 },
        { from: 28, to: 42, height: 1500 },
      ]),
    );
    expect(extent).toBeGreaterThan(28);
  });

  it('is the whole video where that moves evenly', () => {
    expect(extentsOf(video(38, [{ from: 0, to: 38, height: 1500 }]))).toEqual([38]);
  });

  it('is not told where there is nothing but noise beside the other videos, or no movement at all', () => {
    const gesture = video(60, [{ from: 20, to: 36, height: 1500 }]);
    expect(extentsOf(gesture, gesture, video(60, []), Array<number>(40).fill(0)).slice(2)).toEqual([
      null,
      null,
    ]);
  });
});

it('a class lasts as long as its videos in the middle; one that does not tell is left out', () => {
  const lasting = (frames: number): number[] => Array<number>(frames).fill(1500);
  const named = (className: string, ...frames: number[]) =>
    frames.map((each) => ({ className, moved: lasting(each) }));
  const lengths = gestureLengths(
    // Nine seconds are no single gesture.
    [...named('Circle', 30, 36, 90), ...named('Tick', 12), ...named('Dance', 90, 95, 20)],
    FPS,
  );
  expect(lengths).toEqual([
    { name: 'Circle', seconds: 3.3 },
    { name: 'Tick', seconds: 1.2 },
  ]);
});
