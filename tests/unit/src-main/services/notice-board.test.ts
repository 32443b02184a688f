import { expect, it } from 'vitest';
import { NoticeBoard } from '../../../../src-main/services/notice-board';

it('hands what is posted to whoever reads, once, and keeps it for those who come later', async () => {
  const board = new NoticeBoard();
  board.post('One.');
  const stop = new AbortController();
  const posts = board.posts(stop.signal);
  const first = posts.next();
  board.post('Two.');
  board.post('Two.');
  expect(await first).toEqual({ value: 'Two.', done: false });
  const last = posts.next();
  stop.abort();
  expect(await last).toEqual({ value: undefined, done: true });
  expect(board.all).toEqual(['One.', 'Two.']);
  for (let n = 0; n < 60; n++) board.post(`Number ${n}.`);
  expect(board.all).toHaveLength(50);
});
