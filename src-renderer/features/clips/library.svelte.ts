import type { ClipInfo } from '../../../src-main/contract';
import { clipKey } from '../../../src-main/shared/clip-key';
import { placesOf, sessionsOf, sourcesOf } from '../../learning/clip-groups';
import type { Clips } from './clips.svelte';

/** What the library shows; null: whatever it is. */
export interface LibraryFilter {
  classId: string | null;
  session: string | null;
  source: string | null;
  /** True: only what Check clips has found something about. */
  flagged: true | null;
}

const EVERYTHING: LibraryFilter = { classId: null, session: null, source: null, flagged: null };

/** All clips of the open project in one grid: which are shown, and where the keyboard is among them. */
export class Library {
  open = $state(false);
  filter = $state.raw<LibraryFilter>(EVERYTHING);
  /** The clip that the keyboard is on, and where it stood; once it is gone, the keyboard is on what stands there. */
  #cursor = $state.raw<{ key: string; place: number } | null>(null);
  /** The clip from which Shift selects. */
  #anchor: string | null = null;
  readonly #clips: Clips;
  readonly #flagged: () => ReadonlySet<string>;

  shown = $derived.by(() => {
    const flagged = this.filter.flagged ? this.#flagged() : null;
    return this.#clips.all.filter(
      (clip) => fits(clip, this.filter) && (flagged === null || flagged.has(clipKey(clip))),
    );
  });
  #places = $derived(placesOf(this.shown));
  sessions = $derived.by(() => sessionsOf(this.#clips.all).map(({ name }) => name));
  sources = $derived.by(() => sourcesOf(this.#clips.all));
  filtered = $derived(Object.values(this.filter).some((value) => value !== null));
  /** The place of the clip that the keyboard is on; -1 where it is on none. */
  index = $derived.by(() => {
    if (!this.#cursor) return -1;
    const { key, place } = this.#cursor;
    return this.#places.get(key) ?? Math.min(place, this.shown.length - 1);
  });

  /** @param flagged keys of the clips with a finding */
  constructor(clips: Clips, flagged: () => ReadonlySet<string>) {
    this.#clips = clips;
    this.#flagged = flagged;
  }

  /** How many clips have a finding. */
  get flaggedCount(): number {
    return this.#flagged().size;
  }

  /** Shows all clips, or those of one class. */
  show(classId: string | null = null): void {
    this.filter = { ...EVERYTHING, classId };
    this.#cursor = null;
    this.#anchor = null;
    this.#clips.selected.clear();
    this.open = true;
  }

  close(): void {
    this.open = false;
    this.#clips.selected.clear();
  }

  /** Clips that are no longer shown are no longer selected either, so that nothing out of sight is moved or deleted. */
  narrow(change: Partial<LibraryFilter>): void {
    this.filter = { ...this.filter, ...change };
    const { selected } = this.#clips;
    for (const key of [...selected]) if (!this.#places.has(key)) selected.delete(key);
  }

  showAll(): void {
    this.filter = EVERYTHING;
  }

  /** A click or Space on a clip; `range`: everything from the last one on. */
  pick(key: string, range = false): void {
    const { selected } = this.#clips;
    if (range && this.#anchor !== null) this.#selectBetween(this.#anchor, key);
    else if (selected.has(key)) selected.delete(key);
    else selected.add(key);
    if (!range) this.#anchor = key;
    this.#cursor = { key, place: this.#places.get(key) ?? 0 };
  }

  /** Takes the keyboard to a place, as near as there is one; with `range`, everything on the way is selected. */
  moveTo(index: number, range = false): void {
    const before = this.shown[this.index];
    const place = Math.max(0, Math.min(this.shown.length - 1, index));
    const clip = this.shown[place];
    if (!clip) return;
    const key = clipKey(clip);
    this.#cursor = { key, place };
    if (!range) return;
    this.#anchor ??= before ? clipKey(before) : key;
    this.#selectBetween(this.#anchor, key);
  }

  selectAll(): void {
    for (const clip of this.shown) this.#clips.selected.add(clipKey(clip));
  }

  /** The selected clips; where none is, the one that the keyboard is on. */
  get targets(): readonly ClipInfo[] {
    const { selected } = this.#clips;
    if (selected.size > 0) return this.shown.filter((clip) => selected.has(clipKey(clip)));
    const clip = this.shown[this.index];
    return clip ? [clip] : [];
  }

  #selectBetween(from: string, to: string): void {
    const [start = 0, end = -1] = [this.#places.get(from) ?? 0, this.#places.get(to) ?? 0].sort(
      (a, b) => a - b,
    );
    for (const clip of this.shown.slice(start, end + 1)) this.#clips.selected.add(clipKey(clip));
  }
}

const fits = ({ classId, meta }: ClipInfo, filter: LibraryFilter): boolean =>
  (filter.classId === null || classId === filter.classId) &&
  (filter.session === null || meta.session === filter.session) &&
  (filter.source === null || meta.source === filter.source);
