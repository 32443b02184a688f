/** The last few of a row of numbers. */
export class Rolling {
  #values: number[] = [];
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  add(value: number): void {
    this.#values.push(value);
    if (this.#values.length > this.#size) this.#values.shift();
  }

  get median(): number | null {
    return this.#values.toSorted((a, b) => a - b)[Math.floor(this.#values.length / 2)] ?? null;
  }

  /** Where the values are times in ms: how many there are a second. */
  get rate(): number | null {
    const [first] = this.#values;
    const last = this.#values.at(-1);
    if (first === undefined || last === undefined || last <= first) return null;
    return ((this.#values.length - 1) * 1000) / (last - first);
  }
}

/** Resolves with `performance.now()` once what was just changed on the page has been painted. */
export function afterPaint(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      // The message is handled after the frame that is being prepared has been painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve(performance.now());
      };
      port2.postMessage(null);
    });
  });
}
