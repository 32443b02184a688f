import { SvelteSet } from 'svelte/reactivity';
import type { ClipInfo, RunSummary } from '../../../src-main/contract';
import type { Examiner } from '../../clip-check/api';
import { openExaminer } from '../../clip-check/client';
import type { History } from '../../base/history.svelte';
import type { Clips } from '../clips/clips.svelte';
import type { Projects } from '../projects/project.svelte';
import { markFine } from './mark-fine';
import { Checker, type CheckProgress, type CheckResult } from './checker';
import { clipKey } from '../../../src-main/shared/clip-key';
import { readClips } from '../../rpc/clips-io';
import { errorOf, type Client, type Problem } from '../../rpc/connection';
import { noneClassOf } from '../../learning/none-class';
import { picturesOf } from '../clips/pictures';
import {
  copiesOf,
  flaggedKeysOf,
  pairsOf,
  flaggedClipsOf,
  findingKeyOf,
  type FlaggedClip,
  unionOf,
} from './findings';

/** What the clip check needs of the rest. */
export interface ClipCheckParts {
  clips: Pick<Clips, 'all' | 'remove' | 'relabel'>;
  projects: Pick<Projects, 'current' | 'classes' | 'slug' | 'setFine'>;
  runs: { readonly list: readonly Pick<RunSummary, 'id'>[] };
  history: Pick<History, 'alone' | 'did' | 'undo' | 'redo'>;
}

/** Looks for clips that spoil what a model learns, and goes through them with a person. */
export class ClipCheck {
  #shown = $state(false);
  status = $state<'idle' | 'reading' | 'comparing'>('idle');
  /** How many clips have been read or compared, of how many. */
  done = $state(0);
  total = $state(0);
  problem = $state.raw<Problem | null>(null);
  /** Clips that the last check could not read. */
  unreadable = $state(0);
  #result = $state.raw<CheckResult | null>(null);
  /** Index of the flagged clip that is shown and that the keys act on. */
  #index = $state(0);
  /** Findings that moving a clip to another class has settled; forgotten when the project is closed. */
  readonly #settled = new SvelteSet<string>();
  /** Findings that are being dealt with, so that the next key acts on the next flagged clip. */
  readonly #leaving = new SvelteSet<string>();
  readonly #checker: Checker;
  /** Of the check under way. */
  #stopper: AbortController | null = null;
  readonly #client: Client;
  readonly #parts: ClipCheckParts;
  readonly #open: () => Examiner;

