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

it('tells what most of them lie below, and their sum', () => {
  const rolling = new Rolling(100);
  expect([rolling.quantile(0.95), rolling.sum, rolling.count]).toEqual([null, 0, 0]);
  for (let value = 1; value <= 200; value++) rolling.add(value);
  expect([rolling.quantile(0.95), rolling.quantile(0), rolling.count]).toEqual([196, 101, 100]);
  expect(rolling.sum).toBe(15_050);
});
