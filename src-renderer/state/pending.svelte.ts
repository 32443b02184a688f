import { SvelteSet } from 'svelte/reactivity';
import type { ClipInfo, ClipMeta } from '../../src-main/contract';
import type { CapturedClip } from '../capture/api';
import { saveClip } from './clips-io';
import { errorOf, type Client, type Problem } from './connection';
import type { Strip, Thumbnails } from './thumbnails';

/** A recorded clip on its way to the disk, or one that could not be written. */
export interface PendingClip {
  key: number;
  slug: string;
  classId: string;
  clip: CapturedClip;
  meta: ClipMeta;
  strip: Strip | null;
  /** Null while it is being written. */
  problem: Problem | null;
}

const FRESH_MS = 4_000;

/** Clips between the recorder and the disk. One that cannot be written is kept until it is retried or discarded. */
export class PendingClips {
  list = $state.raw<readonly PendingClip[]>([]);
  /** Ids of the clips that were saved just now. */
  readonly fresh = new SvelteSet<string>();
  #nextKey = 1;
  readonly #client: Client;
  readonly #thumbnails: Thumbnails;
  /** Told of each clip that is on disk. */
  onSaved: ((slug: string, clip: ClipInfo) => void) | null = null;
  /** Told of each clip that could not be written. */
  onFailed: ((problem: Problem) => void) | null = null;

  constructor(client: Client, thumbnails: Thumbnails) {
    this.#client = client;
    this.#thumbnails = thumbnails;
  }

  get unsaved(): number {
    return this.list.filter(({ problem }) => problem !== null).length;
  }

  add(slug: string, classId: string, clip: CapturedClip, meta: ClipMeta): void {
    const key = this.#nextKey++;
    const pending: PendingClip = { key, slug, classId, clip, meta, strip: null, problem: null };
    this.list = [pending, ...this.list];
    void this.#write(pending);
  }

  retry(key: number): void {
    const pending = this.list.find((each) => each.key === key);
    if (!pending) return;
    this.#update(key, { problem: null });
    void this.#write(pending);
  }

  discard(key: number): void {
    this.list = this.list.filter((pending) => pending.key !== key);
  }

  /** Leaves out what belongs to a project that is no longer open. What is being written still reaches the disk. */
  clear(): void {
    this.list = [];
    this.fresh.clear();
  }

  async #write({ key, slug, classId, clip, meta }: PendingClip): Promise<void> {
    const drawing = this.#thumbnails.draw(clip.shape, clip.frames);
    void drawing.then((strip) => this.#update(key, { strip }));
    try {
      const saved = await saveClip(this.#client, slug, classId, clip, meta);
      this.#thumbnails.keep(saved.id, await drawing);
      this.discard(key);
      this.#freshen(saved.id);
      this.onSaved?.(slug, saved);
    } catch (error) {
      const problem = errorOf(error);
      this.#update(key, { problem });
      this.onFailed?.(problem);
    }
  }

  #update(key: number, change: Partial<PendingClip>): void {
    this.list = this.list.map((pending) => (pending.key === key ? { ...pending, ...change } : pending));
  }

  #freshen(id: string): void {
    this.fresh.add(id);
    setTimeout(() => this.fresh.delete(id), FRESH_MS);
  }
}
