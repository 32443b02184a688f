import { SvelteSet } from 'svelte/reactivity';
import type { ClipInfo } from '../../../src-main/contract';
import { count } from '../../../src-main/shared/words';
import { byId } from '../../learning/clip-groups';
import type { Clips } from '../clips/clips.svelte';

export type ReviewState = 'open' | 'kept' | 'discarded';

/** The clips of the last burst, to be kept or discarded one by one. They are on disk; discarding takes one to the trash. */
export class Review {
  #shown = $state.raw<readonly ClipInfo[]>([]);
  /** Which clip the keys speak of. */
  index = $state(0);
  /** For screen readers. */
  announcement = $state('');
  readonly #kept = new SvelteSet<string>();
  readonly #clips: Pick<Clips, 'all' | 'remove'>;

  items = $derived.by((): readonly { clip: ClipInfo; state: ReviewState }[] => {
    if (this.#shown.length === 0) return [];
    const present = byId(this.#clips.all);
    return this.#shown.map((clip) => ({
      // It may have been moved to another class meanwhile.
      clip: present.get(clip.id) ?? clip,
      state: !present.has(clip.id) ? 'discarded' : this.#kept.has(clip.id) ? 'kept' : 'open',
    }));
  });
  open = $derived(this.items.length > 0);
  current = $derived(this.items[this.index] ?? null);

  constructor(clips: Pick<Clips, 'all' | 'remove'>) {
    this.#clips = clips;
  }

  show(clips: readonly ClipInfo[]): void {
    this.#shown = clips;
    this.#kept.clear();
    this.index = 0;
  }

  /** Keeps the present clip and goes to the next one. */
  keep(): void {
    if (!this.current) return;
    if (this.current.state === 'open') this.#kept.add(this.current.clip.id);
    this.#next(`Clip ${this.index + 1} kept.`);
  }

  /** Takes the present clip to the trash, where Undo finds it, and goes to the next one. */
  async discard(): Promise<void> {
    const { current, index } = this;
    if (!current || current.state === 'discarded') return;
    await this.#clips.remove([current.clip]);
    if (this.items[index]?.state !== 'discarded') return;
    this.#kept.delete(current.clip.id);
    if (this.index === index) this.#next(`Clip ${index + 1} discarded.`);
  }

  move(by: -1 | 1): void {
    this.index = Math.max(0, Math.min(this.items.length - 1, this.index + by));
  }

  /** Keeps whatever has not been discarded. */
  close(): void {
    if (!this.open) return;
    const discarded = this.items.filter(({ state }) => state === 'discarded').length;
    this.announcement = `${count(this.items.length - discarded, 'clip')} kept, ${discarded} discarded.`;
    this.#shown = [];
  }

  #next(said: string): void {
    this.announcement = said;
    const after = this.items.findIndex(({ state }, index) => index > this.index && state === 'open');
    const next = after >= 0 ? after : this.items.findIndex(({ state }) => state === 'open');
    if (next >= 0) this.index = next;
    else this.close();
  }
}
