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
    return this.quantile(0.5);
  }

  /** The value that so great a share of them lies below. @param share at least 0, below 1 */
  quantile(share: number): number | null {
    return this.#values.toSorted((a, b) => a - b)[Math.floor(share * this.#values.length)] ?? null;
  }

  get sum(): number {
    return this.#values.reduce((sum, value) => sum + value, 0);
  }

  get count(): number {
    return this.#values.length;
  }

  /** Where the values are times in ms: how many there are a second. */
  get rate(): number | null {
    const [first] = this.#values;
    const last = this.#values.at(-1);
    if (first === undefined || last === undefined || last <= first) return null;
    return ((this.#values.length - 1) * 1000) / (last - first);
  }
}
