import type { App } from './app.svelte';

/** Whether closing or reloading the page now would cost what only the page holds. */
export function wouldLose({
  training,
  pendingClips,
  imports,
  stretchRecorder,
  stretches,
}: {
  training: Pick<App['training'], 'busy' | 'hasUnsaved'>;
  pendingClips: Pick<App['pendingClips'], 'any'>;
  imports: Pick<App['imports'], 'job'>;
  stretchRecorder: Pick<App['stretchRecorder'], 'active'>;
  stretches: Pick<App['stretches'], 'adding'>;
}): boolean {
  return (
    training.busy ||
    training.hasUnsaved ||
    pendingClips.any ||
    imports.job !== null ||
    stretchRecorder.active ||
    stretches.adding !== null
  );
}

/** Asks before the page is left where that would cost something, until the returned function is called. */
export function guardLeaving(app: Parameters<typeof wouldLose>[0]): () => void {
  const ask = (event: Event): void => {
    if (wouldLose(app)) event.preventDefault();
  };
  window.addEventListener('beforeunload', ask);
  return () => window.removeEventListener('beforeunload', ask);
}
