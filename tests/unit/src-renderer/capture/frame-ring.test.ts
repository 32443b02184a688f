import { describe, expect, it } from 'vitest';
import { FrameRing } from '../../../../src-renderer/capture/frame-ring';

const capture = { frames: 4, fps: 10, width: 16, height: 16, mirror: false };
const SIZE = 16 * 16 * 3;

/** Frame n is filled with the byte n and was taken at n·100 ms. */
function fill(
  ring: FrameRing,
  from: number,
  to: number,
  extra: { dropped?: number; late?: boolean; filled?: true } = {},
): void {
  for (let n = from; n <= to; n++) {
    ring.push({ rgb: new Uint8Array(SIZE).fill(n), timestamp: n * 100, dropped: 0, late: false, ...extra });
  }
}
const bytes = (frames: Uint8Array | undefined): number[] =>
  [0, 1, 2, 3].map((index) => frames?.[index * SIZE + SIZE - 1] ?? -1);

describe('FrameRing', () => {
  it('gives the last clip’s worth of frames', () => {
    const ring = new FrameRing(capture);
    fill(ring, 0, 2);
    expect([ring.full, ring.last()]).toEqual([false, null]);
    fill(ring, 3, 40);
    expect(ring.full).toBe(true);
    expect(ring.last()).toMatchObject({
      shape: [4, 16, 16, 3],
      timestamps: [3700, 3800, 3900, 4000],
      dropped: 0,
    });
    expect(bytes(ring.last()?.frames)).toEqual([37, 38, 39, 40]);
  });

  it('gives a clip from before, as far back as it reaches, and none that is not there yet', () => {
    const ring = new FrameRing(capture);
    fill(ring, 0, 40);
    expect(ring.end - ring.first).toBe(ring.capacity);
    expect(bytes(ring.clip(ring.first)?.frames)[0]).toBe(41 - ring.capacity);
    expect(ring.clip(ring.first - 1)).toBeNull();
    expect(ring.clip(38)).toBeNull();
  });

  it('gives what surrounds a clip, up to half a second on each side, and nothing from beyond a gap', () => {
    const ring = new FrameRing(capture);
    fill(ring, 0, 12);
    const clip = ring.clip(7);
    if (!clip) throw new Error('There is no clip.');
    const { before, after } = ring.around(clip);
    expect(before.timestamps).toEqual([200, 300, 400, 500, 600]);
    expect(before.frames).toHaveLength(5 * SIZE);
    expect([before.frames[0], before.frames.at(-1)]).toEqual([2, 6]);
    expect(after.timestamps).toEqual([1100, 1200]);
    expect([after.frames[0], after.frames.at(-1)]).toEqual([11, 12]);
    const cut = ring.around(clip, 400, 1200);
    expect([cut.before.timestamps, cut.after.timestamps]).toEqual([[500, 600], [1100]]);
    fill(ring, 13, 18);
    expect(ring.around(clip).after.timestamps).toEqual([1100, 1200, 1300, 1400, 1500]);
    fill(ring, 30, 30, { dropped: 11 });
    fill(ring, 31, 40);
    expect(ring.around({ timestamps: [1300, 1800] }).after.timestamps).toEqual([]);
    expect(new FrameRing({ ...capture, frames: 1 }).around({ timestamps: [0] }).before.timestamps).toEqual(
      [],
    );
  });

  it('counts the frames of a clip that the camera did not give, and those that came late', () => {
    const ring = new FrameRing(capture);
    fill(ring, 1, 2);
    fill(ring, 3, 3, { filled: true });
    fill(ring, 4, 4, { late: true });
    expect(ring.last()).toMatchObject({ timestamps: [100, 200, 300, 400], dropped: 1, late: 1 });
    expect(bytes(ring.last()?.frames)).toEqual([1, 2, 3, 4]);
  });

  it('puts no pictures together that lie far apart', () => {
    const ring = new FrameRing(capture);
    fill(ring, 1, 8);
    fill(ring, 20, 20, { dropped: 11 });
    expect(ring.full).toBe(false);
    fill(ring, 21, 23);
    expect(bytes(ring.last()?.frames)).toEqual([20, 21, 22, 23]);
  });

  it('gives clips of their own, which later frames leave as they are', () => {
    const ring = new FrameRing(capture);
    fill(ring, 0, 10);
    const clip = ring.last();
    fill(ring, 11, 60);
    expect(bytes(clip?.frames)).toEqual([7, 8, 9, 10]);
    ring.clear();
    expect(ring.last()).toBeNull();
  });

  it('finds the clip in which most moves, the movement in its middle', () => {
    const ring = new FrameRing(capture);
    const push = (value: number): number =>
      ring.push({ rgb: new Uint8Array(SIZE).fill(value), timestamp: 0, dropped: 0, late: false });
    for (let n = 0; n < 2; n++) push(10);
    expect(ring.liveliest()).toBeNull();
    for (let n = 0; n < 8; n++) push(10);
    for (let n = 0; n < 2; n++) push(90);
    for (let n = 0; n < 6; n++) push(10);
    expect(bytes(ring.liveliest()?.frames)).toEqual([10, 90, 90, 10]);
  });

  it('takes the last clip’s worth where nothing moves', () => {
    const ring = new FrameRing(capture);
    for (let n = 0; n < 20; n++) {
      ring.push({ rgb: new Uint8Array(SIZE), timestamp: n, dropped: 0, late: false });
    }
    expect(ring.liveliest()?.timestamps).toEqual([16, 17, 18, 19]);
  });
});
