import { powerSaveBlocker } from 'electron';

/** Keeps the computer from sleeping, and its screen from turning dark, while somebody asks for it. */
export class Awake {
  readonly #held = new Set<number>();
  /** Told once nothing is held any more. */
  readonly #waiting = new Set<() => void>();

  /** Whether something goes on that must not be interrupted. */
  get held(): boolean {
    return this.#held.size > 0;
  }

  /** Settles once nothing of the kind goes on. */
  readonly untilIdle = async (): Promise<void> => {
    while (this.held) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  };

  /** @returns how to let go; more than once does no harm */
  readonly hold = (screen: boolean): (() => void) => {
    const id = powerSaveBlocker.start(screen ? 'prevent-display-sleep' : 'prevent-app-suspension');
    this.#held.add(id);
    return () => {
      if (!this.#held.delete(id)) return;
      powerSaveBlocker.stop(id);
      if (this.held) return;
      for (const settle of this.#waiting) settle();
      this.#waiting.clear();
    };
  };
}
