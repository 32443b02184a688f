import { beforeEach, describe, expect, it } from 'vitest';
import { Clips } from '../../../../../src-renderer/features/clips/clips.svelte';
import { History } from '../../../../../src-renderer/base/history.svelte';
import { Review } from '../../../../../src-renderer/features/collect/review.svelte';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import { fakeMain } from '../../../../fixtures/renderer/fake-client';
import { clip, named } from '../../../../fixtures/renderer/samples';

const burst = ['c1', 'c2', 'c3'].map((id, minute) => clip('wave', id, { minute }));
let clips: Clips;
let history: History;
let review: Review;
const states = (): string[] => review.items.map(({ state }) => state);

beforeEach(async () => {
  const toasts = new Toasts();
  history = new History(toasts);
  clips = new Clips(fakeMain([...burst, clip('wave', 'older')]).client, history, named());
  await clips.load('p');
  review = new Review(clips);
  review.show(burst);
});

describe('Review', () => {
  it('goes from clip to clip as each is kept or discarded, and is over after the last', async () => {
    review.keep();
    expect([review.index, states()]).toEqual([1, ['kept', 'open', 'open']]);
    await review.discard();
    expect([review.index, states()]).toEqual([2, ['kept', 'discarded', 'open']]);
    review.keep();
    expect(review.open).toBe(false);
    expect(review.announcement).toBe('2 clips kept, 1 discarded.');
    expect(clips.all.map(({ id }) => id).toSorted()).toEqual(['c1', 'c3', 'older']);
  });

  it('takes back a clip that was discarded when that is undone', async () => {
    await review.discard();
    expect(states()).toEqual(['discarded', 'open', 'open']);
    await history.undo();
    expect(states()).toEqual(['open', 'open', 'open']);
    expect(clips.all).toHaveLength(4);
  });

  it('moves to a clip and back, and can change its mind', async () => {
    review.move(-1);
    expect(review.index).toBe(0);
    review.keep();
    review.move(-1);
    await review.discard();
    expect(states()).toEqual(['discarded', 'open', 'open']);
    review.move(1);
    review.move(1);
    expect(review.index).toBe(2);
    review.keep();
    expect(review.index).toBe(1);
  });

  it('keeps the rest when it is closed', () => {
    review.close();
    expect(review.open).toBe(false);
    expect(clips.all).toHaveLength(4);
  });

  it('is not there without clips', () => {
    review.show([]);
    expect([review.open, review.current]).toEqual([false, null]);
  });
});
