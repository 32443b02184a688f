import { prefersReducedMotion } from 'svelte/motion';
import type { Look, LookingStream } from '../../engine/api';
import { errorOf } from '../../rpc/connection';

/** Times (ms) between two looks at least; longer where less motion is asked for. */
const EVERY = 250;
const EVERY_CALMLY = 1000;
/** A look that took long is followed by a rest so many times as long, so that it leaves the machine to recognition. */
const REST = 5;

/** What is to be seen of the model. */
export interface Wanted {
  film: boolean;
  heat: boolean;
}

/** What the model sees, and which places speak for its answer, as often as there is time for it. */
export class Looks {
  latest = $state.raw<Look | null>(null);
  /** Why places cannot be told, as a sentence. */
  problem = $state<string | null>(null);
  #looking = false;
  #next = 0;
  readonly #stream: Pick<LookingStream, 'look'>;
  readonly #wanted: () => Wanted;

  constructor(stream: Pick<LookingStream, 'look'>, wanted: () => Wanted) {
    this.#stream = stream;
    this.#wanted = wanted;
  }

  /** A frame was answered and none waits: now is the time, if there is one. */
  async offer(): Promise<void> {
    const { film, heat } = this.#wanted();
    const at = { film, heat: heat && this.problem === null };
    if (!at.film && !at.heat) {
      this.forget();
      return;
    }
    const began = performance.now();
    if (this.#looking || began < this.#next) return;
    this.#looking = true;
    try {
      const look = await this.#stream.look(at);
      if (look) this.latest = look;
    } catch (error) {
      const { code, message } = errorOf(error);
      // All else is told of the frames, too.
      if (code === 'BAD_MODEL' || code === 'INTERNAL') this.problem = message;
    } finally {
      this.#looking = false;
      const every = prefersReducedMotion.current ? EVERY_CALMLY : EVERY;
      this.#next = began + Math.max(every, (1 + REST) * (performance.now() - began));
    }
  }

  /** The window begins anew, or nothing is to be seen. */
  forget(): void {
    this.latest = null;
  }
}
