import type {
  CaptionFiles,
  Captions,
  CaptionSource,
  ClipInfo,
  FoundCaptions,
  Project,
  Run,
} from '../../../src-main/contract';
import { describe, type DescribeProgress } from '../../jobs/describe';
import { errorOf, type Problem } from '../../rpc/connection';
import type { Outside } from '../../base/outside';

export type CaptioningStatus = 'idle' | DescribeProgress['kind'];

/** What a run has learnt to say, and learning it, one run at a time. */
export class Captioning {
  status = $state<CaptioningStatus>('idle');
  /** Whether a whole clip or one frame is to be put into words next. */
  from = $state<CaptionSource>('clip');
  done = $state(0);
  total = $state(0);
  secondsLeft = $state<number | null>(null);
  stopping = $state(false);
  /** Clips that could not be read and were left out. */
  unreadable = $state(0);
  /** The run that is, or was last, learning. */
  runId = $state<string | null>(null);
  /** How often a run has learnt since the app was opened. */
  learnt = $state(0);
  /** Why that run did not learn. */
  problem = $state.raw<Problem | null>(null);
  /** What the run asked for last has; null until that is known. */
  #found = $state.raw<(FoundCaptions & { key: string }) | null>(null);
  #wanted = '';
  #abort: AbortController | null = null;
  readonly #outside: Outside;

  busy = $derived(this.status !== 'idle');

  constructor(outside: Outside) {
    this.#outside = outside;
  }

  /** What a run has, where {@link show} has found it. */
  of(slug: string, runId: string): FoundCaptions | null {
    return this.#found?.key === keyOf(slug, runId) ? this.#found : null;
  }

  /** Finds out what a run has. What cannot be read is told in its `problem`. */
  async show(slug: string, runId: string): Promise<FoundCaptions> {
    const key = keyOf(slug, runId);
    this.#wanted = key;
    const known = this.of(slug, runId);
    if (known) return known;
    const found = await this.#outside.client.models
      .captions({ slug, runId })
      .catch((error: unknown): FoundCaptions => ({ files: null, problem: errorOf(error).message }));
    if (this.#wanted === key) this.#found = { ...found, key };
    return found;
  }

  /** What puts a run's clips into words; null where it cannot. */
  async files(slug: string, runId: string): Promise<CaptionFiles | null> {
    return (await this.show(slug, runId)).files;
  }

  /** What a run has learnt to say, whichever is shown; null where it has learnt nothing, or it cannot be read. */
  async captionsOf(slug: string, runId: string): Promise<Captions | null> {
    const found =
      this.of(slug, runId) ?? (await this.#outside.client.models.captions({ slug, runId }).catch(() => null));
    return found?.files?.captions ?? null;
  }

  /** Learns from the clips that have a text, and keeps it beside the run. */
  async learn(
    project: Project,
    clips: readonly ClipInfo[],
    run: Run,
    from: CaptionSource = this.from,
  ): Promise<void> {
    if (this.busy) return;
    const { client, engine } = this.#outside;
    const { slug } = project;
    const abort = new AbortController();
    this.#begin(run.id, abort);
    try {
      const { files } = await describe({
        client,
        engine,
        project,
        clips,
        runId: run.id,
        from,
        signal: abort.signal,
        onUnreadable: () => (this.unreadable += 1),
        onProgress: (progress) => this.#progress(progress),
      });
      const key = keyOf(slug, run.id);
      if (this.#wanted === key) this.#found = { files, problem: null, key };
      this.learnt += 1;
    } catch (error) {
      const problem = errorOf(error);
      // A person who has stopped it knows that it was stopped.
      if (!(abort.signal.aborted && problem.code === 'CANCELLED')) this.problem = problem;
    } finally {
      this.status = 'idle';
      this.#abort = null;
    }
  }

  stop(): void {
    this.stopping = true;
    this.#abort?.abort();
  }

  #begin(runId: string, abort: AbortController): void {
    this.#abort = abort;
    this.runId = runId;
    this.status = 'loading';
    this.stopping = false;
    this.problem = null;
    this.unreadable = 0;
    this.done = 0;
    this.secondsLeft = null;
  }

  #progress(progress: DescribeProgress): void {
    this.status = progress.kind;
    if (progress.kind === 'saving') return;
    this.done = progress.done;
    this.total = progress.total;
    if (progress.kind !== 'loading') this.secondsLeft = progress.secondsLeft;
  }
}

const keyOf = (slug: string, runId: string): string => `${slug}/${runId}`;
