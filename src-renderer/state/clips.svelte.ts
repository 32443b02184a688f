import { SvelteSet } from 'svelte/reactivity';
import type { ClipInfo, ClipRef, UnreadableClip } from '../../src-main/contract';
import { count } from '../ui/words';
import { byClass, keyOf, newestFirst, refOf, sessionsOf, without } from './clip-groups';
import type { Client } from './connection';
import type { History } from './history.svelte';
import type { Toasts } from './toasts.svelte';

/** The clips of the open project, newest first, without their pixels. */
export class Clips {
  all = $state.raw<readonly ClipInfo[]>([]);
  unreadable = $state.raw<readonly UnreadableClip[]>([]);
  loading = $state(false);
  /** Keys of the clips that are selected. */
  readonly selected = new SvelteSet<string>();
  readonly #client: Client;
  readonly #toasts: Toasts;
  readonly #history: History;
  #slug = '';
  /** Clips saved since the last listing began, which may have missed them. */
  #arrived: ClipInfo[] = [];

  byClass = $derived(byClass(this.all));
  /** Newest first. */
  sessions = $derived(sessionsOf(this.all));

  constructor(client: Client, toasts: Toasts, history: History) {
    this.#client = client;
    this.#toasts = toasts;
    this.#history = history;
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
    const keys = this.of(classId).map(keyOf);
    const [start, end] = [keys.indexOf(from), keys.indexOf(to)].sort((a, b) => a - b) as [number, number];
    if (start < 0) this.selected.add(to);
    else for (const key of keys.slice(start, end + 1)) this.selected.add(key);
  }

  get selection(): ClipRef[] {
    return this.all.filter((clip) => this.selected.has(keyOf(clip))).map(refOf);
  }

  /** Takes clips to the trash; Undo brings them back. */
  async remove(refs: readonly ClipRef[]): Promise<void> {
    if (refs.length === 0) return;
    const slug = this.#slug;
    let present = refs.map(refOf);
    let trashIds: string[] = [];
    const remove = async (): Promise<void> => {
      ({ trashIds } = await this.#client.clips.remove({ slug, clips: present }));
      this.#without(slug, present);
    };
    const restore = async (): Promise<void> => {
      const clips = await this.#client.clips.restore({ slug, trashIds });
      present = clips.map(refOf);
      this.#with(slug, clips);
    };
    await this.#toasts.attempt(async () => {
      await remove();
      this.#history.did({ label: `Deleted ${count(refs.length, 'clip')}`, undo: restore, redo: remove });
    });
  }

  /** Moves clips to another class; Undo moves each back to its own. */
  async relabel(refs: readonly ClipRef[], to: string, name: string): Promise<void> {
    const slug = this.#slug;
    let origins = [...byClass(refs.filter(({ classId }) => classId !== to).map(refOf))];
    const total = origins.flatMap(([, clips]) => clips).length;
    if (total === 0) return;
    let moved: typeof origins = [];
    const forth = async (): Promise<void> => {
      moved = [];
      for (const [from, clips] of origins) moved.push([from, await this.#move(slug, clips, to)]);
    };
    const back = async (): Promise<void> => {
      origins = [];
      for (const [from, clips] of moved) origins.push([from, await this.#move(slug, clips, from)]);
    };
    await this.#toasts.attempt(async () => {
      await forth();
      this.#history.did({ label: `Moved ${count(total, 'clip')} to ${name}`, undo: back, redo: forth });
    });
  }

  async #move(slug: string, clips: readonly ClipRef[], to: string): Promise<ClipRef[]> {
    const infos = await this.#client.clips.relabel({ slug, clips: [...clips], to });
    this.#without(slug, clips);
    this.#with(slug, infos);
    return infos.map(refOf);
  }

  #without(slug: string, refs: readonly ClipRef[]): void {
    if (slug !== this.#slug) return;
    this.all = without(this.all, refs);
    for (const ref of refs) this.selected.delete(keyOf(ref));
  }

  #with(slug: string, clips: readonly ClipInfo[]): void {
    if (slug === this.#slug) this.#replace([...this.all, ...clips]);
  }

  #replace(clips: readonly ClipInfo[]): void {
    this.all = newestFirst(clips);
    const gone = [...this.selected].filter((key) => !clips.some((clip) => keyOf(clip) === key));
    for (const key of gone) this.selected.delete(key);
  }
}
