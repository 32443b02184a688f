import { expect, it } from 'vitest';
import { clipsByLength, leastFrames } from '../../../../src-main/shared/clip-length';

it('takes 0.8 s for a window of 4 s, and never a single picture for a movement', () => {
  expect([40, 16, 6, 4, 2, 1].map(leastFrames)).toEqual([8, 4, 2, 2, 2, 1]);
});

it('counts clips by their length', () => {
  const clips = [1, 3, 4, 15, 16, 16, 17].map((frames) => ({ shape: [frames, 4, 4, 3] as const }));
  expect(clipsByLength(clips, 16)).toEqual({ tooShort: 2, shorter: 2, longer: 1 });
});
