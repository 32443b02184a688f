import type { LiveAnswer } from '../engine/api';

/** The answers of a live stream as they come, for those who wait for the one at a certain time. */
export class Answers {
  #all: LiveAnswer[] = [];
  #failed: { error: unknown } | null = null;
  #waiting: (() => void)[] = [];

  add(answer: LiveAnswer): void {
    this.#all.push(answer);
    this.#wake();
  }

  /** No more answers will come. */
  fail(error: unknown): void {
    this.#failed ??= { error };
    this.#wake();
  }

  /**
   * The last answer about a frame taken after `start` and no later than `end`, once a later one has come. Null where
   * there was none. Answers up to `end` are forgotten.
   */
  async lastBetween(start: number, end: number): Promise<LiveAnswer | null> {
    for (;;) {
      if (this.#failed) throw this.#failed.error;
      if (this.#all.some(({ timestamp }) => timestamp > end)) break;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    const until = this.#all.filter(({ timestamp }) => timestamp <= end);
    this.#all = this.#all.filter(({ timestamp }) => timestamp > end);
    return until.findLast(({ timestamp }) => timestamp > start) ?? null;
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
