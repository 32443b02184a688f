import { describe, expect, it } from 'vitest';
import type { KeptClip } from '../../../../src-renderer/learning/clips';
import { COUNTERFEITS } from '../../../../src-main/shared/counterfeit-kinds';
import { counterfeit } from '../../../../src-renderer/learning/counterfeits';

const [COUNT, HEIGHT, WIDTH] = [5, 3, 5];

/** Each byte tells the frame, the row and the column that it is in. */
const byteAt = (t: number, row: number, column: number): number => 30 * t + 6 * row + column;
const clip: KeptClip = {
  classId: 'wave',
  id: 'a',
  session: 's',
  fps: 10,
  mirror: false,
  shape: [COUNT, HEIGHT, WIDTH, 1],
  frames: Uint8Array.from({ length: COUNT * HEIGHT * WIDTH }, (_, i) =>
    byteAt(Math.floor(i / (HEIGHT * WIDTH)), Math.floor(i / WIDTH) % HEIGHT, i % WIDTH),
  ),
  surroundings: { before: 1, after: 0, frames: new Uint8Array(HEIGHT * WIDTH) },
};
const at = ({ frames }: KeptClip, t: number, row: number, column: number): number =>
  frames[(t * HEIGHT + row) * WIDTH + column] ?? NaN;
/** Which frame of the clip each frame is. */
const order = (made: KeptClip): number[] =>
  Array.from({ length: COUNT }, (_, t) => (at(made, t, 0, 0) - byteAt(0, 0, 0)) / 30);

describe('counterfeit', () => {
  it('plays a gesture backwards, takes it back, or does its end again', () => {
    expect(order(counterfeit(clip, 'backwards'))).toEqual([4, 3, 2, 1, 0]);
    expect(order(counterfeit(clip, 'taken-back'))).toEqual([0, 1, 2, 1, 0]);
    expect(order(counterfeit(clip, 'done-again'))).toEqual([4, 3, 2, 3, 4]);
  });

  it('turns the square that a network sees, and nothing beside it', () => {
    // Clockwise: what was at the top is at the right.
    const quarter = counterfeit(clip, 'quarter');
    expect(at(quarter, 1, 1, 3)).toBe(byteAt(1, 0, 2));
    expect(at(quarter, 1, 0, 3)).toBe(byteAt(1, 0, 1));
    const half = counterfeit(clip, 'half');
    expect(at(half, 2, 0, 1)).toBe(byteAt(2, 2, 3));
    const three = counterfeit(clip, 'three-quarters');
    expect(at(three, 1, 1, 1)).toBe(byteAt(1, 0, 2));
    for (const made of [quarter, half, three]) {
      expect(at(made, 3, 0, 0)).toBe(byteAt(3, 0, 0));
      expect(at(made, 3, 2, 4)).toBe(byteAt(3, 2, 4));
    }
    // Turned by a quarter twice, it is turned by half; four times, it is as it was.
    expect(counterfeit(quarter, 'quarter').frames).toEqual(half.frames);
    expect(counterfeit(counterfeit(half, 'quarter'), 'quarter').frames).toEqual(clip.frames);
  });

  it('leaves the clip as it was, and what surrounded it behind', () => {
    const before = clip.frames.slice();
    for (const kind of COUNTERFEITS) {
      const made = counterfeit(clip, kind);
      expect(made.surroundings).toBeUndefined();
      expect(made.frames).not.toEqual(before);
      expect(made).toMatchObject({ classId: 'wave', shape: clip.shape });
    }
    expect(clip.frames).toEqual(before);
  });
});
