/** Projects that came in from outside of the page (e.g. a file that was double-clicked), for the page to show. */
export class Arrivals {
  readonly #waiting: string[] = [];
  /** Wakes who asked last; those before are pages that are gone, or soon will be. */
  #wake = (): void => undefined;
  #turn = 0;

  add(slug: string): void {
    this.#waiting.push(slug);
    this.#wake();
  }

  /** Each of them once, those that nobody has read yet first, until the signal or until somebody else asks. */
  arrived(signal?: AbortSignal): AsyncGenerator<string, void, void> {
    const turn = (this.#turn += 1);
    this.#wake();
    return this.#read(() => turn !== this.#turn || signal?.aborted === true, signal);
  }

  async *#read(isOver: () => boolean, signal?: AbortSignal): AsyncGenerator<string, void, void> {
    while (!isOver()) {
      const next = this.#waiting.shift();
      if (next !== undefined) {
        yield next;
        continue;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal?.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
}
