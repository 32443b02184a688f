import { SvelteSet } from 'svelte/reactivity';
import type { ClipInfo, ClipRef, StepSummary, UnreadableClip } from '../../../src-main/contract';
import { MAX_CLIPS_IN_STEP } from '../../../src-main/shared/limits';
import { count } from '../../../src-main/shared/words';
import { clipKey } from '../../../src-main/shared/clip-key';
import { byClass, newestFirst, placesOf, refOf, sessionsOf, without } from '../../learning/clip-groups';
import type { Client } from '../../rpc/connection';
import type { History, Step, Telling } from '../../base/history.svelte';

/** What things are called now, by their ids. */
export interface Names {
  classOf: (classId: string) => string;
  projectOf: (slug: string) => string;
}

/** The clips of the open project, newest first, without their pixels. */
export class Clips {
  all = $state.raw<readonly ClipInfo[]>([]);
  unreadable = $state.raw<readonly UnreadableClip[]>([]);
  loading = $state(false);
  /** Keys of the clips that are selected. */
  readonly selected = new SvelteSet<string>();
  readonly #client: Client;
  readonly #history: History;
  #slug = '';
  readonly #names: Names;
  /** Clips saved since the last listing began, which may have missed them. */
  #arrived: ClipInfo[] = [];

  byClass = $derived(byClass(this.all));
  /** Newest first. */
  sessions = $derived(sessionsOf(this.all));

  constructor(client: Client, history: History, names: Names) {
    this.#client = client;
    this.#history = history;
    this.#names = names;
  }

  of(classId: string): readonly ClipInfo[] {
    return this.byClass.get(classId) ?? [];
  }

  clear(): void {
    this.#slug = '';
    this.all = [];
    this.unreadable = [];
    this.selected.clear();
  }

