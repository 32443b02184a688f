import { describe, expect, it } from 'vitest';
import { frameDue, middleFrame, msToNextFrame } from '../../../../src-renderer/ui/film';

const WHOLE = { from: 0, count: 4 };

describe('frameDue', () => {
  it('goes through the film at its rate, and begins again after the last frame', () => {
    const frames = [0, 99, 100, 250, 399, 400, 1_000_100].map((ms) => frameDue(ms, 10, WHOLE, 0));
    expect(frames).toEqual([0, 0, 1, 2, 3, 0, 1]);
  });

  it('begins where it is told to', () => {
    expect([0, 100, 200].map((ms) => frameDue(ms, 10, WHOLE, 2))).toEqual([2, 3, 0]);
  });

  it('stays within a part', () => {
    const part = { from: 5, count: 3 };
    expect([0, 100, 200, 300, 400].map((ms) => frameDue(ms, 10, part, 5))).toEqual([5, 6, 7, 5, 6]);
    expect([0, 100, 200].map((ms) => frameDue(ms, 10, part, middleFrame(part)))).toEqual([6, 7, 5]);
  });

  it('skips frames where the page was busy, and does not fall behind', () => {
    expect(frameDue(330, 10, { from: 0, count: 8 }, 0)).toBe(3);
  });
});

describe('msToNextFrame', () => {
  it('says when the next frame is due', () => {
    expect(msToNextFrame(0, 10)).toBe(100);
    expect(msToNextFrame(130, 10)).toBe(70);
  });

  it('agrees with frameDue at rates that do not divide a second', () => {
    for (const fps of [3, 7, 12.5, 24, 29.97, 30]) {
      let ms = 0;
      for (let frame = 0; frame < 200; frame++) {
        expect(frameDue(ms, fps, { from: 0, count: 1000 }, 0)).toBe(frame);
        ms += msToNextFrame(ms, fps);
      }
    }
  });
});
