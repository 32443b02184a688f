import type { Unseen } from '../../src-main/contract';
import { median } from '../../src-main/shared/median';
import { MAX_UNSEEN_UNITS, UNSEEN_PERCENTS } from '../../src-main/shared/unseen-bounds';
import type { ClipRows } from './closed-form';
import { wholeMovement } from './movement';
import { OTHER_MOVEMENTS } from './other-movements';
import { steadyQuantile } from './quantile';
import { decompose } from './ridge';

/** How much of the covariance is the same in all directions, so that few clips do not claim to know them all. */
const SHRINKAGE = 0.5;
/** How much it counts that a state is like a movement that is none of the classes, against that it is like one of these. */
const AGAINST = 0.75;
/** From this cosine on, a movement that is made of clips of a class is taken for one of the classes: such as has it backwards. */
const ALIKE = 0.85;
/** Groups of clips, at most, that are left out one after another. */
const PARTS = 10;
/** Digits that are kept of a number. */
const DIGITS = 5;

type Measure = Pick<Unseen, 'means' | 'others' | 'whitening'>;

/**
 * How far hidden states lie from what a model has learnt, 0 to 2: 1 minus the cosine of the angle between them and the
 * nearest class mean, both seen from the state that an LSTM begins with (0), in coordinates in which clips of one class
 * spread alike in every direction. A gesture done faintly keeps its angle, so only another movement is far away; the further, the
 * nearer it is to movements that are made of the clips and are none of the classes.
 */
export function unseenDistance(
  { means, others = [], whitening }: Measure,
  values: ArrayLike<number>,
): number {
  const white = whitened(whitening, values);
  const length = Math.hypot(...white);
  if (!(length > 0)) return 1;
  const nearest = (to: readonly number[][]): number[] => to.map((mean) => dot(mean, white) / length);
  return Math.min(2, 1 - Math.max(...nearest(means)) + AGAINST * Math.max(0, ...nearest(others)));
}

/** What it takes to tell what a model has never seen. */
interface Learnt {
  unseen: Unseen;
  /** How far each clip that the model was kept from lies from what is known without those; absent: nothing is known of its class. */
  held: (number | undefined)[];
}

/**
 * What it takes to tell movements that a model has never seen, by the hidden states of clips, of varied copies
 * of them and of other movements that are made of them. The thresholds come from clips whose group was left out; those for streams from their copies too, since a window
 * seldom has a gesture in its very middle.
 * @param clips those that the model has learnt
 * @param held clips that it was kept from, which tell more of what a class is: where they lie further away than those left
 * out, all do
 * @param widening how much further clips that a model was kept from are known to lie, where there are none here
 * @returns null where there are too few clips, or more units than are kept
 */
export function learnUnseen(
  clips: readonly ClipRows[],
  classes: number,
  held: readonly ClipRows[] = [],
  widening = 1,
): Learnt | null {
  const units = clips[0]?.rows[0]?.values.length ?? 0;
  if (units === 0 || units > MAX_UNSEEN_UNITS) return null;
  const [learnt, all] = [new Scatter(units, classes), new Scatter(units, classes)];
  const kept = new Set(held);
  const parts = partsOf([...clips, ...held]).map((part) => {
    const own = part.filter((clip) => !kept.has(clip));
    const [ownScatter, scatter] = [Scatter.of(own, units, classes), Scatter.of(part, units, classes)];
    learnt.plus(ownScatter, 1);
    all.plus(scatter, 1);
    return { own, scatter };
  });
  const measure = all.measure();
  if (!measure) return null;
  const tried = parts.flatMap(({ own, scatter }) =>
    own.length > 0 ? leftOut(own, all.copy().plus(scatter, -1), classes).flat() : [],
  );
  const left = plainOf(tried);
  if (left.length === 0) return null;
  const triedHeld = held.length > 0 ? leftOut(held, learnt, classes) : [];
  const beyond = plainOf(triedHeld.flat());
  const wider = beyond.length === 0 ? widening : Math.max(1, (median(beyond) ?? 0) / (median(left) ?? 1));
  const widened = (distances: readonly number[]): number[] => distances.map((distance) => wider * distance);
  const distancesOf = (of: readonly Tried[]): number[] => of.map(({ distance }) => distance);
  const movement = wholeMovement([...clips, ...held].flatMap(({ moved }) => moved ?? []));
  const unseen = {
    means: measure.means.map((mean) => mean.map(rounded)),
    ...(measure.others && { others: measure.others.map((other) => other.map(rounded)) }),
    whitening: measure.whitening.map(rounded),
    thresholds: thresholdsOf([...beyond, ...widened(left)]),
    live: thresholdsOf([...distancesOf(triedHeld.flat()), ...widened(distancesOf(tried))]),
    widening: rounded(wider),
    ...(movement !== null && { movement }),
  };
  return { unseen, held: triedHeld.map((rows) => plainOf(rows)[0]) };
}

