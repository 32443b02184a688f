import { SvelteSet } from 'svelte/reactivity';
import type { ClipInfo } from '../../src-main/contract';
import type { Examiner } from '../doctor/api';
import { openExaminer } from '../doctor/client';
import type { Pair } from '../doctor/duplicates';
import { plainFault } from '../doctor/faults';
import type { App } from './app.svelte';
import { keyOf } from './clip-groups';
import { readClips } from './clips-io';
import { errorOf, type Client, type Problem } from './connection';
import type { Trial } from './mislabelled';
import { noneClassOf } from './none-class';
import { picturesOf } from './pictures';
import {
  copiesOf,
  flaggedOf,
  newExaminations,
  suspectsOf,
  suspicionOf,
  type CheckUp,
  type Suspect,
} from './suspects';

/** Clips read at once; no more are kept in memory. */
const BATCH = 32;
/** Older models say little about the clips of now. */
const MOST_TRIALS = 20;

/** Looks for clips that spoil what a model learns, and goes through them with a person. */
export class Doctor {
  /** Whether a person looks at it. */
  open = $state(false);
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
  /** Suspicions of clips that were moved in spite of them; forgotten with the project. */
  readonly #settled = new SvelteSet<string>();
  /** Suspicions that are being dealt with, so that the next key speaks of the next suspect. */
  readonly #leaving = new SvelteSet<string>();
  /** By clip id; a clip's pictures never change. */
  readonly #examinations = newExaminations();
  /** Ids of the clips that have been compared with each other, and what came of it. */
  readonly #compared = newIds();
  #pairs: readonly Pair[] = [];
  /** By run id. */
  readonly #trials = newTrials();
  #examiner: Examiner | null = null;
  readonly #client: Client;
  readonly #app: Pick<App, 'clips' | 'projects' | 'runs' | 'history'>;
  readonly #open: () => Examiner;

