import type { Run } from '../../../src-main/contract';
import type { Runs } from './runs.svelte';
import type { Toasts } from '../../base/toasts.svelte';

/** Two runs side by side. */
export class Comparison {
  /** Whether runs are being picked, or looked at. */
  on = $state(false);
  /** Ids, the one picked first in front. */
  picked = $state.raw<readonly string[]>([]);
  /** Both of them, whole; null until two are picked and read. */
  pair = $state.raw<readonly [Run, Run] | null>(null);
  readonly #runs: Runs;
  readonly #toasts: Toasts;

  constructor(runs: Runs, toasts: Toasts) {
    this.#runs = runs;
    this.#toasts = toasts;
  }

  /** Begins with the run that is looked at. */
  begin(): void {
    const { selectedId } = this.#runs;
    this.on = true;
    this.pair = null;
    this.picked = selectedId === null ? [] : [selectedId];
  }

  end(): void {
    this.on = false;
    this.picked = [];
    this.pair = null;
  }

  /** Picks a run or lets it go. A third takes the place of the one picked last. */
  async toggle(id: string): Promise<void> {
    const others = this.picked.filter((each) => each !== id);
    this.picked = others.length < this.picked.length ? others : [...others.slice(0, 1), id];
    this.pair = null;
    const picked = this.picked;
    const [first, second] = picked;
    if (first === undefined || second === undefined) return;
    await this.#toasts.attempt(async () => {
      const pair = [await this.#runs.reportOf(first), await this.#runs.reportOf(second)] as const;
      if (this.picked === picked) this.pair = pair;
    });
  }
}