/** Beyond which 0, 1, 2 … percent of distances lie. */
function thresholdsOf(distances: readonly number[]): number[] {
  const sorted = distances.toSorted((a, b) => a - b);
  const thresholds = Array.from({ length: UNSEEN_PERCENTS + 1 }, (_, percent) =>
    steadyQuantile(sorted, 1 - percent / 100),
  );
  // Of few, one that is steady may lie above one that is not.
  return thresholds.map((_, percent) => rounded(Math.min(2, Math.max(...thresholds.slice(percent)))));
}

/**
 * The share of gestures that a model knows that look as unusual in a stream as a window or more; 1 where more than the least
 * usual of them do. Of a window that is looked at in several ways, the most usual one counts. Null where it is not known.
 * @param states hidden states of the window, one or several
 */
export function typicality(unseen: Unseen, states: readonly ArrayLike<number>[]): number | null {
  const { live } = unseen;
  if (!live || states.length === 0) return null;
  return shareBeyond(live, Math.min(...states.map((values) => unseenDistance(unseen, values))));
}

/** The same of a clip that lies so far away, by what clips that a model was kept from were to it. */
export const clipTypicality = ({ thresholds }: Unseen, distance: number): number =>
  shareBeyond(thresholds, distance);

/** The share of distances, of which 0, 1, 2 … percent lie beyond these thresholds, that are as great or greater. */
function shareBeyond(thresholds: readonly number[], distance: number): number {
  const within = thresholds.findIndex((threshold) => distance > threshold);
  if (within < 0) return 1;
  if (within === 0) return 0;
  const [far = 0, near = 0] = [thresholds[within - 1], thresholds[within]];
  return (within - (distance - near) / (far - near)) / 100;
}

/** How far a clip lies, as it was recorded or varied. */
interface Tried {
  plain: boolean;
  distance: number;
}

const plainOf = (tried: readonly Tried[]): number[] =>
  tried.flatMap(({ plain, distance }) => (plain ? [distance] : []));

/** Of each clip, distances as it was recorded and of varied copies of it, where its class is known without it. */
function leftOut(members: readonly ClipRows[], rest: Scatter, classes: number): Tried[][] {
  const measure = rest.measure();
  if (!measure) return members.map(() => []);
  return members.map(({ rows }) =>
    rows.flatMap(({ label, values, plain, window = false }) =>
      !window && label < classes && rest.knows(label)
        ? [{ plain, distance: unseenDistance(measure, values) }]
        : [],
    ),
  );
}

/** Sessions, where there are several; else clips by turns. At most so many parts. */
function partsOf(clips: readonly ClipRows[]): ClipRows[][] {
  const sessions = [...new Set(clips.map(({ group }) => group))];
  const parts = Array.from({ length: PARTS }, (): ClipRows[] => []);
  const turns = new Map<number, number>();
  for (const clip of clips) {
    const label = clip.rows[0]?.label ?? 0;
    const turn = turns.get(label) ?? 0;
    turns.set(label, turn + 1);
    parts[(sessions.length > 1 ? sessions.indexOf(clip.group) : turn) % PARTS]?.push(clip);
  }
  return parts.filter((part) => part.length > 0);
}

/** Sums over rows of classes, of which those of some clips may be added to others' or taken off. */
class Scatter {
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
function whitened(whitening: ArrayLike<number>, values: ArrayLike<number>): number[] {
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

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

const rounded = (value: number): number => Number(value.toPrecision(DIGITS));
