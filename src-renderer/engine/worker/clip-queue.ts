import type { EngineClip } from '../api';

/** The clips of a job, in the order in which they come. Each is taken once. */
export class ClipQueue {
  readonly #waiting: EngineClip[] = [];
  #ended = false;
  #taken = 0;
  #wake: () => void = () => undefined;

  /** @param onTaken told how many have been taken so far, each time */
  constructor(private readonly onTaken: (count: number) => void) {}

  push(clip: EngineClip): void {
    if (this.#ended) return;
    this.#waiting.push(clip);
    this.#wake();
  }

  /** No more come. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** No more come, and those that are here are not wanted. */
  drop(): void {
    this.#waiting.length = 0;
    this.end();
  }

  /** The next clip, as soon as it is here; null after the last. */
  async next(): Promise<EngineClip | null> {
    while (this.#waiting.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const clip = this.#waiting.shift();
    if (!clip) return null;
    this.#taken += 1;
    this.onTaken(this.#taken);
    return clip;
  }

  /** So many clips, or as many as still come. */
  async some(count: number): Promise<EngineClip[]> {
    const clips: EngineClip[] = [];
    while (clips.length < count) {
      const clip = await this.next();
      if (!clip) break;
      clips.push(clip);
    }
    return clips;
  }
}
