import { describe, expect, it } from 'vitest';
import { PACES } from '../../../../src-main/shared/paces';
import { OWN_PACE, pacedWindow } from '../../../../src-renderer/learning/paces';

describe('pacedWindow', () => {
  it('is the last frames at its own pace', () => {
    expect(OWN_PACE.map((pace) => pacedWindow(4, pace))).toEqual([
      [
        { back: 3, since: 0 },
        { back: 2, since: 1 },
        { back: 1, since: 1 },
        { back: 0, since: 1 },
      ],
    ]);
  });

  it('reaches further back for a slower gesture, and shows frames twice for a faster one', () => {
    expect(pacedWindow(5, 1.5).map(({ back }) => back)).toEqual([6, 5, 3, 2, 0]);
    expect(pacedWindow(5, 1.5).map(({ since }) => since)).toEqual([0, 1, 2, 1, 2]);
    expect(pacedWindow(5, 0.5).map(({ since }) => since)).toEqual([0, 0, 1, 0, 1]);
  });

  it.each([2, 3, 8, 16, 24, 64])(
    'ends with the newest frame and never goes back in time (%d frames)',
    (frames) => {
      for (const pace of PACES) {
        const window = pacedWindow(frames, pace);
        expect(window).toHaveLength(frames);
        expect(window.at(-1)?.back).toBe(0);
        expect(window.every(({ since }) => since >= 0 && since <= 2)).toBe(true);
      }
    },
  );
});
