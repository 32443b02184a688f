import { describe, expect, it } from 'vitest';
import type { KeptClip } from '../../../../src-renderer/learning/clips';
import { Random } from '../../../../src-renderer/learning/random';
import { wandering } from '../../../../src-renderer/learning/wandering';

const [COUNT, HEIGHT, WIDTH] = [8, 24, 32];
/** Of one grey; its frames get lighter from the second on. */
const clip: KeptClip = {
  classId: 'wave',
  id: 'a',
  session: 's',
  fps: 10,
  mirror: false,
  shape: [COUNT, HEIGHT, WIDTH, 1],
  frames: new Uint8Array(COUNT * HEIGHT * WIDTH).map((_, i) => (i < HEIGHT * WIDTH ? 100 : 110)),
};
const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

/** Where something is in each frame before what is behind it; null: nothing is. */
function places(frames: Uint8Array): ({ x: number; y: number; wide: number; tall: number } | null)[] {
  return Array.from({ length: COUNT }, (_, t) => {
    const frame = frames.subarray(t * HEIGHT * WIDTH, (t + 1) * HEIGHT * WIDTH);
    const behind = frames.filter((value) => value === 100).length > frames.length / 2 ? 100 : 110;
    const there = [...frame.keys()].filter((pixel) => frame[pixel] !== behind);
    if (there.length === 0) return null;
    const [xs, ys] = [there.map((pixel) => pixel % WIDTH), there.map((pixel) => Math.floor(pixel / WIDTH))];
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
    return { x: (left + right) / 2, y: (top + bottom) / 2, wide: right - left + 1, tall: bottom - top + 1 };
  });
}

describe('what wanders', () => {
  it('is something small, now here, now there, before a picture that stands still', () => {
    const all = SEEDS.map((seed) => places(wandering(clip, new Random(seed))));
    for (const place of all.flat()) {
      expect(place?.wide ?? 0).toBeLessThan(0.7 * HEIGHT);
      expect(place?.tall ?? 0).toBeLessThan(0.7 * HEIGHT);
    }
    const moves = all.filter(
      (path) => new Set(path.map((place) => `${place?.x} ${place?.y}`)).size > COUNT / 2,
    );
    expect(moves.length).toBeGreaterThan(0.8 * SEEDS.length);
    // Before the clip's first picture in some, before what stands still in it in others.
    const behind = SEEDS.map((seed) => wandering(clip, new Random(seed)).at(-1));
    expect(behind).toContain(100);
    expect(behind).toContain(110);
  });

  it('goes other ways by other chance, and the same by the same, and leaves the clip as it was', () => {
    const before = clip.frames.slice();
    const [one, same, other] = [5, 5, 6].map((seed) => wandering(clip, new Random(seed)));
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
    expect(clip.frames).toEqual(before);
  });
});
