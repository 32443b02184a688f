import type { BackendChoice, BackendName, BackendReport } from '../../../src-main/contract';
import type { Engine } from '../../engine/api';
import { orderFor, type Role } from '../../jobs/backends';
import { errorOf, type Problem } from '../../rpc/connection';
import type { AppSettings } from '../../base/settings.svelte';

/** What this machine computes on: measured once, chosen by that or by the person. */
export class EngineChoice {
  measuring = $state(false);
  /** Why it could not be measured. */
  problem = $state.raw<Problem | null>(null);
  /** What live recognition that begins now computes on first; null before it is known. */
  liveBackend = $state<BackendName | null>(null);
  readonly #engine: Engine;
  readonly #settings: AppSettings;

  constructor(engine: Engine, settings: AppSettings) {
    this.#engine = engine;
    this.#settings = settings;
  }

  get reports(): readonly BackendReport[] {
    return this.#settings.value.engine.measured?.reports ?? [];
  }

  /** True where there was a measurement, and nothing here computes what it should. */
  get unusable(): boolean {
    return this.reports.length > 0 && this.reports.every(({ problem }) => problem !== null);
  }

  /** What a role is done on; null while that is not known. */
  deviceFor(role: Role): BackendReport | null {
    const { measured, ...choices } = this.#settings.value.engine;
    const [first] = orderFor(choices[role], measured, role);
    return this.reports.find(({ backend }) => backend === first) ?? null;
  }

  /** Measures where this machine is not known yet, or in any case. */
  async measure(version: string, anew = false): Promise<void> {
    if (this.measuring) return;
    this.measuring = true;
    this.problem = null;
    try {
      const known = anew ? null : this.#settings.value.engine.measured;
      const measured = await this.#engine.measure(known, version);
      if (measured !== known) await this.#settings.change({ engine: { measured } });
    } catch (error) {
      this.problem = errorOf(error);
    } finally {
      this.measuring = false;
      this.apply();
    }
  }

  async choose(role: Role, choice: BackendChoice): Promise<void> {
    await this.#settings.change({ engine: { [role]: choice } });
    this.apply();
  }

  /** Tells the engine what jobs that begin from now on compute on. */
  apply(): void {
    const { measured, training, live } = this.#settings.value.engine;
    const liveOrder = orderFor(live, measured, 'live');
    this.#engine.choose({ training: orderFor(training, measured, 'training'), live: liveOrder });
    this.liveBackend = liveOrder[0] ?? null;
  }
}
