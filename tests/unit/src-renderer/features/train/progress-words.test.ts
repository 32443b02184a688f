import { describe, expect, it } from 'vitest';
import { detailsOf, effortWords, placeOf } from '../../../../../src-renderer/features/train/progress-words';
import type { BatchProgress } from '../../../../../src-renderer/features/train/training.svelte';

const batch: BatchProgress = {
  kind: 'batch',
  frames: false,
  pass: 1,
  passes: 1,
  epoch: 3,
  epochs: 12,
  batch: 2,
  batches: 5,
  secondsLeft: 32,
};
const idle: BatchProgress = { ...batch, idle: true, epoch: 1, epochs: 1, batch: 40, batches: 100 };

describe('how far a training is', () => {
  it('is told by epochs and batches', () => {
    expect(placeOf(batch)).toBe('Epoch 3 of 12');
    expect(detailsOf(batch)).toBe('Batch 2 of 5 · about 32 s left');
    expect(detailsOf({ ...batch, secondsLeft: null })).toBe('Batch 2 of 5');
  });

  it('has no epochs to tell of where there is one', () => {
    expect(placeOf({ ...batch, epoch: 1, epochs: 1 })).toBe('Learning');
  });

  it('is told by neither while it learns when to say “No gesture”', () => {
    expect(placeOf(idle)).toBe('Last lessons');
    expect(detailsOf(idle)).toBe('about 32 s left');
    expect(detailsOf({ ...idle, secondsLeft: null })).toBe('');
  });
});

describe('what a training takes', () => {
  it('is told by epochs, time and size, as far as they are known', () => {
    const all = { epochs: 70, seconds: 125, megabytes: 0.96 };
    expect(effortWords(all)).toBe('70 epochs, about 2 min on this computer; the model takes 1.0 MB.');
    expect(effortWords({ ...all, seconds: null })).toBe('70 epochs; the model takes 1.0 MB.');
    expect(effortWords({ ...all, megabytes: null })).toBe('70 epochs, about 2 min on this computer.');
  });

  it('has no epochs where the last layer is solved at once', () => {
    const instant = { epochs: null, seconds: 40, megabytes: 0.96 };
    expect(effortWords(instant)).toBe('About 40 s on this computer; the model takes 1.0 MB.');
    expect(effortWords({ ...instant, seconds: null })).toBe('The model takes 1.0 MB.');
    expect(effortWords({ epochs: null, seconds: null, megabytes: null })).toBe('');
  });
});
