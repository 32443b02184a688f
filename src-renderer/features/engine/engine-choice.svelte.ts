import type { BackendChoice, BackendName, BackendReport, Run, TrainConfig } from '../../../src-main/contract';
import type { Engine } from '../../engine/api';
import { paceOfRun, paceOfStep, trainingSeconds } from '../../learning/estimate';
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

  /**
   * About how many seconds a training takes here: by the last one on the same backend, or before there was one by the
   * step that was measured. Null while neither is known.
   * @param clips to learn from, those for validation among them
   * @param frames of a clip
   */
  trainingSeconds(config: TrainConfig, clips: number, frames: number): number | null {
    const device = this.deviceFor('training');
    if (!device) return null;
    const { trainMs } = device;
    const measured = trainMs === null ? null : paceOfStep(trainMs);
    const pace = this.#settings.value.engine.pace[device.backend] ?? measured;
    return pace === null ? null : trainingSeconds(config, clips, frames, pace);
  }

  /** Learns from a run that was trained here how long the next one will take. */
  async learnPace(run: Run): Promise<void> {
    const pace = paceOfRun(run);
    if (pace !== null) await this.#settings.change({ engine: { pace: { [run.backend.name]: pace } } });
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
