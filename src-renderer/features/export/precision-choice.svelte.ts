import type { Precision } from '../../../src-main/shared/precision';
import { lossWords } from '../../../src-main/shared/precision-words';
import { measurePrecision } from '../../jobs/precision';
import type { Outside } from '../../base/outside';
import type { Clips } from '../clips/clips.svelte';
import type { Runs } from '../report/runs.svelte';

/** How exactly a model that is exported keeps its weights, and what that costs, measured before it leaves. */
export class PrecisionChoice {
  precision = $state<Precision>('float32');
  /** The run that it was chosen for. */
  runId = $state<string | null>(null);
  /** What the choice costs, as a sentence; null while that is measured, or where there is nothing to say. */
  words = $state<string | null>(null);
  measuring = $state(false);
  #stop = new AbortController();
  readonly #outside: Pick<Outside, 'client' | 'engine'>;
  readonly #parts: { clips: Pick<Clips, 'all'>; runs: Pick<Runs, 'files' | 'slug'> };

  constructor(
    outside: Pick<Outside, 'client' | 'engine'>,
    parts: { clips: Pick<Clips, 'all'>; runs: Pick<Runs, 'files' | 'slug'> },
  ) {
    this.#outside = outside;
    this.#parts = parts;
  }

  /** Measures a choice on a run of the open project; one that is under way is given up. */
  async choose(precision: Precision, runId: string): Promise<void> {
    this.reset();
    this.precision = precision;
    this.runId = runId;
    if (precision === 'float32') return;
    const { signal } = this.#stop;
    const { clips, runs } = this.#parts;
    this.measuring = true;
    let words: string;
    try {
      const job = {
        ...this.#outside,
        slug: runs.slug,
        model: await runs.files(runId),
        signal,
        onUnreadable: () => undefined,
        onProgress: () => undefined,
      };
      words = lossWords(precision, await measurePrecision(job, clips.all, precision));
    } catch (error) {
      words = `What it costs could not be measured: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (signal.aborted) return;
    this.measuring = false;
    this.words = words;
  }

  /** Back to how it was trained. */
  reset(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.precision = 'float32';
    this.measuring = false;
    this.words = null;
  }
}
