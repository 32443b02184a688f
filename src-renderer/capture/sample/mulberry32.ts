/** Repeatable random numbers from a 32-bit seed (mulberry32, by Tommy Ettinger). */
export class Mulberry32 {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** In [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** One of the items, each as likely. */
  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[Math.floor(this.next() * items.length)] ?? items[0];
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A seed for another generator. */
  seed(): number {
    return Math.floor(this.next() * 4294967296);
  }
}

/** Smooth wandering in about [-1, 1]: three sines with phases drawn from the seed. `t` in seconds. */
export function wander(seed: number, t: number, rate = 1): number {
  const random = new Mulberry32(seed);
  const sine = (frequency: number): number => Math.sin(2 * Math.PI * (frequency * rate * t + random.next()));
  return 0.5 * sine(0.31) + 0.32 * sine(0.73) + 0.18 * sine(1.57);
}
