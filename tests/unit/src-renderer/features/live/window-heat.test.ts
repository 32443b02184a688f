import { describe, expect, it } from 'vitest';
import { windowHeat } from '../../../../../src-renderer/features/live/window-heat';

const map = (...frames: [number, number][]) => ({
  frames: frames.length,
  width: 2,
  height: 1,
  values: Float32Array.from(frames.flat()),
});

describe('windowHeat', () => {
  it('adds up all frames, in shares of the most there is', () => {
    const found = windowHeat(map([0, 1], [0, 1], [0.5, 0], [0.5, 0]));
    expect([...(found?.values ?? [])]).toEqual([0.5, 1]);
  });

  it('is none where nothing spoke for the answer', () => {
    expect(windowHeat(map([0, 0], [0, 0]))).toBeNull();
  });
});
