import { describe, expect, it } from 'vitest';
import type { KeptClip } from '../../../../src-renderer/learning/clips';
import { preprocessSpec, defaultTrainConfig } from '../../../../src-renderer/learning/defaults';
import { Random } from '../../../../src-renderer/learning/random';
import { drawStretch, isStill, stretchFrames, WINDOWS } from '../../../../src-renderer/learning/stretches';

const FRAMES = 16;
const SIDE = 16;

/** A clip whose frame t is all of one grey, 10 × t, but for what `pixel` says. */
function clipOf(pixel: (t: number, x: number, y: number) => number): KeptClip {
  const frames = new Uint8Array(FRAMES * SIDE * SIDE);
  for (let t = 0; t < FRAMES; t++)
    for (let y = 0; y < SIDE; y++)
      for (let x = 0; x < SIDE; x++) frames[(t * SIDE + y) * SIDE + x] = pixel(t, x, y);
  return {
    classId: 'wave',
    id: 'a',
    session: 's',
    fps: 10,
    mirror: true,
    shape: [FRAMES, SIDE, SIDE, 1],
    frames,
  };
}

/** Frame t of it is all of grey 10 × t. */
const ramp = clipOf((t) => 10 * t);
const stretches = (due: 'while made' | 'always' | 'never', count = 200) => {
  const random = new Random(1);
  return Array.from({ length: count }, () => drawStretch(ramp, random, due));
};
const greyOf = ({ frames }: { frames: Uint8Array }, t: number): number => frames[t * SIDE * SIDE] as number;

/** Of each frame of the window that ends with this one. */
const greysTo = (stretch: { frames: Uint8Array }, end: number): number[] =>
  Array.from({ length: FRAMES }, (_, t) => greyOf(stretch, end - FRAMES + 1 + t));

