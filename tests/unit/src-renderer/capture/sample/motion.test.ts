import { describe, expect, it } from 'vitest';
import { lookOf } from '../../../../../src-renderer/capture/sample/look';
import {
  positionAt,
  REVERSED_PAIRS,
  SAMPLE_GESTURES,
  vary,
  type HandPosition,
} from '../../../../../src-renderer/capture/sample/motion';
import { Mulberry32 } from '../../../../../src-renderer/capture/sample/mulberry32';

const seeds = Array.from({ length: 60 }, (_, index) => index * 977 + 3);
const performance = (seed: number) => vary(lookOf(seed).manner, new Mulberry32(seed));
const times = Array.from({ length: 33 }, (_, index) => index / 32);
const path = (gesture: string, seed: number): HandPosition[] =>
  times.map((t) => positionAt(gesture, t, performance(seed)));

/** Twice the area a path goes round; positive where it turns clockwise on screen, where y points down. */
const turning = (points: HandPosition[]): number =>
  points.reduce((sum, { x, y }, index) => {
    const next = points[(index + 1) % points.length] ?? { x, y };
    return sum + x * next.y - next.x * y;
  }, 0);

describe('the sample hand', () => {
  it('knows at least five gestures and three pairs among them', () => {
    const ids = SAMPLE_GESTURES.map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(5);
    expect(new Set(ids).size).toBe(ids.length);
    expect(REVERSED_PAIRS).toHaveLength(3);
    for (const id of REVERSED_PAIRS.flat()) expect(ids).toContain(id);
  });

  it.each(REVERSED_PAIRS)('%s is %s played backwards', (one, other) => {
    for (const seed of seeds) {
      const v = performance(seed);
      for (const t of times) expect(positionAt(one, t, v)).toEqual(positionAt(other, 1 - t, v));
    }
  });

  it('moves in the direction its name says, as seen on the mirrored screen', () => {
    for (const seed of seeds) {
      const ends = (gesture: string): [HandPosition, HandPosition] => {
        const points = path(gesture, seed);
        return [points[0] as HandPosition, points.at(-1) as HandPosition];
      };
      const [leftStart, leftEnd] = ends('swipe-left');
      expect(leftEnd.x).toBeLessThan(leftStart.x - 0.25);
      const [rightStart, rightEnd] = ends('swipe-right');
      expect(rightEnd.x).toBeGreaterThan(rightStart.x + 0.25);
      const [far, near] = ends('push');
      expect(near.scale / far.scale).toBeGreaterThan(1.5);
      expect(turning(path('circle-clockwise', seed))).toBeGreaterThan(0.05);
      expect(turning(path('circle-counter-clockwise', seed))).toBeLessThan(-0.05);
    }
  });

  it('keeps the palm inside the centre square, which is what is recorded', () => {
    for (const seed of seeds) {
      for (const { id } of SAMPLE_GESTURES) {
        for (const { x, y } of path(id, seed)) {
          expect(Math.abs(x)).toBeLessThan(0.5);
          expect(Math.abs(y)).toBeLessThan(0.45);
        }
      }
    }
  });

  it('performs differently each time, and the same again from the same seed', () => {
    expect(path('swipe-left', 1)).toEqual(path('swipe-left', 1));
    expect(path('swipe-left', 1)).not.toEqual(path('swipe-left', 2));
  });

  it('refuses a gesture it does not know', () => {
    expect(() => positionAt('salute', 0, performance(1))).toThrow(RangeError);
  });
});