  #fine = $derived.by(() => new Set([...(this.#app.projects.current?.fine ?? []), ...this.#settled]));
  /** Clips to look at, as things are now; empty before the first check. */
  suspects = $derived.by((): readonly Suspect[] => {
    const { clips, projects } = this.#app;
    if (!this.#checkUp) return [];
    const none = noneClassOf(projects.classes)?.id;
    return suspectsOf(
      this.#checkUp,
      clips.all,
      (classId) => classId === none,
      (suspicion) => this.#fine.has(suspicion) || this.#leaving.has(suspicion),
    );
  });
  index = $derived(Math.max(0, Math.min(this.#index, this.suspects.length - 1)));
  current = $derived(this.suspects[this.index] ?? null);
  /** Keys of the clips that are suspect of anything. */
  flagged = $derived(flaggedOf(this.suspects));
  checked = $derived(this.#checkUp !== null);
  /** How many models the last check asked about clips that they had not learnt from. */
  models = $derived(this.#checkUp?.trials.length ?? 0);
  /** Pairs of clips that show the same moment, unless a person has said that they may; each once. */
  copies = $derived.by(() => {
    const all = copiesOf(this.#checkUp?.pairs ?? [], this.#app.clips.all);
    const pairs = new Map(all.map((copy) => [suspicionOf(copy), copy]));
    return [...pairs].filter(([suspicion]) => !this.#fine.has(suspicion)).map(([, copy]) => copy);
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
    this.open = false;
    this.#checkUp = null;
    this.#settled.clear();
    this.#examinations.clear();
    this.#compared.clear();
    this.#pairs = [];
    this.#trials.clear();
    this.#index = 0;
    this.problem = null;
  }

  /** Checks every clip of the open project; those that it has seen before are neither read nor compared again. */
  async check(): Promise<void> {
    this.stop();
    const examiner = this.#open();
    this.#examiner = examiner;
    this.problem = null;
    try {
      await this.#read(examiner);
      await this.#compare(examiner);
      const trials = await this.#readTrials();
      if (this.#examiner !== examiner) return;
      this.#checkUp = { examinations: newExaminations(this.#examinations), pairs: this.#pairs, trials };
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

  async #compare(examiner: Examiner): Promise<void> {
    if (this.#examiner !== examiner) return;
    const comparable = this.#app.clips.all.flatMap(({ id, meta: { fps } }) => {
      const examination = this.#examinations.get(id);
      return examination && !plainFault(examination) ? [{ id, fps, signature: examination.signature }] : [];
    });
    const known = comparable.filter(({ id }) => this.#compared.has(id));
    const fresh = comparable.filter(({ id }) => !this.#compared.has(id));
    if (fresh.length === 0) return;
    this.#begin('comparing', fresh.length);
    const progress = (done: number): void => void (this.done = done);
    const pairs = await examiner.compare([...known, ...fresh], known.length, progress);
    if (this.#examiner !== examiner) return;
    this.#pairs = [...this.#pairs, ...pairs];
    for (const { id } of fresh) this.#compared.add(id);
  }

  #begin(status: 'reading' | 'comparing', total: number): void {
    this.status = status;
    this.done = 0;
    this.total = total;
  }

  async #readTrials(): Promise<Trial[]> {
    const { runs, projects } = this.#app;
    const trials: Trial[] = [];
    for (const { id } of runs.list.slice(0, MOST_TRIALS)) {
      let trial = this.#trials.get(id);
      if (!trial) {
        const { classes, metrics, from } = await this.#client.models.report({
          slug: projects.slug,
          runId: id,
        });
        trial = { classes, metrics, ...(from && { from }) };
        this.#trials.set(id, trial);
      }
      trials.push(trial);
    }
    return trials;
  }

  /** A clip's frames as pictures; null where it cannot be read. */
  async pictures(clip: ClipInfo): Promise<readonly ImageBitmap[] | null> {
    try {
      for await (const { shape, frames } of readClips(this.#client, this.#app.projects.slug, [clip])) {
        return await picturesOf(shape, frames);
      }
    } catch {
      // Its place says that it is missing; the reason is told where the clips are listed.
    }
    return null;
  }

  go(to: number): void {
    this.#index = Math.max(0, Math.min(this.suspects.length - 1, to));
  }

  /** Nothing is wrong with the present clip; the project remembers it. */
  async keep(): Promise<void> {
    await this.#dealWith(async (suspect) => {
      const { projects, history } = this.#app;
      const suspicion = suspicionOf(suspect);
      await history.alone(async () => {
        await projects.setFine(suspicion, true);
        history.did({
          label: 'Called 1 clip fine',
          undo: () => projects.setFine(suspicion, false),
          redo: () => projects.setFine(suspicion, true),
        });
      });
    });
  }

  /** Takes the present clip to the trash, where Undo finds it. */
  async remove(): Promise<void> {
    await this.#dealWith(({ clip }) => this.#app.clips.remove([clip]));
  }

  /** Moves the present clip to another class, where it is no longer suspect of the same. */
  async relabel(to: string): Promise<void> {
    if (this.current?.clip.classId === to) return;
    await this.#dealWith(async ({ clip, finding }) => {
      if (!('of' in finding)) this.#settled.add(suspicionOf({ clip: { ...clip, classId: to }, finding }));
      await this.#app.clips.relabel([clip], to);
    });
  }

  async #dealWith(work: (suspect: Suspect) => Promise<void>): Promise<void> {
    const { current } = this;
    if (!current) return;
    const suspicion = suspicionOf(current);
    this.#leaving.add(suspicion);
    await work(current);
    this.#leaving.delete(suspicion);
  }

  undo = (): Promise<void> => this.#step(() => this.#app.history.undo());
  redo = (): Promise<void> => this.#step(() => this.#app.history.redo());

  /** Takes a step back or does it again, and shows the clip that is suspect again by it. */
  async #step(take: () => Promise<void>): Promise<void> {
    const before = flaggedOf(this.suspects);
    await take();
    const back = this.suspects.findIndex(({ clip }) => !before.has(keyOf(clip)));
    if (back >= 0) this.#index = back;
  }
}

// Nothing on screen depends on these; plain ones are enough.
const newIds = (): Set<string> => new Set();
const newTrials = (): Map<string, Trial> => new Map();
