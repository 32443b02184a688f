import type { Stretch } from '../../../src-main/contract';
import { MAX_NAME, MAX_SOURCE } from '../../../src-main/shared/limits';
import type { History } from '../../base/history.svelte';
import type { Toasts } from '../../base/toasts.svelte';
import { openFootage } from '../../capture/footage';
import { errorOf, type Client } from '../../rpc/connection';
import { fetchStretch } from '../../rpc/stretch-video';
import { sendFile } from '../../rpc/transfer';
import { markedOf, marksOf, within, type Mark, type Marked } from './marks';

/** What a video is taken in as. */
interface Taken {
  readonly name: string;
  readonly source: string;
  readonly marks?: readonly Mark[];
}

/** A stretch goes to the trash, and comes back. */
interface Deletion {
  readonly remove: () => Promise<void>;
  readonly restore: () => Promise<void>;
}

/** The stretches of the open project: videos of everyday use, and what was done in them. */
export class Stretches {
  /** Oldest first. */
  all = $state.raw<readonly Stretch[]>([]);
  unreadable = $state.raw<readonly { file: string; reason: string }[]>([]);
  selectedId = $state<string | null>(null);
  selected = $derived(this.all.find(({ id }) => id === this.selectedId) ?? null);
  /** Whether they were listed. */
  loaded = $state(false);
  /** The video that is being taken in, and how much of it is (0 … 1). */
  adding = $state.raw<{ name: string; share: number } | null>(null);
  /** Why the last video was not taken in. */
  problem = $state<string | null>(null);
  #slug = '';
  #video: { id: string; bytes: Promise<Blob> } | null = null;
  readonly #client: Client;
  readonly #toasts: Toasts;
  readonly #history: History;

  constructor(client: Client, toasts: Toasts, history: History) {
    this.#client = client;
    this.#toasts = toasts;
    this.#history = history;
  }

  /** Another project is opened. */
  clear(): void {
    this.#slug = '';
    this.#video = null;
    this.all = [];
    this.unreadable = [];
    this.selectedId = null;
    this.loaded = false;
    this.problem = null;
  }

