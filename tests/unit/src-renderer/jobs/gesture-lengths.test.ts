import { expect, it } from 'vitest';
import { fewOfEach } from '../../../../src-renderer/jobs/gesture-lengths';

const videos = (classes: number, each: number) =>
  Array.from({ length: classes * each }, (_, index) => ({
    className: `${Math.floor(index / each)}`,
    at: index % each,
  }));

it('looks at a few videos of each class, from its first to its last, and at fewer where there are many classes', () => {
  const few = fewOfEach(videos(2, 22));
  expect(few.filter(({ className }) => className === '1').map(({ at }) => at)).toEqual([
    0, 3, 6, 9, 12, 15, 18, 21,
  ]);
  expect(fewOfEach(videos(2, 3))).toHaveLength(6);
  expect(fewOfEach(videos(20, 30))).toHaveLength(80);
  expect(fewOfEach(videos(100, 30))).toHaveLength(200);
});
