export type RandomState = readonly [number, number, number, number];

/**
 * Repeatable random numbers: the same seed gives the same numbers on every machine.
 * Generator: sfc32 (C. Doty-Humphrey, PractRand), seeded through splitmix32.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    let state = (seed ^ Math.floor(seed / 2 ** 32)) | 0;
    const split = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let z = state ^ (state >>> 16);
      z = Math.imul(z, 0x21f0aaad);
      z ^= z >>> 15;
      z = Math.imul(z, 0x735a2d97);
      return z ^ (z >>> 15);
    };
    this.#a = split();
    this.#b = split();
    this.#c = split();
    for (let i = 0; i < 12; i++) this.next();
  }

  /** Uniform in [0, 1). */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number in 0 … n − 1. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** Mean 0, standard deviation 1 (Box–Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /** The same items in another order; the argument is left as it is. */
  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const kept = result[i] as T;
      result[i] = result[j] as T;
      result[j] = kept;
    }
    return result;
  }

  /** Where it stands, to go on from there with {@link resume}. */
  state(): RandomState {
    return [this.#a, this.#b, this.#c, this.#counter];
  }

  /** Goes on from a state of {@link state}. */
  resume([a, b, c, counter]: RandomState): void {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#counter = counter;
  }

  /** An independent generator, so that one use of randomness does not shift another. */
  fork(): Random {
    return new Random(Math.floor(this.next() * 2 ** 32));
  }
}
