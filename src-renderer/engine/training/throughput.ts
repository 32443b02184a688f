/** Guesses the time left from batches done so far. Counts training batches and, as a share of one, validation. */
export class Throughput {
  #seconds = 0;
  #weight = 0;
  #last: number;

  constructor(readonly now: () => number = () => performance.now() / 1000) {
    this.#last = now();
  }

  /** The time since the last call went into `units` of work. The latest work counts most. */
  done(units: number): void {
    const now = this.now();
    const keep = 0.97 ** units;
    this.#seconds = this.#seconds * keep + (now - this.#last);
    this.#weight = this.#weight * keep + units;
    this.#last = now;
  }

  /** The time since the last call was not work of this kind, e.g. compiling. */
  skip(): void {
    this.#last = this.now();
  }

  /** Seconds that `units` of work will take, or null while too little is known. */
  secondsFor(units: number): number | null {
    return this.#weight < 2 ? null : (this.#seconds / this.#weight) * units;
  }
}
