import { expect, it } from 'vitest';
import { median } from '../../../../src-main/shared/median';

it('the median of an even number of values is between the two in the middle', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, null]);
});
