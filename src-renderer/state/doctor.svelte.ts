import { SvelteSet } from 'svelte/reactivity';
import type { Run } from '../../src-main/contract';
import type { Examiner } from '../doctor/api';
import { openExaminer } from '../doctor/client';
import { plainFault } from '../doctor/faults';
import type { App } from './app.svelte';
import { keyOf } from './clip-groups';
import { readClips } from './clips-io';
import { errorOf, type Client, type Problem } from './connection';
import { noneClassOf } from './none-class';
import {
  duplicatesOf,
  flaggedOf,
  newExaminations,
  suspectsOf,
  suspicionOf,
  type CheckUp,
  type Suspect,
} from './suspects';

/** Clips read at once; no more are kept in memory. */
const BATCH = 32;

/** Looks for clips that spoil what a model learns, and goes through them with a person. */
export class Doctor {
  status = $state<'idle' | 'reading' | 'comparing'>('idle');
  /** How many clips have been read or compared, of how many. */
  done = $state(0);
  total = $state(0);
  problem = $state.raw<Problem | null>(null);
  /** Clips that the last check could not read. */
  unreadable = $state(0);
  #checkUp = $state.raw<CheckUp | null>(null);
  /** Which suspect the keys speak of. */
  #index = $state(0);
  /** What a person has said to be unfounded; kept while the project is open. */
  readonly #fine = new SvelteSet<string>();
  /** By clip id; a clip's pictures never change. */
  readonly #examinations = newExaminations();
  #examiner: Examiner | null = null;
  readonly #client: Client;
  readonly #app: Pick<App, 'clips' | 'projects' | 'runs' | 'history'>;
  readonly #open: () => Examiner;

  /** Clips to look at, as things are now; empty before the first check. */
  suspects = $derived.by((): readonly Suspect[] => {
    const { clips, projects } = this.#app;
    if (!this.#checkUp) return [];
    const none = noneClassOf(projects.classes)?.id;
    return suspectsOf(
      this.#checkUp,
      clips.all,
      (classId) => classId === none,
      (suspicion) => this.#fine.has(suspicion),
    );
  });
  index = $derived(Math.max(0, Math.min(this.#index, this.suspects.length - 1)));
  current = $derived(this.suspects[this.index] ?? null);
  /** Keys of the clips that are suspect of anything. */
  flagged = $derived(flaggedOf(this.suspects));
  checked = $derived(this.#checkUp !== null);
  /** Pairs of clips that show the same moment, unless a person has said that they may. */
  duplicates = $derived.by(() => {
    const all = duplicatesOf(this.#checkUp?.pairs ?? [], this.#app.clips.all);
    return all.filter((suspect) => !this.#fine.has(suspicionOf(suspect)));
  });

  constructor(
    client: Client,
    app: Pick<App, 'clips' | 'projects' | 'runs' | 'history'>,
    open: () => Examiner = openExaminer,
  ) {
    this.#client = client;
    this.#app = app;
    this.#open = open;
  }

  /** Forgets everything, as another project is opened. */
  clear(): void {
    this.stop();
    this.#checkUp = null;
    this.#fine.clear();
    this.#examinations.clear();
    this.#index = 0;
    this.problem = null;
  }

  /** Checks every clip of the open project; those that it has seen before are not read again. */
  async check(): Promise<void> {
    this.stop();
    const examiner = this.#open();
    this.#examiner = examiner;
    this.problem = null;
    try {
      await this.#read(examiner);
      const pairs = await this.#compare(examiner);
      const run = await this.#newestRun();
      if (this.#examiner !== examiner) return;
      this.#checkUp = { examinations: newExaminations(this.#examinations), pairs, run };
      this.#index = 0;
    } catch (error) {
      if (this.#examiner === examiner) this.problem = errorOf(error);
    } finally {
      if (this.#examiner === examiner) this.stop();
    }
  }

  /** Ends the check under way. What it has seen by then is remembered. */
  stop(): void {
    this.#examiner?.close();
    this.#examiner = null;
    this.status = 'idle';
  }

  async #read(examiner: Examiner): Promise<void> {
    const { clips, projects } = this.#app;
    const unseen = clips.all.filter(({ id }) => !this.#examinations.has(id));
    this.#begin('reading', unseen.length);
    this.unreadable = 0;
    const onUnreadable = (): void => void (this.unreadable += 1);
    for (let at = 0; at < unseen.length; at += BATCH) {
      const batch = readClips(this.#client, projects.slug, unseen.slice(at, at + BATCH), { onUnreadable });
      for await (const { id, shape, mirror, frames } of batch) {
        if (this.#examiner !== examiner) return;
        this.#examinations.set(id, await examiner.examine({ shape, mirror, frames }));
        this.done += 1;
      }
    }
  }

  async #compare(examiner: Examiner): Promise<CheckUp['pairs']> {
    const comparable = this.#app.clips.all.flatMap(({ id, meta: { fps } }) => {
      const examination = this.#examinations.get(id);
      return examination && !plainFault(examination) ? [{ id, fps, signature: examination.signature }] : [];
    });
    if (this.#examiner !== examiner) return [];
    this.#begin('comparing', comparable.length);
    return examiner.compare(comparable, (done) => (this.done = done));
  }

  #begin(status: 'reading' | 'comparing', total: number): void {
    this.status = status;
    this.done = 0;
    this.total = total;
  }

  async #newestRun(): Promise<Run | null> {
    const { runs } = this.#app;
    const newest = runs.list[0]?.id;
    if (newest === undefined) return null;
    return runs.report?.id === newest ? runs.report : (await runs.files(newest)).run;
  }

  go(to: number): void {
    this.#index = Math.max(0, Math.min(this.suspects.length - 1, to));
  }

  /** Nothing is wrong with the present clip. */
  keep(): void {
    if (this.current) this.#fine.add(suspicionOf(this.current));
  }

  /** Takes the present clip to the trash, where Undo finds it. */
  async remove(): Promise<void> {
    if (this.current) await this.#app.clips.remove([this.current.clip]);
  }

  /** Moves the present clip to another class, where it is no longer suspect of the same. */
  async relabel(to: string): Promise<void> {
    const { current } = this;
    if (!current || current.clip.classId === to) return;
    this.#fine.add(suspicionOf({ ...current, clip: { ...current.clip, classId: to } }));
    await this.#app.clips.relabel([current.clip], to);
  }

  /** Takes the last step back and shows the clip that is suspect again by it. */
  async undo(): Promise<void> {
    const before = flaggedOf(this.suspects);
    await this.#app.history.undo();
    const back = this.suspects.findIndex(({ clip }) => !before.has(keyOf(clip)));
    if (back >= 0) this.#index = back;
  }
}
