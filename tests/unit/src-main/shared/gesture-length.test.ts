import { expect, it } from 'vitest';
import { framesToHold, plainlyLonger } from '../../../../src-main/shared/gesture-length';

const capture = { frames: 16, fps: 10 };
const lasting = (...seconds: number[]) => seconds.map((each, index) => ({ name: `${index}`, seconds: each }));

it('only gestures that last more than 1.3 clips are plainly longer, and the longest is told', () => {
  expect(plainlyLonger(lasting(0.8, 2, 2.08), capture)).toBeNull();
  expect(plainlyLonger(lasting(2.1, 3.4, 1), capture)).toEqual({ name: '1', seconds: 3.4 });
  expect(plainlyLonger([], capture)).toBeNull();
  // A single picture shows no gesture.
  expect(plainlyLonger(lasting(3), { frames: 1, fps: 10 })).toBeNull();
});

it('clips hold the gesture, are no shorter than they were, and last 4 s or 64 frames at most', () => {
  expect([1, 3.4, 4, 7].map((seconds) => framesToHold(lasting(seconds), capture))).toEqual([16, 34, 40, 40]);
  expect([
    framesToHold(lasting(3), { frames: 16, fps: 30 }),
    framesToHold(lasting(7), { frames: 100, fps: 10 }),
  ]).toEqual([64, 100]);
});

it('those of a class for what is no gesture do not count, and the shortest stay long enough to be learnt from', () => {
  const beside = [
    { name: 'None', seconds: 6 },
    { name: 'Wave', seconds: 1.6 },
  ];
  expect(plainlyLonger(beside, capture)).toBeNull();
  expect(framesToHold(beside, capture)).toBe(16);
  // A fifth of a window is the least: 5 frames of 25.
  expect(framesToHold(lasting(0.5, 4), capture)).toBe(25);
  expect(framesToHold(lasting(0.2, 4), capture)).toBe(16);
});
