import { SvelteSet } from 'svelte/reactivity';
import type { ClipInfo, ClipMeta } from '../../../src-main/contract';
import type { CapturedClip } from '../../capture/api';
import { saveClip } from '../../rpc/clips-io';
import { errorOf, type Client, type Problem } from '../../rpc/connection';
import type { Strip, Thumbnails } from './thumbnails';

/** A recorded clip on its way to the disk, or one that could not be written. */
export interface PendingClip {
  key: number;
  slug: string;
  classId: string;
  clip: CapturedClip;
  /** The same with what surrounds it, which it may still wait for. */
  whole: Promise<CapturedClip>;
  meta: ClipMeta;
  strip: Strip | null;
  /** Null while it is being written. */
  problem: Problem | null;
}

const FRESH_MS = 4_000;

/** Clips between the recorder and the disk. One that cannot be written is kept until it is retried or discarded. */
export class PendingClips {
  #all = $state.raw<readonly PendingClip[]>([]);
  #slug = $state('');
  /** Those of the open project. */
  list = $derived<readonly PendingClip[]>(this.#all.filter(({ slug }) => slug === this.#slug));
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

  /** Whether there are any, of whatever project. */
  get any(): boolean {
    return this.#all.length > 0;
  }

  get unsaved(): number {
    return this.list.filter(({ problem }) => problem !== null).length;
  }

  /** Whether a clip of one of these classes could not be written. */
  hasUnsavedOf(classes: readonly { id: string }[]): boolean {
    return this.list.some(({ problem, classId }) => problem && classes.some(({ id }) => id === classId));
  }

  /** Turns to another project. Clips of others are kept, and shown once their project is open again. */
  open(slug: string): void {
    this.#slug = slug;
    this.fresh.clear();
  }

  /**
   * Writes a clip. Answers it once it is on disk; null where it could not be written (and is kept here).
   * @param whole the same with what surrounds it, waited for before it is written
   */
  add(
    slug: string,
    classId: string,
    clip: CapturedClip,
    meta: ClipMeta,
    whole = Promise.resolve(clip),
  ): Promise<ClipInfo | null> {
    const key = this.#nextKey++;
    const pending: PendingClip = { key, slug, classId, clip, whole, meta, strip: null, problem: null };
    this.#slug = slug;
    this.#all = [pending, ...this.#all];
    return this.#write(pending);
  }

  /** Writes one again that could not be written; answers as {@link add} does. */
  retry(key: number): Promise<ClipInfo | null> {
    const pending = this.#all.find((each) => each.key === key);
    if (!pending) return Promise.resolve(null);
    this.#update(key, { problem: null });
    return this.#write(pending);
  }

  discard(key: number): void {
    this.#all = this.#all.filter((pending) => pending.key !== key);
  }

  async #write({ key, slug, classId, clip, whole, meta }: PendingClip): Promise<ClipInfo | null> {
    // A picture that cannot be drawn costs no clip: the thumbnail is read from the disk later.
    const drawing = this.#thumbnails.draw(clip.shape, clip.frames).catch(() => null);
    void drawing.then((strip) => this.#update(key, { strip }));
    try {
      const saved = await saveClip(this.#client, slug, classId, await whole, meta);
      const strip = await drawing;
      if (strip) this.#thumbnails.keep(saved.id, strip);
      this.discard(key);
      this.#freshen(saved.id);
      this.onSaved?.(slug, saved);
      return saved;
    } catch (error) {
      const problem = errorOf(error);
      this.#update(key, { problem });
      this.onFailed?.(problem);
      return null;
    }
  }

  #update(key: number, change: Partial<PendingClip>): void {
    this.#all = this.#all.map((pending) => (pending.key === key ? { ...pending, ...change } : pending));
  }

  #freshen(id: string): void {
    this.fresh.add(id);
    setTimeout(() => this.fresh.delete(id), FRESH_MS);
  }
}