  async load(slug: string): Promise<void> {
    if (slug !== this.#slug) this.clear();
    this.#slug = slug;
    this.loading = true;
    this.#arrived = [];
    try {
      const { clips, unreadable } = await this.#client.clips.list({ slug });
      if (this.#slug !== slug) return;
      const arrived = this.all.filter((clip) => this.#arrived.includes(clip));
      this.#replace([...clips, ...without(arrived, clips)]);
      this.unreadable = unreadable;
    } finally {
      if (this.#slug === slug) this.loading = false;
    }
  }

  /** Takes in a clip that has just been saved. */
  saved(slug: string, clip: ClipInfo): void {
    if (slug !== this.#slug) return;
    this.#arrived.push(clip);
    // A listing that was under way may have found it already.
    this.all = [clip, ...without(this.all, [clip])];
  }

  /** Selects a clip, or no longer. With `only`, no other stays selected. */
  toggle(key: string, only = false): void {
    const wasSelected = this.selected.has(key);
    if (only) this.selected.clear();
    if (wasSelected && !only) this.selected.delete(key);
    else this.selected.add(key);
  }

  /** Selects what stands between two clips of one class, both included. */
  selectRange(classId: string, from: string, to: string): void {
    const keys = this.of(classId).map(clipKey);
    const [start, end] = [keys.indexOf(from), keys.indexOf(to)].sort((a, b) => a - b) as [number, number];
    if (start < 0) this.selected.add(to);
    else for (const key of keys.slice(start, end + 1)) this.selected.add(key);
  }

  get selection(): ClipRef[] {
    return this.all.filter((clip) => this.selected.has(clipKey(clip))).map(refOf);
  }

  /** Takes clips to the trash; Undo brings them back, also after a restart. */
  async remove(refs: readonly ClipRef[]): Promise<void> {
    if (refs.length === 0) return;
    const slug = this.#slug;
    await this.#step(slug, async () => {
      await this.#client.clips.remove({ slug, clips: refs.map(refOf) });
      this.#without(slug, refs);
    });
  }

  /** Moves clips to another class; Undo moves each back to its own, also after a restart. */
  async relabel(refs: readonly ClipRef[], to: string): Promise<void> {
    const slug = this.#slug;
    const clips = refs.filter(({ classId }) => classId !== to).map(refOf);
    if (clips.length === 0) return;
    await this.#step(slug, async () => {
      const infos = await this.#client.clips.relabel({ slug, clips, to });
      this.#without(slug, clips);
      this.#with(slug, infos);
    });
  }

  /** Moves clips to another project; Undo takes them back, also after a restart. */
  async moveToProject(refs: readonly ClipRef[], to: string): Promise<void> {
    if (refs.length === 0) return;
    const slug = this.#slug;
    await this.#step(slug, async () => {
      await this.#client.clips.moveToProject({ slug, clips: refs.map(refOf), to });
      this.#without(slug, refs);
    });
  }

  /** Puts some frames of a clip in the place of the whole; Undo changes them back, also after a restart. */
  async trim(clip: ClipRef, from: number, frames: number): Promise<void> {
    const slug = this.#slug;
    await this.#step(slug, async () => {
      const part = await this.#client.clips.trim({ slug, clip: refOf(clip), from, frames });
      this.#without(slug, [clip]);
      this.#with(slug, [part]);
    });
  }

  /** Remembers clips that were brought in together, so that one Undo takes them all to the trash. */
  async cameIn(slug: string, refs: readonly ClipRef[]): Promise<void> {
    if (refs.length === 0 || slug !== this.#slug) return;
    await this.#history.alone(async () => {
      for (const clips of inSteps(refs)) {
        await this.#client.history.added({ slug, clips });
        await this.#did(slug);
      }
    });
  }

  /**
   * Remembers clips of one class that are being saved, so that one Undo takes them all to the trash. What is asked for
   * meanwhile waits for them; those that cannot be saved are no part of it.
   */
  async recorded(
    slug: string,
    saving: readonly Promise<ClipInfo | null>[],
    how: Telling = { quietly: true },
  ): Promise<void> {
    await this.#history.alone(async () => {
      const saved = (await Promise.all(saving)).filter((clip) => clip !== null);
      for (const clips of inSteps(saved)) {
        await this.#client.history.added({ slug, clips, kind: 'record' });
        await this.#did(slug, how);
      }
    });
  }

  /** Remembers what was done to the clips of the open project, as far as it can be taken back or done again. */
  async loadHistory(): Promise<void> {
    const slug = this.#slug;
    const { done, undone } = await this.#client.history.state({ slug });
    if (slug !== this.#slug) return;
    const steps = (summaries: readonly StepSummary[]): Step[] =>
      summaries.map((summary) => this.#stepOf(slug, summary));
    this.#history.reset(steps(done), steps(undone));
  }

  /** Takes in what was done to the clips, here or elsewhere; what is known already changes nothing. */
  follow(slug: string, { gone, came }: { gone: readonly ClipRef[]; came: readonly ClipInfo[] }): void {
    const there = placesOf(this.all);
    const lost = gone.filter((ref) => there.has(clipKey(ref)));
    const fresh = came.filter((clip) => !there.has(clipKey(clip)));
    if (lost.length > 0) this.#without(slug, lost);
    if (fresh.length > 0) this.#with(slug, fresh);
  }

  /** Takes in what another window has done or taken back, once the steps of this one have ended. */
  async followHistory(slug: string): Promise<void> {
    await this.#history.alone(async () => {
      const { done } = await this.#client.history.state({ slug });
      if (slug === this.#slug && !this.#history.agrees(done)) await this.loadHistory();
    });
  }

  /** Does something that is a step of the project’s history, and offers to take it back. */
  #step(slug: string, work: () => Promise<void>): Promise<void> {
    return this.#history.alone(async () => {
      await work();
      await this.#did(slug);
    });
  }

  /** Takes in the step that has just been written down. */
  async #did(slug: string, how?: Telling): Promise<void> {
    const step = (await this.#client.history.state({ slug })).done.at(-1);
    if (step && slug === this.#slug) this.#history.did(this.#stepOf(slug, step), how);
  }

  #stepOf(slug: string, step: StepSummary): Step {
    const take = async (direction: 'undo' | 'redo'): Promise<void> => {
      try {
        const { gone, came } = await this.#client.history[direction]({ slug, step: step.id });
        this.#without(slug, gone);
        this.#with(slug, came);
      } catch (error) {
        await this.#catchUp(slug, step.id, direction);
        throw error;
      }
    };
    return { id: step.id, label: this.#words(step), undo: () => take('undo'), redo: () => take('redo') };
  }

  /** Where a step was refused since another window has done something else, shows what there is now. */
  async #catchUp(slug: string, id: string, direction: 'undo' | 'redo'): Promise<void> {
    const { done, undone } = await this.#client.history.state({ slug });
    if (slug !== this.#slug || (direction === 'undo' ? done : undone).at(-1)?.id === id) return;
    await this.load(slug);
    await this.loadHistory();
  }

  #words({ kind, clips, to }: StepSummary): string {
    const what = count(clips, 'clip');
    if (kind === 'relabel') return `Moved ${what} to ${this.#names.classOf(to ?? '')}`;
    if (kind === 'move') return `Moved ${what} to the project ${this.#names.projectOf(to ?? '')}`;
    if (kind === 'trim') return `Trimmed ${what}`;
    if (kind === 'add') return `Added ${what}`;
    if (kind === 'record') return `Recorded ${what} of ${this.#names.classOf(to ?? '')}`;
    return kind === 'remove' ? `Deleted ${what}` : `Restored ${what}`;
  }

  #without(slug: string, refs: readonly ClipRef[]): void {
    if (slug !== this.#slug) return;
    this.all = without(this.all, refs);
    for (const ref of refs) this.selected.delete(clipKey(ref));
  }

  #with(slug: string, clips: readonly ClipInfo[]): void {
    if (slug === this.#slug) this.#replace([...without(this.all, clips), ...clips]);
  }

  #replace(clips: readonly ClipInfo[]): void {
    this.all = newestFirst(clips);
    const there = placesOf(clips);
    for (const key of [...this.selected]) if (!there.has(key)) this.selected.delete(key);
  }
}

/** Clips by as many as one step may have. */
function inSteps(refs: readonly ClipRef[]): ClipRef[][] {
  const steps: ClipRef[][] = [];
  for (let start = 0; start < refs.length; start += MAX_CLIPS_IN_STEP)
    steps.push(refs.slice(start, start + MAX_CLIPS_IN_STEP).map(refOf));
  return steps;
}
