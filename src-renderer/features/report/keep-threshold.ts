import type { Run } from '../../../src-main/contract';
import type { AppSettings } from '../../base/settings.svelte';
import type { Toasts } from '../../base/toasts.svelte';
import { movedRule } from '../../gestures/rule-of';
import type { Runs } from './runs.svelte';

interface ThresholdParts {
  runs: Pick<Runs, 'slug' | 'note'>;
  settings: Pick<AppSettings, 'change'>;
  toasts: Pick<Toasts, 'attempt'>;
}

/** Keeps the least confidence that counts where Live looks for it: with a run that has a rule of its own, else for all. */
export async function keepThreshold(
  { runs, settings, toasts }: ThresholdParts,
  run: Pick<Run, 'id' | 'events'> | null,
  threshold: number,
): Promise<void> {
  if (!run?.events) return settings.change({ live: { threshold } });
  const events = movedRule(run.events, threshold);
  await toasts.attempt(() => runs.note(runs.slug, run.id, { events }));
}
