import { expect, it } from 'vitest';
import { Unsure } from '../../../../../src-renderer/features/live/unsure.svelte';

/** An answer every 100 ms from the given time on, all alike. */
function watch(unsure: Unsure, from: number, seconds: number, probabilities: number[]): number {
  for (let i = 0; i < seconds * 10; i++)
    unsure.push({ probabilities, timestamp: from + i * 100 }, { threshold: 0.6 });
  return from + seconds * 1000;
}

it('says why once the model has been unsure for a while, and stops when it is sure again', () => {
  const explained: (readonly number[])[] = [];
  const unsure = new Unsure((means) => {
    explained.push(means);
    return { why: `${String(explained.length)}`, help: '', record: null };
  });
  // In mid-movement it is unsure for a moment.
  let at = watch(unsure, 0, 2, [0.9, 0.1]);
  at = watch(unsure, at, 1, [0.5, 0.5]);
  at = watch(unsure, at, 2, [0.1, 0.9]);
  expect(unsure.reason).toBeNull();

  at = watch(unsure, at, 3, [0.5, 0.5]);
  expect(unsure.reason?.why).toBe('1');
  expect(explained[0]?.[0]).toBeCloseTo(0.5, 1);
  // It can be read before another reason takes its place.
  at = watch(unsure, at, 1, [0.4, 0.6]);
  expect(unsure.reason?.why).toBe('1');

  at = watch(unsure, at, 3, [0.9, 0.1]);
  expect(unsure.reason).toBeNull();

  at = watch(unsure, at, 3, [0.5, 0.5]);
  expect(unsure.reason).not.toBeNull();
  unsure.push(null, { threshold: 0.6 });
  expect(unsure.reason).toBeNull();
  // A gesture that lasts is named, however sure the model still is of it.
  for (let i = 0; i < 40; i++)
    unsure.push({ probabilities: [0.5, 0.5], timestamp: at + i * 100 }, { threshold: 0.6 }, 0);
  expect(unsure.reason).toBeNull();
  unsure.push(null, { threshold: 0.6 });
  // After that it begins anew.
  watch(unsure, at, 1, [0.5, 0.5]);
  expect(unsure.reason).toBeNull();
});

it('is not unsure while no gesture is due', () => {
  const unsure = new Unsure(() => ({ why: 'why', help: '', record: null }));
  const at = watch(unsure, 0, 4, [0.1, 0.05]);
  expect(unsure.reason).toBeNull();
  watch(unsure, at, 4, [0.45, 0.35]);
  expect(unsure.reason?.why).toBe('why');
});
