import { expect, it } from 'vitest';
import { Bell } from '../../../../src-main/shared/bell';

/** Whether it has settled, once everything that could make it settle had its turn. */
async function isSettled(work: Promise<void>): Promise<boolean> {
  let settled = false;
  void work.then(() => (settled = true));
  await new Promise(setImmediate);
  return settled;
}

it('wakes who waits, and who comes after it rang once', async () => {
  const bell = new Bell();
  const first = bell.rung();
  expect(await isSettled(first)).toBe(false);
  bell.ring();
  expect(await isSettled(first)).toBe(true);
  const second = bell.rung();
  expect(await isSettled(second)).toBe(false);
  bell.ring();
  await second;

  bell.ring();
  bell.ring();
  expect(await isSettled(bell.rung())).toBe(true);
  expect(await isSettled(bell.rung())).toBe(false);
});

it('is not waited for longer than asked, and rings the next time', async () => {
  const bell = new Bell();
  await bell.rung(1);
  const next = bell.rung();
  expect(await isSettled(next)).toBe(false);
  bell.ring();
  await next;
});
