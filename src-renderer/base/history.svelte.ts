import type { ErrorCode } from '../../src-main/shared/error-codes';
import { errorOf } from '../rpc/connection';
import type { Toasts } from './toasts.svelte';

/** Something a person did that can be taken back and done again. */
export interface Step {
  /** Set where the project remembers it, so that other windows can take it back too. */
  id?: string;
  /** What was done, e.g. `Deleted 3 clips`. */
  label: string;
  undo: () => Promise<void>;
  redo: () => Promise<void>;
  /** Set where it is as easily done by hand: once something else stands in its way, those before it do not wait for it. */
  lapses?: true;
}

/** How a step is told of. */
export interface Telling {
  /** The screen shows it already. */
  quietly?: boolean;
  /** What is said; by default its label. */
  told?: string;
}

const MOST_KEPT = 100;
/** Codes of errors that do not go away by themselves: a name is taken, or what had it is gone. */
const IN_THE_WAY: readonly ErrorCode[] = ['ALREADY_EXISTS', 'NOT_FOUND'];

/** What was done in the open project, for Undo and Redo. One step is taken at a time, in the order asked for. */
export class History {
  #done = $state.raw<readonly Step[]>([]);
  #undone = $state.raw<readonly Step[]>([]);
  /** Whether older steps than these were forgotten here, as there were too many. */
  #cut = false;
  #last: Promise<unknown> = Promise.resolve();
  readonly #toasts: Toasts;
  /** The message that tells of the last step. */
  #told: number | null = null;

  canUndo = $derived(this.#done.length > 0);
  canRedo = $derived(this.#undone.length > 0);

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  /**
   * Does something that {@link did} is told of, once the steps before it have ended, and lets those asked for meanwhile
   * wait; where it fails, says so.
   */
  async alone(work: () => Promise<void>): Promise<void> {
    const mine = this.#last.then(() => this.#toasts.attempt(work));
    this.#last = mine;
    await mine;
  }

  /** Remembers a step that has just been done, and offers to take it back. */
  did(step: Step, { quietly = false, told = `${step.label}.` }: Telling = {}): void {
    this.#cut ||= this.#done.length === MOST_KEPT;
    this.#done = [...this.#done, step].slice(-MOST_KEPT);
    this.#undone = [];
    // What was told before can no longer be taken back first.
    if (quietly) this.#hush();
    else this.#tell(told, step);
  }

  /** Takes a step back; by default the last one. */
  async undo(wanted?: Step): Promise<void> {
    await this.alone(async () => {
      const step = wanted ?? this.#done.at(-1);
      if (!step || !this.#done.includes(step)) return;
      await this.#take(step, 'undo');
      this.#done = this.#done.filter((other) => other !== step);
      this.#undone = [...this.#undone, step];
      this.#tell(`Undone: ${step.label}.`);
    });
  }

  async redo(): Promise<void> {
    await this.alone(async () => {
      const step = this.#undone.at(-1);
      if (!step) return;
      await this.#take(step, 'redo');
      this.#undone = this.#undone.filter((other) => other !== step);
      this.#done = [...this.#done, step];
      this.#tell(`Redone: ${step.label}.`, step);
    });
  }

  /** Takes a step back, or does it again. One that lapses is forgotten where it never can be. */
  async #take(step: Step, direction: 'undo' | 'redo'): Promise<void> {
    try {
      await step[direction]();
    } catch (error) {
      if (step.lapses && IN_THE_WAY.includes(errorOf(error).code)) {
        this.#done = this.#done.filter((other) => other !== step);
        this.#undone = this.#undone.filter((other) => other !== step);
      }
      throw error;
    }
  }

  /** Replaces every step, e.g. by what is remembered of a project that is opened. Oldest first. */
  reset(done: readonly Step[] = [], undone: readonly Step[] = []): void {
    this.#cut = false;
    this.#done = done.slice(-MOST_KEPT);
    this.#undone = undone.slice(-MOST_KEPT);
  }

  /** Whether the steps done here, as far as the project remembers any, are these or, where older ones are forgotten, the last of these. */
  agrees(done: readonly { readonly id: string }[]): boolean {
    const mine = this.#done.flatMap(({ id }) => id ?? []);
    const theirs = done.slice(-MOST_KEPT).map(({ id }) => id);
    const last = this.#cut ? theirs.slice(Math.max(0, theirs.length - mine.length)) : theirs;
    return mine.join() === last.join();
  }

  /** The oldest first. */
  get steps(): { done: readonly Step[]; undone: readonly Step[] } {
    return { done: this.#done, undone: this.#undone };
  }

  /** Shows what was done in the place of what was told before. */
  #tell(text: string, step?: Step): void {
    this.#hush();
    const action = step && { label: 'Undo', run: () => void this.undo(step) };
    this.#told = this.#toasts.show(text, action ? { action } : {});
  }

  #hush(): void {
    if (this.#told !== null) this.#toasts.dismiss(this.#told);
  }
}
