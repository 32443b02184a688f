import { duration } from '../../../src-main/shared/words';
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