describe('a stretch', () => {
  it('is longer than a window, and has as many windows as every other, each whole in it', () => {
    for (const { shape, frames, windows } of stretches('while made')) {
      expect(shape).toEqual([stretchFrames(FRAMES), SIDE, SIDE, 1]);
      expect(frames.length).toBe(shape.reduce((a, b) => a * b, 1));
      expect(windows).toHaveLength(WINDOWS);
      for (const { end } of windows) {
        expect(end).toBeGreaterThanOrEqual(FRAMES - 1);
        expect(end).toBeLessThan(shape[0]);
      }
    }
  });

  it('has the gesture due where half of it was seen, and not where a third of it was', () => {
    const due: number[] = [];
    const not: number[] = [];
    for (const stretch of stretches('while made')) {
      for (const { end, due: isDue } of stretch.windows) (isDue ? due : not).push(greyOf(stretch, end));
    }
    // Of all windows some three in ten are of a gesture that is due.
    expect(due.length / (due.length + not.length)).toBeGreaterThan(0.15);
    expect(due.length / (due.length + not.length)).toBeLessThan(0.5);
    // Grey 150 is the end. Where it is due, its second half is what is seen last, but for what a pause blends in.
    const late = due.filter((grey) => grey >= 70).length;
    expect(late / due.length).toBeGreaterThan(0.9);
    expect(not.some((grey) => grey < 50)).toBe(true);
  });

  it('shows what was seen right before and after the clip, and not its outermost frames standing still', () => {
    const [before, after] = [3, 4];
    // 200 to 202 were seen before it, 210 to 213 after it.
    const surroundings = {
      before,
      after,
      frames: new Uint8Array((before + after) * SIDE * SIDE).map((_, i) => {
        const frame = Math.floor(i / (SIDE * SIDE));
        return frame < before ? 200 + frame : 210 + frame - before;
      }),
    };
    const random = new Random(1);
    const drawn = Array.from({ length: 200 }, () => drawStretch({ ...ramp, surroundings }, random));
    const plain = stretches('while made');
    let [leads, tails] = [0, 0];
    drawn.forEach((stretch, index) => {
      const greys = Array.from({ length: stretch.shape[0] }, (_, t) => greyOf(stretch, t));
      // Nothing else is decided otherwise.
      expect(stretch.windows).toEqual(plain[index]?.windows);
      const last = greys.findIndex((grey, t) => grey === 202 && (greys[t + 1] ?? 255) <= 10);
      if (last > 0 && [201, 202].includes(greys[last - 1] ?? 0)) {
        leads += 1;
        for (const { end, due } of stretch.windows) if (end <= last) expect(due).toBe(false);
      }
      const first = greys.findIndex((grey, t) => grey === 210 && [140, 150].includes(greys[t - 1] ?? 0));
      if (first > 0 && [210, 211].includes(greys[first + 1] ?? 0)) tails += 1;
    });
    // Most have their gesture from its beginning to its end.
    expect(leads).toBeGreaterThan(60);
    expect(tails).toBeGreaterThan(60);
  });

  it('comes out of the pose that a neighbour ends in, and goes to the one that it begins with', () => {
    const neighbour = clipOf((t) => (t === 0 ? 200 : t === FRAMES - 1 ? 250 : 225));
    const random = new Random(1);
    const drawn = Array.from({ length: 200 }, () => drawStretch(ramp, random, 'while made', [neighbour]));
    const greys = drawn.map((stretch) =>
      Array.from({ length: stretch.shape[0] }, (_, t) => greyOf(stretch, t)),
    );
    const [first, last] = [greys.map((all) => all[0]), greys.map((all) => all.at(-1))];
    expect(first.filter((grey) => grey === 250).length).toBeGreaterThan(20);
    expect(last.filter((grey) => grey === 200).length).toBeGreaterThan(20);
    expect([...first, ...last]).toContain(150);
    expect([first.includes(200), last.includes(250)]).toEqual([false, false]);
  });

  it('shows no neighbour’s pose where its class is due at any time', () => {
    const neighbour = clipOf(() => 250);
    const random = new Random(1);
    const drawn = Array.from({ length: 20 }, () => drawStretch(ramp, random, 'always', [neighbour]));
    expect(drawn).toEqual(stretches('always', 20));
  });

  it('does not show them where the class is due at any time', () => {
    const surroundings = { before: 2, after: 2, frames: new Uint8Array(4 * SIDE * SIDE).fill(255) };
    const random = new Random(1);
    const drawn = Array.from({ length: 20 }, () => drawStretch({ ...ramp, surroundings }, random, 'always'));
    expect(drawn).toEqual(stretches('always', 20));
  });

  it('has a class due at any time where it is so', () => {
    expect(stretches('always', 20).every(({ windows }) => windows.every(({ due }) => due))).toBe(true);
  });

  it('has none due where its movement is no gesture, and most of that seen in every window', () => {
    const drawn = stretches('never');
    const windows = drawn.flatMap((stretch) =>
      stretch.windows.map(({ end, due }) => ({ due, greys: greysTo(stretch, end) })),
    );
    expect(drawn.every((stretch) => stretch.windows.length === WINDOWS)).toBe(true);
    expect(windows.some(({ due }) => due)).toBe(false);
    // Grey 70 is its middle; a pause may blend into another pose.
    const seen = windows.filter(({ greys }) => greys.some((grey) => grey >= 70)).length;
    expect(seen / windows.length).toBeGreaterThan(0.95);
  });

  it('has its windows, whatever the length of a clip', () => {
    const random = new Random(3);
    for (let frames = 2; frames <= 64; frames++) {
      const clip = {
        ...ramp,
        shape: [frames, 2, 2, 1] as KeptClip['shape'],
        frames: new Uint8Array(frames * 4),
      };
      for (let k = 0; k < 20; k++)
        for (const { end } of drawStretch(clip, random, k % 2 === 0 ? 'always' : 'while made').windows) {
          expect(end).toBeGreaterThanOrEqual(frames - 1);
          expect(end).toBeLessThan(stretchFrames(frames));
        }
    }
  });

  it('is the same with the same random numbers', () => {
    expect(stretches('while made', 3)).toEqual(stretches('while made', 3));
  });
});

describe('a still clip', () => {
  const spec = preprocessSpec(defaultTrainConfig(), { frames: FRAMES, fps: 10, mirror: true });
  it('is one in which nothing moves, whatever noise and light do', () => {
    const random = new Random(2);
    expect(
      isStill(
        clipOf((_, x) => 8 * x),
        spec,
      ),
    ).toBe(true);
    expect(
      isStill(
        clipOf((t, x) => 8 * x + 3 * t),
        spec,
      ),
    ).toBe(true);
    expect(
      isStill(
        clipOf((_, x) => 8 * x + random.below(10)),
        spec,
      ),
    ).toBe(true);
  });

  it('is none in which a hand moves', () => {
    expect(
      isStill(
        clipOf((t, x) => (Math.abs(x - t) < 2 ? 200 : 50)),
        spec,
      ),
    ).toBe(false);
  });
});
