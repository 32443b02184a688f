import type { Unseen } from '../../src-main/contract';
import type { ClipRows } from './closed-form';
import { OTHER_MOVEMENTS } from './other-movements';
import { decompose } from './ridge';

/** How much of the covariance is the same in all directions, so that few clips do not claim to know them all. */
const SHRINKAGE = 0.5;
/** From this cosine on, a movement that is made of clips of a class is taken for one of the classes: such as has it backwards. */
const ALIKE = 0.85;

/** What it takes to tell how far states lie from classes: the whitening, and directions of classes and of other movements in it. */
export type Measure = Pick<Unseen, 'means' | 'others' | 'whitening'>;

/** Sums over rows of classes, of which those of some clips may be added to others' or taken off. */
export class Scatter {
  /** Of products of two values of a row: the lower triangle. */
  readonly #products: Float64Array;
  /** Of each class; after them of each other movement, of each class. */
  readonly #sums: Float64Array[];
  readonly #counts: number[];

  constructor(
    readonly units: number,
    readonly classes: number,
  ) {
    this.#products = new Float64Array(units * units);
    const kinds = classes * (1 + OTHER_MOVEMENTS.length);
    this.#sums = Array.from({ length: kinds }, () => new Float64Array(units));
    this.#counts = new Array<number>(kinds).fill(0);
  }

  static of(clips: readonly ClipRows[], units: number, classes: number): Scatter {
    const scatter = new Scatter(units, classes);
    for (const { rows, others = [] } of clips) {
      for (const { label, values, window = false } of rows)
        if (!window && label < classes) {
          scatter.#add(label, values);
          scatter.#addProducts(values, 1);
        }
      const [own = 0] = rows.flatMap(({ label, plain }) => (plain ? [label] : []));
      others.forEach((values, kind) => scatter.#add((1 + kind) * classes + own, values));
    }
    return scatter;
  }

  #add(place: number, values: Float32Array): void {
    const sum = this.#sums[place] as Float64Array;
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    for (let i = 0; i < this.units; i++) sum[i] = (sum[i] as number) + (values[i] as number);
  }

  /** The mean of what was added at a place, if anything was. */
  #mean(place: number): Float64Array[] {
    const count = this.#counts[place] ?? 0;
    return count > 0 ? [Float64Array.from(this.#sums[place] as Float64Array, (sum) => sum / count)] : [];
  }

  #addProducts(values: ArrayLike<number>, factor: number, into = this.#products): void {
    for (let i = 0; i < this.units; i++) {
      const own = factor * (values[i] as number);
      const row = i * this.units;
      for (let j = 0; j <= i; j++) into[row + j] = (into[row + j] as number) + own * (values[j] as number);
    }
  }

  knows(label: number): boolean {
    return (this.#counts[label] ?? 0) > 0;
  }

  copy(): Scatter {
    return new Scatter(this.units, this.classes).plus(this, 1);
  }

  plus(other: Scatter, factor: 1 | -1): this {
    const add = (target: Float64Array, more: Float64Array): void =>
      more.forEach((value, i) => (target[i] = (target[i] as number) + factor * value));
    add(this.#products, other.#products);
    this.#sums.forEach((sum, label) => add(sum, other.#sums[label] as Float64Array));
    other.#counts.forEach((count, label) => {
      this.#counts[label] = (this.#counts[label] ?? 0) + factor * count;
    });
    return this;
  }

  /** Null where the rows are too few to tell how those of a class spread. */
  measure(): Measure | null {
    const { units } = this;
    const labels = Array.from({ length: this.classes }, (_, label) => label);
    const known = labels.filter((label) => this.knows(label));
    const degrees = known.reduce((sum, label) => sum + (this.#counts[label] as number) - 1, 0);
    if (known.length === 0 || degrees < 1) return null;
    const within = this.#products.slice();
    const centres = known.flatMap((label) => this.#mean(label));
    centres.forEach((mean, at) => this.#addProducts(mean, -(this.#counts[known[at] ?? 0] as number), within));
    let trace = 0;
    for (let i = 0; i < units; i++) trace += within[i * units + i] as number;
    const even = trace / degrees / units;
    if (!(even > 0)) return null;
    for (let i = 0; i < within.length; i++)
      within[i] = ((1 - SHRINKAGE) * (within[i] as number)) / degrees / even;
    for (let i = 0; i < units; i++) within[i * units + i] = (within[i * units + i] as number) + SHRINKAGE;
    decompose(within, units);
    const whitening = inverse(within, units);
    const direction = (mean: Float64Array): number[] => ofLengthOne(whitened(whitening, mean));
    const means = centres.map(direction);
    const others = this.#sums
      .flatMap((_, place) => (place < this.classes ? [] : this.#mean(place)))
      .map(direction)
      .filter((other) => means.every((mean) => dot(mean, other) < ALIKE));
    return { whitening, means, ...(others.length > 0 && { others }) };
  }
}

/** The inverse of a lower triangle `[n, n]`: its rows, each to its diagonal, one after another. */
function inverse(lower: Float64Array, n: number): number[] {
  const out = new Float64Array((n * (n + 1)) / 2);
  const start = (row: number): number => (row * (row + 1)) / 2;
  for (let i = 0; i < n; i++) {
    const diagonal = lower[i * n + i] as number;
    out[start(i) + i] = 1 / diagonal;
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum += (lower[i * n + k] as number) * (out[start(k) + j] as number);
      out[start(i) + j] = -sum / diagonal;
    }
  }
  return [...out];
}

/** A lower triangle, row after row, times values. */
export function whitened(whitening: ArrayLike<number>, values: ArrayLike<number>): number[] {
  const out = new Array<number>(values.length);
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += (whitening[at++] as number) * (values[j] as number);
    out[i] = sum;
  }
  return out;
}

function ofLengthOne(values: readonly number[]): number[] {
  const length = Math.hypot(...values);
  return length > 0 ? values.map((value) => value / length) : [...values];
}

export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
