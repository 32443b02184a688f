import type { Project, Run, TriggerReport } from '../../../src-main/contract';
import type { LiveAnswer } from '../../engine/api';
import type { Runs } from './runs.svelte';
import { errorOf, type Problem } from '../../rpc/connection';
import type { Outside } from '../../base/outside';
import { askedOf, type AskedRule } from '../../gestures/rule-of';
import { countInVideo, TriggerCount } from '../../jobs/triggers';

/** A run that is being watched over a stretch without gestures. */
interface Job {
  runId: string;
  kind: 'video' | 'camera';
  /** Share of it that is done, 0 … 1. */
  share: number;
  secondsLeft: number | null;
}

/** What live recognition tells: a frame was looked at (null: the window is not full), or the model is watched no longer. */
type LiveNews = { kind: 'frame'; answer: LiveAnswer | null } | { kind: 'stopped' };

/** What counting false triggers needs of the rest. */
export interface FalseTriggersParts {
  projects: { readonly current: Pick<Project, 'slug' | 'capture'> | null };
  runs: Pick<Runs, 'files' | 'note'>;
  settings: { readonly value: { readonly live: AskedRule } };
  camera: { readonly feed: { readonly device: { readonly label: string } } | null };
  recording: { readonly activeClassId: string | null };
  live: { subscribe(listener: (news: LiveNews) => void): () => void };
}

/** How often a run fires while nobody makes a gesture: over a video, or before the camera. One at a time. */
export class FalseTriggers {
  job = $state.raw<Job | null>(null);
  /** Why the last one failed, and of which run. */
  problem = $state.raw<(Problem & { runId: string }) | null>(null);
  /** Measured and not kept with its run, for it could not be written. */
  unkept = $state.raw<{ slug: string; runId: string; report: TriggerReport } | null>(null);
  #end: (() => void) | null = null;
  readonly #outside: Pick<Outside, 'engine'>;
  readonly #parts: FalseTriggersParts;

  constructor(outside: Pick<Outside, 'engine'>, parts: FalseTriggersParts) {
    this.#outside = outside;
    this.#parts = parts;
  }

  /** Watches a video from beginning to end. */
  async watchVideo(run: Run, file: File): Promise<void> {
    const { current } = this.#parts.projects;
    if (this.job || !current) return;
    const { slug, capture } = current;
    const asked = this.#asked(run);
    const { id: runId } = run;
    const abort = new AbortController();
    this.#begin({ runId, kind: 'video', share: 0, secondsLeft: null }, () => abort.abort());
    try {
      const report = await countInVideo(file, {
        engine: this.#outside.engine,
        model: await this.#parts.runs.files(runId),
        capture,
        asked,
        name: file.name,
        signal: abort.signal,
        onProgress: (done, total, secondsLeft) => {
          if (this.job) this.job = { ...this.job, share: done / total, secondsLeft };
        },
      });
      await this.#keep(slug, runId, report);
    } catch (error) {
      const problem = errorOf(error);
      if (problem.code !== 'CANCELLED') this.problem = { ...problem, runId };
    } finally {
      this.#over();
    }
  }

  /** Counts what Live fires for so many minutes from now on, or until it or Live is stopped. */
  watchCamera(run: Run, minutes: number): void {
    const { current } = this.#parts.projects;
    if (this.job || !current) return;
    const { live, camera, recording } = this.#parts;
    const source = camera.feed?.device.label ?? 'Camera';
    const count = new TriggerCount(run, this.#asked(run), source);
    const wanted = minutes * 60;
    const windowMs = (run.preprocess.frames * 1000) / run.preprocess.fps;
    // Gestures that are recorded are made on purpose: no window with one of their frames in it counts.
    let countsFrom = -Infinity;
    const unsubscribe = live.subscribe((news) => {
      if (news.kind === 'stopped') return this.stop();
      const { answer } = news;
      if (answer && recording.activeClassId !== null) countsFrom = answer.timestamp + windowMs;
      count.push(answer && answer.timestamp >= countsFrom ? answer : null);
      const secondsLeft = Math.max(0, wanted - count.seconds);
      if (this.job) this.job = { ...this.job, share: 1 - secondsLeft / wanted, secondsLeft };
      if (secondsLeft === 0) this.stop();
    });
    this.#begin({ runId: run.id, kind: 'camera', share: 0, secondsLeft: wanted }, () => {
      unsubscribe();
      this.#over();
      if (count.seconds > 0) void this.#keep(current.slug, run.id, count.report());
    });
  }

  /** Ends it and keeps what was watched by then. */
  stop(): void {
    this.#end?.();
  }

  /** Tries to write again what could not be written. */
  async keepAgain(): Promise<void> {
    const { unkept } = this;
    if (unkept) await this.#keep(unkept.slug, unkept.runId, unkept.report);
  }

  #asked(run: Run): AskedRule {
    return askedOf(run, this.#parts.settings.value.live);
  }

  #begin(job: Job, end: () => void): void {
    this.job = job;
    this.problem = null;
    this.unkept = null;
    this.#end = end;
  }

  #over(): void {
    this.job = null;
    this.#end = null;
  }

  async #keep(slug: string, runId: string, report: TriggerReport): Promise<void> {
    try {
      await this.#parts.runs.note(slug, runId, { triggers: report });
      this.unkept = this.problem = null;
    } catch (error) {
      this.unkept = { slug, runId, report };
      this.problem = { ...errorOf(error), runId };
    }
  }
}
