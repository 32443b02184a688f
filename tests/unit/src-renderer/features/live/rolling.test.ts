import { expect, it } from 'vitest';
import { Rolling } from '../../../../../src-renderer/features/live/rolling';

it('keeps the last few: their median, and their rate where they are times', () => {
  const rolling = new Rolling(3);
  expect(rolling.median).toBeNull();
  expect(rolling.rate).toBeNull();
  for (const time of [0, 5_000, 5_100, 5_200]) rolling.add(time);
  expect(rolling.median).toBe(5_100);
  expect(rolling.rate).toBe(10);
});
