import { powerSaveBlocker } from 'electron';

/** Keeps the computer from sleeping, and its screen from turning dark, while somebody asks for it. */
export class Awake {
  readonly #held = new Set<number>();

  /** Whether something goes on that must not be interrupted. */
  get held(): boolean {
    return this.#held.size > 0;
  }

  /** @returns how to let go; more than once does no harm */
  readonly hold = (screen: boolean): (() => void) => {
    const id = powerSaveBlocker.start(screen ? 'prevent-display-sleep' : 'prevent-app-suspension');
    this.#held.add(id);
    return () => {
      if (this.#held.delete(id)) powerSaveBlocker.stop(id);
    };
  };
}
