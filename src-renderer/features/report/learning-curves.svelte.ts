import type { LearningCurve, Project, Run } from '../../../src-main/contract';
import type { Clips } from '../clips/clips.svelte';
import type { Runs } from './runs.svelte';
import { errorOf, type Problem } from '../../rpc/connection';
import { measureCurve } from '../../jobs/curve';
import type { Outside } from '../../base/outside';

/** What learning curves need of the rest. */
export interface LearningCurvesParts {
  projects: { readonly current: Pick<Project, 'slug' | 'capture'> | null };
  clips: Pick<Clips, 'all'>;
  runs: Pick<Runs, 'note'>;
  training: { readonly busy: boolean };
}

/** Whether more clips would help a run: models trained on ever more of its clips. One job at a time. */
export class LearningCurves {
  /** `share`: of the work that is done. */
  job = $state.raw<{ runId: string; share: number; secondsLeft: number | null } | null>(null);
  stopping = $state(false);
  /** Why the last one failed, and of which run. */
  problem = $state.raw<(Problem & { runId: string }) | null>(null);
  /** Measured and not kept with its run, for it could not be written. */
  unkept = $state.raw<{ slug: string; runId: string; curve: LearningCurve } | null>(null);
  #abort: AbortController | null = null;
  readonly #outside: Pick<Outside, 'client' | 'engine'>;
  readonly #parts: LearningCurvesParts;

  constructor(outside: Pick<Outside, 'client' | 'engine'>, parts: LearningCurvesParts) {
    this.#outside = outside;
    this.#parts = parts;
  }

  async measure(run: Run): Promise<void> {
    const { projects, clips, training } = this.#parts;
    const { current } = projects;
    if (this.job || training.busy || !current) return;
    const { client, engine } = this.#outside;
    const { slug, capture } = current;
    const abort = new AbortController();
    this.#abort = abort;
    this.problem = null;
    this.unkept = null;
    this.job = { runId: run.id, share: 0, secondsLeft: null };
    try {
      const curve = await measureCurve({
        client,
        engine,
        slug,
        run,
        capture,
        clips: clips.all,
        signal: abort.signal,
        onProgress: (share, secondsLeft) => (this.job = { runId: run.id, share, secondsLeft }),
      });
      await this.#keep(slug, run.id, curve);
    } catch (error) {
      const problem = errorOf(error);
      if (problem.code !== 'CANCELLED') this.problem = { ...problem, runId: run.id };
    } finally {
      this.job = null;
      this.stopping = false;
      this.#abort = null;
    }
  }

  /** Ends it at the next batch and keeps the points that there are. */
  stop(): void {
    if (!this.#abort) return;
    this.stopping = true;
    this.#abort.abort();
  }

  /** Tries to write again what could not be written. */
  async keepAgain(): Promise<void> {
    const { unkept } = this;
    if (unkept) await this.#keep(unkept.slug, unkept.runId, unkept.curve);
  }

  async #keep(slug: string, runId: string, curve: LearningCurve): Promise<void> {
    try {
      await this.#parts.runs.note(slug, runId, { learningCurve: curve });
      this.unkept = this.problem = null;
    } catch (error) {
      this.unkept = { slug, runId, curve };
      this.problem = { ...errorOf(error), runId };
    }
  }
}
