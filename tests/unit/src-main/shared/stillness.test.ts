import { expect, it } from 'vitest';
import { inStillness } from '../../../../src-main/shared/stillness';

it('puts pictures in the middle of those that are wanted', () => {
  const pictures = Uint8Array.of(1, 2, 3, 4);
  expect([...inStillness(pictures, 2, 2, 5)]).toEqual([1, 2, 1, 2, 3, 4, 3, 4, 3, 4]);
  expect([...inStillness(pictures, 2, 2, 2)]).toEqual([...pictures]);
  expect([...inStillness(pictures, 1, 4, 3)]).toEqual([...pictures, ...pictures, ...pictures]);
});
