import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { mapPool } from '../../../../src-main/store/pool';

it('a pool answers in order and never works on more than its width', async () => {
  let atWork = 0;
  let most = 0;
  const results = await mapPool([5, 1, 4, 1, 3], 2, async (n) => {
    most = Math.max(most, ++atWork);
    await sleep(n);
    atWork--;
    return n * 10;
  });
  expect(results).toEqual([50, 10, 40, 10, 30]);
  expect(most).toBe(2);
  expect(await mapPool([], 4, () => Promise.resolve(1))).toEqual([]);
  await expect(mapPool([1, 2], 2, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});

it('a pool rejects once nothing is under way any more, and begins nothing after a failure', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const pool = mapPool([1, 2, 3, 4], 2, async (n) => {
    begun.push(n);
    if (n === 1) throw new Error('no');
    await sleep(5);
    ended.push(n);
  });
  await expect(pool).rejects.toThrow('no');
  expect(begun).toEqual([1, 2]);
  expect(ended).toEqual([2]);
});