  #fine = $derived.by(() => this.#parts.projects.current?.fine ?? []);
  #dismissed = $derived(unionOf(this.#fine, this.#settled));
  /** Clips to look at, as things are now; empty before the first check. */
  flaggedClips = $derived.by((): readonly FlaggedClip[] => {
    const { clips, projects } = this.#parts;
    if (!this.#result) return [];
    const none = noneClassOf(projects.classes)?.id;
    return flaggedClipsOf(
      this.#result,
      clips.all,
      (classId) => classId === none,
      (key) => this.#dismissed.has(key) || this.#leaving.has(key),
    );
  });
  index = $derived(Math.max(0, Math.min(this.#index, this.flaggedClips.length - 1)));
  current = $derived(this.flaggedClips[this.index] ?? null);
  /** Keys of the clips with a finding. */
  flaggedKeys = $derived(flaggedKeysOf(this.flaggedClips));
  checked = $derived(this.#result !== null);
  /** How many models the last check asked about clips that they had not learnt from. */
  models = $derived(this.#result?.trials.length ?? 0);
  /** Pairs of clips that show the same moment, unless a person has said that they may; each once. */
  copies = $derived.by(() => {
    const all = copiesOf(this.#result?.pairs ?? [], this.#parts.clips.all);
    return pairsOf(all).filter((copy) => !this.#dismissed.has(findingKeyOf(copy)));
  });

  constructor(client: Client, parts: ClipCheckParts, open: () => Examiner = openExaminer) {
    this.#client = client;
    this.#checker = new Checker(client);
    this.#parts = parts;
    this.#open = open;
  }

  /** Whether a person looks at it. */
  get open(): boolean {
    return this.#shown;
  }

  /** Checks the clips while a person looks on. */
  show(): void {
    this.#shown = true;
    void this.check();
  }

  close(): void {
    this.#shown = false;
    this.stop();
  }

  /** Forgets everything, as another project is opened. */
  clear(): void {
    this.close();
    this.#result = null;
    this.#settled.clear();
    this.#checker.clear();
    this.#index = 0;
    this.problem = null;
  }

  /** Checks every clip of the open project; those that it has seen before are neither read nor compared again. */
  async check(): Promise<void> {
    this.stop();
    const stopper = new AbortController();
    const examiner = this.#open();
    stopper.signal.addEventListener('abort', () => examiner.close());
    this.#stopper = stopper;
    this.problem = null;
    const { clips, projects, runs } = this.#parts;
    const input = { slug: projects.slug, clips: clips.all, runs: runs.list };
    const show = (progress: CheckProgress): void => {
      if (this.#stopper === stopper) Object.assign(this, progress);
    };
    try {
      const result = await this.#checker.check(examiner, input, show, stopper.signal);
      if (this.#stopper !== stopper) return;
      this.#result = result;
      this.#index = 0;
    } catch (error) {
      if (this.#stopper === stopper) this.problem = errorOf(error);
    } finally {
      if (this.#stopper === stopper) this.stop();
    }
  }

  /** Ends the check under way. What it has seen by then is remembered. */
  stop(): void {
    const stopper = this.#stopper;
    this.#stopper = null;
    this.status = 'idle';
    stopper?.abort();
  }

  /** A clip's frames as pictures; null where it cannot be read. */
  async pictures(clip: ClipInfo): Promise<readonly ImageBitmap[] | null> {
    try {
      for await (const { shape, frames } of readClips(this.#client, this.#parts.projects.slug, [clip])) {
        return await picturesOf(shape, frames);
      }
    } catch {
      // Its place says that it is missing; the reason is told where the clips are listed.
    }
    return null;
  }

  go(to: number): void {
    this.#index = Math.max(0, Math.min(this.flaggedClips.length - 1, to));
  }

  /** Nothing is wrong with the present clip; the project remembers it. */
  async keep(): Promise<void> {
    await this.#dealWith((flagged) => markFine(this.#parts, findingKeyOf(flagged)));
  }

  /** Takes the present clip to the trash, where Undo finds it. */
  async remove(): Promise<void> {
    await this.#dealWith(({ clip }) => this.#parts.clips.remove([clip]));
  }

  /** Moves the present clip to another class, where the same finding no longer counts. */
  async relabel(to: string): Promise<void> {
    if (this.current?.clip.classId === to) return;
    await this.#dealWith(async ({ clip, finding }) => {
      if (!('of' in finding)) this.#settled.add(findingKeyOf({ clip: { ...clip, classId: to }, finding }));
      await this.#parts.clips.relabel([clip], to);
    });
  }

  async #dealWith(work: (flagged: FlaggedClip) => Promise<void>): Promise<void> {
    const { current } = this;
    if (!current) return;
    const findingKey = findingKeyOf(current);
    this.#leaving.add(findingKey);
    await work(current);
    this.#leaving.delete(findingKey);
  }

  undo = (): Promise<void> => this.#step(() => this.#parts.history.undo());
  redo = (): Promise<void> => this.#step(() => this.#parts.history.redo());

  /** Takes a step back or does it again, and shows the clip that is flagged again by it. */
  async #step(take: () => Promise<void>): Promise<void> {
    const before = flaggedKeysOf(this.flaggedClips);
    await take();
    const back = this.flaggedClips.findIndex(({ clip }) => !before.has(clipKey(clip)));
    if (back >= 0) this.#index = back;
  }
}
