import type { GestureClass, Stretch } from '../../../src-main/contract';
import { VideoPlayer } from '../../base/video-player.svelte';
import { LEAST_SECONDS, marksOf, movedBy, sameMark, within, type Mark } from './marks';
import type { Stretches } from './stretches.svelte';

/** A key or button that is held to mark. */
interface Held {
  /** What is held, e.g. a key's code. */
  readonly by: string;
  readonly kind: string | null;
  readonly start: number;
}

/** What marking needs of the rest. */
export interface MarkingParts {
  projects: { readonly classes: readonly GestureClass[] };
  stretches: Pick<Stretches, 'selected' | 'mark' | 'video'>;
}

/** Marks what was done in the chosen stretch: by keys while it plays, and on its timeline. */
export class Marking {
  readonly player = new VideoPlayer();
  /** What is held, each with when it began. */
  held = $state.raw<readonly Held[]>([]);
  /** What was done last, for screen readers. */
  said = $state('');
  #chosen = $state.raw<{ kind: string | null } | null>(null);
  #selected = $state.raw<Mark | null>(null);
  #openId = $state<string | null>(null);
  readonly #parts: MarkingParts;

  constructor(parts: MarkingParts) {
    this.#parts = parts;
  }

  marks = $derived.by((): Mark[] => {
    const { selected } = this.#parts.stretches;
    return selected ? marksOf(selected) : [];
  });
  /** The mark that keys and the list of classes change. */
  selected = $derived(this.marks.find((mark) => this.#selected && sameMark(mark, this.#selected)) ?? null);
  /** Id of the class that the next mark is of; null: a movement that is no class. */
  kind = $derived.by((): string | null => {
    const { classes } = this.#parts.projects;
    const wanted = this.#chosen;
    if (wanted && (wanted.kind === null || classes.some(({ id }) => id === wanted.kind))) return wanted.kind;
    return classes[0]?.id ?? null;
  });
  /** All that can be marked, and the key of each; empty: it has none. */
  kinds = $derived.by((): { kind: string | null; key: string }[] => [
    ...this.#parts.projects.classes.map(({ id, key }) => ({ kind: id, key: key ?? '' })),
    { kind: null, key: 'O' },
  ]);
  seconds = $derived.by(() => this.#parts.stretches.selected?.seconds ?? 0);
  /** The time that is shown, from the beginning of the video. */
  time = $derived(Math.max(0, this.player.time - this.player.whole.from));

  /** Whether there is a video to mark in. */
  get ready(): boolean {
    return this.#openId !== null && this.#openId === this.#parts.stretches.selected?.id;
  }

  /** Shows a stretch's video. */
  async open(stretch: Stretch): Promise<void> {
    this.close();
    this.#openId = stretch.id;
    try {
      const bytes = await this.#parts.stretches.video(stretch);
      if (this.#openId === stretch.id) await this.player.open(bytes);
    } catch (error) {
      if (this.#openId !== stretch.id) return;
      this.player.problem = error instanceof Error ? error.message : String(error);
    }
  }

  close(): void {
    this.#openId = null;
    this.held = [];
    this.#selected = null;
    this.player.close();
  }

  nameOf(kind: string | null): string {
    if (kind === null) return 'Other movement';
    return this.#parts.projects.classes.find(({ id }) => id === kind)?.name ?? 'A deleted class';
  }

  colourOf(kind: string | null): string {
    return this.#parts.projects.classes.find(({ id }) => id === kind)?.colour ?? 'var(--line-strong)';
  }

  seek(time: number): void {
    this.player.seek(this.player.whole.from + time);
  }

  /** Chooses what the next mark is of; a mark that is selected becomes one of it. */
  choose(kind: string | null): void {
    this.#chosen = { kind };
    const { selected } = this;
    if (selected && selected.kind !== kind) void this.change(selected, { ...selected, kind });
  }

  select(mark: Mark | null): void {
    this.#selected = mark;
  }

  /** Something begins where the video is; it plays from there where it stands still. */
  press(by: string, kind: string | null): void {
    if (!this.ready || this.held.some((each) => each.by === by)) return;
    this.held = [...this.held, { by, kind, start: this.time }];
    this.said = `${this.nameOf(kind)} begins at ${this.time.toFixed(1)} seconds.`;
    if (!this.player.playing) void this.player.play();
  }

  /** It is over. */
  release(by: string): void {
    const own = this.held.find((each) => each.by === by);
    if (!own) return;
    this.held = this.held.filter((each) => each !== own);
    if (this.time - own.start >= LEAST_SECONDS) this.add({ ...own, end: this.time });
  }

  releaseAll(): void {
    for (const { by } of this.held) this.release(by);
  }

  add({ kind, start, end }: Mark): void {
    const { selected } = this.#parts.stretches;
    if (!selected) return;
    const mark = within({ kind, start, end }, selected.seconds);
    void this.#edit(`Marked ${this.nameOf(kind)}`, (marks) => [...marks, mark], mark);
  }

  /** Marks a second from where the video is. */
  addHere(): void {
    this.add({ kind: this.kind, start: this.time, end: this.time + 1 });
  }

  change(mark: Mark, to: Mark): Promise<void> {
    const changed = within(to, this.seconds);
    if (sameMark(mark, changed)) return Promise.resolve();
    const replaced = (marks: Mark[]): Mark[] => marks.map((each) => (sameMark(each, mark) ? changed : each));
    return this.#edit(`Changed a mark of ${this.nameOf(changed.kind)}`, replaced, changed);
  }

  /** Moves the selected mark, or one of its ends, by so many seconds. */
  nudge(what: 'start' | 'end' | 'both', by: number): void {
    const { selected, seconds } = this;
    if (!selected) return;
    const to =
      what === 'both' ? movedBy(selected, by, seconds) : { ...selected, [what]: selected[what] + by };
    if (to.end - to.start >= LEAST_SECONDS) void this.change(selected, to);
  }

  removeSelected(): void {
    const { selected } = this;
    if (!selected) return;
    const others = (marks: Mark[]): Mark[] => marks.filter((each) => !sameMark(each, selected));
    void this.#edit(`Deleted a mark of ${this.nameOf(selected.kind)}`, others, null);
  }

  #edit(label: string, change: (marks: Mark[]) => readonly Mark[], selected: Mark | null): Promise<void> {
    const { stretches } = this.#parts;
    if (!stretches.selected) return Promise.resolve();
    this.#selected = selected;
    this.said = selected
      ? `${label}, ${selected.start.toFixed(1)} to ${selected.end.toFixed(1)} seconds.`
      : `${label}.`;
    return stretches.mark(stretches.selected.id, label, change);
  }
}
