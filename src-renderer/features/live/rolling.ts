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
