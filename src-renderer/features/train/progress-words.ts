import { about, count, duration } from '../../../src-main/shared/words';
import type { BatchProgress } from './training.svelte';

/** Where a training stands, in the few words that the rail has room for. Its last lessons have no epochs of their own. */
export const placeOf = ({ idle, epoch, epochs }: BatchProgress): string => {
  if (idle) return 'Last lessons';
  return epochs === 1 ? 'Learning' : `Epoch ${epoch} of ${epochs}`;
};

/** What there is to say beside that: how far the epoch is, and how long it will all take. */
export const detailsOf = ({ idle, batch, batches, secondsLeft }: BatchProgress): string =>
  [
    ...(idle ? [] : [`Batch ${batch} of ${batches}`]),
    ...(secondsLeft === null ? [] : [`about ${duration(secondsLeft)} left`]),
  ].join(' · ');

/** What a training takes and what comes of it, as far as each is known (else null), before it is begun. Empty: nothing is. */
export function effortWords({
  epochs,
  seconds,
  megabytes,
}: Record<'epochs' | 'seconds' | 'megabytes', number | null>): string {
  const takes = [
    ...(epochs === null ? [] : [count(epochs, 'epoch')]),
    ...(seconds === null ? [] : [`${about(seconds)} on this computer`]),
  ].join(', ');
  const size = megabytes === null ? '' : `the model takes ${megabytes.toFixed(1)} MB`;
  const words = [takes, size].filter((part) => part !== '').join('; ');
  return words === '' ? '' : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
