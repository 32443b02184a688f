import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Gaps } from '../../../../../src-renderer/engine/worker/gaps';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

/** When there was room, ms from now; null: there was none. */
async function whenRoom(gaps: Gaps, ms: number): Promise<number | null> {
  const began = performance.now();
  const found = gaps.room(ms).then((there) => (there ? performance.now() - began : null));
  await vi.advanceTimersByTimeAsync(5000);
  return found;
}

describe('Gaps', () => {
  it('has room at once where no frames come', async () => {
    expect(await whenRoom(new Gaps(100), 1000)).toBeLessThan(5);
  });

  it('has room after a frame, as long as the next is not due', async () => {
    const gaps = new Gaps(100);
    gaps.begin();
    await vi.advanceTimersByTimeAsync(30);
    gaps.end();
    expect(await whenRoom(gaps, 60)).toBeLessThan(5);
  });

  it('waits for the frame that is being looked at, and for the next where it is due too soon', async () => {
    const gaps = new Gaps(100);
    gaps.begin();
    setTimeout(() => gaps.end(), 90);
    // From the frame on so little time is left that it waits for the one after it.
    setTimeout(() => gaps.begin(), 100);
    setTimeout(() => gaps.end(), 120);
    const at = await whenRoom(gaps, 60);
    expect(at).toBeGreaterThanOrEqual(120);
    expect(at).toBeLessThan(140);
  });

  it('gives up where frames leave no such gap', async () => {
    const gaps = new Gaps(100);
    gaps.begin();
    gaps.end();
    const found = gaps.room(150);
    for (let i = 0; i < 30; i++) {
      gaps.begin();
      gaps.end();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(await found).toBe(false);
  });
});