  /** Lists them; the chosen one stays chosen where it is still there, else it is the newest. */
  async load(slug: string): Promise<void> {
    if (slug !== this.#slug) this.clear();
    this.#slug = slug;
    const listed = await this.#toasts.attempt(() => this.#client.stretches.list({ slug }));
    if (!listed || slug !== this.#slug) return;
    this.#show(listed.stretches);
    this.unreadable = listed.unreadable;
    this.loaded = true;
  }

  select(id: string): void {
    this.selectedId = id;
  }

  /** Takes in a video. Answers false where it could not be, which {@link problem} says. */
  async add(slug: string, video: Blob, taken: Taken): Promise<boolean> {
    this.problem = null;
    try {
      await this.#take(slug, video, taken);
      return true;
    } catch (error) {
      this.problem = `“${taken.source}” was not added: ${errorOf(error).message}`;
      return false;
    }
  }

  /** What was recorded is not kept; it is held for as long as Undo can take it in after all. */
  async discard(slug: string, video: Blob, taken: Taken): Promise<void> {
    await this.#history.alone(() => {
      if (slug !== this.#slug) return Promise.resolve();
      let deletion: Deletion | null = null;
      this.#history.did({
        label: `Discarded ${taken.name}`,
        undo: async () => {
          if (deletion) return deletion.restore();
          deletion = this.#deletion(slug, await this.#take(slug, video, taken));
        },
        redo: async () => deletion?.remove(),
      });
      return Promise.resolve();
    });
  }

  async #take(slug: string, video: Blob, { name, source, marks = [] }: Taken): Promise<Stretch> {
    this.adding = { name: source, share: 0 };
    try {
      const footage = await openFootage(video);
      const { seconds } = footage;
      footage.close();
      const crossed = (share: number): void => void (this.adding = { name: source, share });
      const transfer = await sendFile(this.#client, video, crossed, new AbortController().signal);
      const stretch = {
        name: name.trim().slice(0, MAX_NAME) || 'Stretch',
        source: source.slice(0, MAX_SOURCE),
        seconds,
        ...markedOf(marks.map((mark) => within(mark, seconds))),
      };
      const added = await this.#client.stretches.add({ slug, transfer, stretch });
      if (slug === this.#slug) {
        this.#show([...this.all, added]);
        this.selectedId = added.id;
      }
      return added;
    } finally {
      this.adding = null;
    }
  }

  /** The video of a stretch. The last one that was asked for is kept. */
  async video(stretch: Stretch): Promise<Blob> {
    if (this.#video?.id === stretch.id) return this.#video.bytes;
    const { signal } = new AbortController();
    const bytes = fetchStretch(this.#client, this.#slug, stretch, () => undefined, signal);
    this.#video = { id: stretch.id, bytes };
    bytes.catch(() => (this.#video = null));
    return bytes;
  }

  /** Undo gives the stretch its name back. Answers false where it was refused (and said so). */
  async rename(id: string, name: string): Promise<boolean> {
    const slug = this.#slug;
    const rename = async (to: string): Promise<string> => {
      const changed = await this.#client.stretches.change({ slug, id, change: { name: to } });
      this.#replace(changed);
      return changed.name;
    };
    let renamed = false;
    await this.#history.alone(async () => {
      const before = this.all.find((each) => each.id === id)?.name ?? name;
      const after = await rename(name);
      renamed = true;
      if (after === before || slug !== this.#slug) return;
      this.#history.did({
        label: `Renamed stretch ${before} to ${after}`,
        undo: async () => void (await rename(before)),
        redo: async () => void (await rename(after)),
        lapses: true,
      });
    });
    return renamed;
  }

  /** Whether models may learn from it. */
  async letLearn(id: string, learn: boolean): Promise<void> {
    const slug = this.#slug;
    const changed = await this.#toasts.attempt(() =>
      this.#client.stretches.change({ slug, id, change: { learn } }),
    );
    if (changed) this.#replace(changed);
  }

  /** Changes what was done in a stretch, as a step that Undo takes back. */
  async mark(id: string, label: string, change: (marks: Mark[]) => readonly Mark[]): Promise<void> {
    const slug = this.#slug;
    const put = async (marked: Marked): Promise<void> => {
      const before = this.all.find((each) => each.id === id);
      if (!before) return;
      // Shown at once, and taken back where it cannot be kept.
      this.#replace({ ...before, ...marked });
      try {
        this.#replace(await this.#client.stretches.change({ slug, id, change: marked }));
      } catch (error) {
        this.#replace(before);
        throw error;
      }
    };
    await this.#history.alone(async () => {
      const before = this.all.find((each) => each.id === id);
      if (!before) return;
      const { events, unknown } = before;
      const after = markedOf(change(marksOf(before)));
      await put(after);
      this.#history.did({ label, undo: () => put({ events, unknown }), redo: () => put(after) });
    });
  }

  /** Takes a stretch to the trash; Undo brings it back. */
  async remove(stretch: Stretch): Promise<void> {
    const { remove, restore } = this.#deletion(this.#slug, stretch);
    await this.#history.alone(async () => {
      await remove();
      this.#history.did({ label: `Deleted stretch ${stretch.name}`, undo: restore, redo: remove });
    });
  }

  #deletion(slug: string, { id }: Stretch): Deletion {
    let trashId = '';
    return {
      remove: async () => {
        ({ trashId } = await this.#client.stretches.remove({ slug, id }));
        if (slug === this.#slug) await this.load(slug);
      },
      restore: async () => {
        await this.#client.stretches.restore({ slug, trashId });
        if (slug !== this.#slug) return;
        await this.load(slug);
        this.selectedId = id;
      },
    };
  }

  #show(all: readonly Stretch[]): void {
    this.all = all;
    if (!all.some(({ id }) => id === this.selectedId)) this.selectedId = all.at(-1)?.id ?? null;
  }

  #replace(stretch: Stretch): void {
    this.all = this.all.map((each) => (each.id === stretch.id ? stretch : each));
  }
}
