import type { ClipInfo, RunSummary } from '../../../src-main/contract';
import type { Examiner } from '../../clip-check/api';
import type { Pair } from '../../clip-check/duplicates';
import type { Examination } from '../../clip-check/examine';
import { plainFault } from '../../clip-check/faults';
import { readClips } from '../../rpc/clips-io';
import type { Client } from '../../rpc/connection';
import type { Trial } from './mislabelled';

/** What a check has read of the project; findings are made from it. */
export interface CheckResult {
  /** By clip id. */
  examinations: ReadonlyMap<string, Examination>;
  pairs: readonly Pair[];
  /** The newest first. */
  trials: readonly Trial[];
}

/** What is to be checked. */
export interface CheckInput {
  slug: string;
  clips: readonly ClipInfo[];
  /** The newest first. */
  runs: readonly Pick<RunSummary, 'id'>[];
}

export interface CheckProgress {
  status: 'reading' | 'comparing';
  /** How many clips have been read or compared, of how many. */
  done: number;
  total: number;
  /** Clips that could not be read so far. */
  unreadable: number;
}

/** Clips read at once; no more are kept in memory. */
const BATCH = 32;
/** Older models say little about the clips of now. */
const MOST_TRIALS = 20;

/** Checks the clips of one project, and remembers what it has seen, so that nothing is looked at twice. */
export class Checker {
  /** By clip id; a clip's pictures never change. */
  readonly #examinations = new Map<string, Examination>();
  /** Ids of the clips that have been compared with each other, and what came of it. */
  readonly #compared = new Set<string>();
  #pairs: readonly Pair[] = [];
  /** By run id. */
  readonly #trials = new Map<string, Trial>();
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  clear(): void {
    this.#examinations.clear();
    this.#compared.clear();
    this.#pairs = [];
    this.#trials.clear();
  }

  /** Rejects once the signal is aborted; what has been seen by then is remembered. */
  async check(
    examiner: Examiner,
    { slug, clips, runs }: CheckInput,
    onProgress: (progress: CheckProgress) => void,
    signal: AbortSignal,
  ): Promise<CheckResult> {
    const unreadable = await this.#read(examiner, slug, clips, onProgress, signal);
    await this.#compare(
      examiner,
      clips,
      (done, total) => onProgress({ status: 'comparing', done, total, unreadable }),
      signal,
    );
    const trials = await this.#readTrials(slug, runs.slice(0, MOST_TRIALS), signal);
    return { examinations: new Map(this.#examinations), pairs: this.#pairs, trials };
  }

  async #read(
    examiner: Examiner,
    slug: string,
    clips: readonly ClipInfo[],
    onProgress: (progress: CheckProgress) => void,
    signal: AbortSignal,
  ): Promise<number> {
    const unseen = clips.filter(({ id }) => !this.#examinations.has(id));
    let [done, unreadable] = [0, 0];
    const tell = (): void => onProgress({ status: 'reading', done, total: unseen.length, unreadable });
    const onUnreadable = (): void => void (unreadable += 1);
    tell();
    for (let at = 0; at < unseen.length; at += BATCH) {
      const batch = readClips(this.#client, slug, unseen.slice(at, at + BATCH), { onUnreadable });
      for await (const { id, shape, mirror, frames } of batch) {
        signal.throwIfAborted();
        const examination = await examiner.examine({ shape, mirror, frames });
        signal.throwIfAborted();
        this.#examinations.set(id, examination);
        done += 1;
        tell();
      }
    }
    return unreadable;
  }

  async #compare(
    examiner: Examiner,
    clips: readonly ClipInfo[],
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    const comparable = clips.flatMap(({ id, meta: { fps } }) => {
      const examination = this.#examinations.get(id);
      return examination && !plainFault(examination) ? [{ id, fps, signature: examination.signature }] : [];
    });
    const known = comparable.filter(({ id }) => this.#compared.has(id));
    const fresh = comparable.filter(({ id }) => !this.#compared.has(id));
    if (fresh.length === 0) return;
    onProgress(0, fresh.length);
    const tell = (done: number): void => onProgress(done, fresh.length);
    const pairs = await examiner.compare([...known, ...fresh], known.length, tell);
    signal.throwIfAborted();
    this.#pairs = [...this.#pairs, ...pairs];
    for (const { id } of fresh) this.#compared.add(id);
  }

  async #readTrials(slug: string, runs: CheckInput['runs'], signal: AbortSignal): Promise<Trial[]> {
    const trials: Trial[] = [];
    for (const { id } of runs) {
      let trial = this.#trials.get(id);
      if (!trial) {
        const { classes, metrics, from } = await this.#client.models.report({ slug, runId: id });
        signal.throwIfAborted();
        trial = { classes, metrics, ...(from && { from }) };
        this.#trials.set(id, trial);
      }
      trials.push(trial);
    }
    return trials;
  }
}
