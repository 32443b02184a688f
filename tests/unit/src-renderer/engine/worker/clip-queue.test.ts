import { describe, expect, it } from 'vitest';
import { ClipQueue } from '../../../../../src-renderer/engine/worker/clip-queue';
import { movingBars } from '../../../../fixtures/engine/support';

const clips = movingBars(2, ['s']);

describe('ClipQueue', () => {
  it('gives clips in their order, waits for those to come, and tells of each that is taken', async () => {
    const taken: number[] = [];
    const queue = new ClipQueue((count) => taken.push(count));
    const three = queue.some(3);
    clips.slice(0, 2).forEach((clip) => queue.push(clip));
    await Promise.resolve();
    expect(taken.length).toBeLessThan(3);
    queue.push(clips[2] as (typeof clips)[number]);
    expect(await three).toEqual(clips.slice(0, 3));
    expect(taken).toEqual([1, 2, 3]);
  });

  it('ends with fewer where no more come', async () => {
    const queue = new ClipQueue(() => undefined);
    clips.slice(0, 1).forEach((clip) => queue.push(clip));
    const some = queue.some(5);
    queue.end();
    expect(await some).toEqual(clips.slice(0, 1));
    expect(await queue.next()).toBeNull();
  });

  it('forgets what is not wanted', async () => {
    const queue = new ClipQueue(() => undefined);
    clips.forEach((clip) => queue.push(clip));
    queue.drop();
    clips.forEach((clip) => queue.push(clip));
    expect(await queue.next()).toBeNull();
  });
});
