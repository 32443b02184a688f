import { describe, expect, it } from 'vitest';
import { FrameFiller } from '../../../../src-renderer/capture/frame-filler';

const taken = (value: number, timestamp: number, dropped = 0, late = false) => ({
  rgb: new Uint8Array(12).fill(value),
  timestamp,
  dropped,
  late,
});

/** What comes of frames, those of one after another, each copied while it is valid. */
function filled(filler: FrameFiller, frames: readonly ReturnType<typeof taken>[]) {
  return frames.flatMap((frame) =>
    Array.from(filler.fill(frame), ({ rgb, ...rest }) => ({ value: rgb[0], ...rest })),
  );
}

describe('FrameFiller', () => {
  it('leaves frames alone that come one after another', () => {
    const given = [taken(10, 0), taken(90, 100, 0, true), taken(30, 200)];
    expect(filled(new FrameFiller(10), given)).toEqual([
      { value: 10, timestamp: 0, dropped: 0, late: false },
      { value: 90, timestamp: 100, dropped: 0, late: true },
      { value: 30, timestamp: 200, dropped: 0, late: false },
    ]);
  });

  it('makes those that are missing of the pictures before and after, as evenly as time goes on', () => {
    const frames = filled(new FrameFiller(10), [taken(10, 0), taken(70, 300, 2, true), taken(20, 500, 1)]);
    expect(frames.map(({ value }) => value)).toEqual([10, 30, 50, 70, 45, 20]);
    expect(frames.map(({ timestamp }) => timestamp)).toEqual([0, 100, 200, 300, 400, 500]);
    expect(frames.map((frame) => frame.filled === true)).toEqual([false, true, true, false, true, false]);
    expect(frames.map(({ late }) => late)).toEqual([false, false, false, true, false, false]);
    expect(frames.every(({ dropped }) => dropped === 0)).toBe(true);
  });

  it('makes nothing up after half a second, nor before the first picture, nor of pictures of two sizes', () => {
    const filler = new FrameFiller(10);
    expect(filled(filler, [taken(10, 0, 3)])).toMatchObject([{ dropped: 3 }]);
    expect(filled(filler, [taken(70, 600, 5)])).toHaveLength(6);
    expect(filled(filler, [taken(80, 1300, 6)])).toMatchObject([{ value: 80, dropped: 6 }]);
    const larger = { ...taken(90, 1500, 1), rgb: new Uint8Array(27).fill(90) };
    expect(filled(filler, [larger])).toMatchObject([{ value: 90, dropped: 1 }]);
  });
});
