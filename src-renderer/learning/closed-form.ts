/** Numbers that stand for a clip, or for a window of a stretch of one, and what is due in it. */
interface StateRow {
  /** Index of its class; as many as there are classes: no gesture is due. */
  label: number;
  values: Float32Array;
  /** Whether it is the clip as it was recorded. */
  plain: boolean;
  /** Whether it is a window of a stretch, in which a gesture may only have begun. */
  window?: boolean;
}

/** All rows of a clip, and where it comes from: clips of one group are left out together where an answer is tried. */
export interface ClipRows {
  group: string;
  rows: readonly StateRow[];
}

/** A dense layer: kernel `[features, outputs]`, row after row, and bias `[outputs]`. */
export interface Head {
  kernel: Float32Array;
  bias: Float32Array;
}

/** How a clip was answered by a head that was fitted without its group. */
interface TriedClip {
  /** Its place among the clips. */
  clip: number;
  label: number;
  /** Of each class, before they are made to logits. */
  outputs: Float64Array;
}

interface Solved {
  head: Head;
  /** The clips that there is an answer to: those whose class other groups have clips of, too. */
  tried: TriedClip[];
}

interface Options {
  classes: number;
  /** Whether there is a last output that says that no gesture is due. */
  idle: boolean;
}

/** What squares of weights count for, beside the mean squared error. */
const PENALTY = 0.01;
/** Clips that are no session apart from others are left out in so many parts. */
const PARTS = 5;
/** By what outputs, 0 to 1, are multiplied at least and at most to become logits, and steps between the two. */
const SHARPNESS = { least: 2, most: 40, steps: 30 };

/**
 * The dense layer that fits the rows best, by the mean squared error with a penalty on the weights (ridge regression), in
 * one step. All classes count alike, however many clips they have. Its logits are as sharp as answers to clips left out
 * give reason for.
 */
export function closedForm(clips: readonly ClipRows[], { classes, idle }: Options): Solved {
  const features = clips[0]?.rows[0]?.values.length ?? 0;
  const due = Array.from({ length: classes }, (_, index) => index);
  const ofClasses = new Moments(features, classes);
  const groups = groupsOf(clips);
  const parts = new Map(groups.map(([name]) => [name, new Moments(features, classes)]));
  const weights = labelWeights(clips, classes);
  for (const [name, members] of groups) {
    const part = parts.get(name) as Moments;
    for (const { rows } of members) {
      for (const { label, values } of rows) {
        if (label < classes)
          part.add(
            values,
            due.map((one) => Number(one === label)),
            weights[label] ?? 0,
          );
      }
    }
    ofClasses.plus(part, 1);
  }
  const head = ofClasses.solve(PENALTY);
  const places = new Map(clips.map((clip, index) => [clip, index]));
  const tried =
    groups.length > 1
      ? leftOut(groups, ofClasses, parts, classes).map(({ of, ...rest }) => ({
          clip: places.get(of) as number,
          ...rest,
        }))
      : [];
  const sharpness = sharpest(tried);
  if (!idle) return { head: scaled(head, sharpness), tried };
  const column = idleColumn(clips, classes, features);
  const own = mean(
    clips.flatMap(({ rows }) =>
      rows.flatMap(({ label, values, plain }) =>
        plain ? [outputsFor(head, values, classes)[label] ?? 0] : [],
      ),
    ),
  );
  // Half sure that nothing is due, it is as likely as the class of a clip usually is.
  return { head: scaled(joined(head, scaled(column, 2 * own), classes), sharpness), tried };
}

/** Sessions, where there are several; else clips in a few parts. */
function groupsOf(clips: readonly ClipRows[]): [string, ClipRows[]][] {
  const sessions = new Set(clips.map(({ group }) => group));
  const groups = new Map<string, ClipRows[]>();
  const seen = new Map<number, number>();
  for (const clip of clips) {
    const label = clip.rows[0]?.label ?? 0;
    const count = seen.get(label) ?? 0;
    seen.set(label, count + 1);
    const name = sessions.size > 1 ? clip.group : String(count % PARTS);
    groups.set(name, [...(groups.get(name) ?? []), clip]);
  }
  return [...groups];
}

/** What a row of each class counts for, so that all classes count for 1 together. */
function labelWeights(clips: readonly ClipRows[], classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const { rows } of clips)
    for (const { label } of rows) if (label < classes) counts[label] = (counts[label] ?? 0) + 1;
  const there = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 0 : 1 / (count * there)));
}

/** Outputs for clips by a head that was fitted without their group, and their labels. */
function leftOut(
  groups: readonly [string, ClipRows[]][],
  all: Moments,
  parts: ReadonlyMap<string, Moments>,
  classes: number,
): { of: ClipRows; outputs: Float64Array; label: number }[] {
  return groups.flatMap(([name, members]) => {
    const without = all.copy().plus(parts.get(name) as Moments, -1);
    if (without.weight < 1e-9) return [];
    const head = without.solve(PENALTY);
    // Nothing is known of a class that all clips of are left out.
    const known = new Set(
      groups.flatMap(([other, clips]) => (other === name ? [] : clips.map(({ rows }) => rows[0]?.label))),
    );
    return members.flatMap((of) =>
      of.rows.flatMap(({ label, values, plain }) =>
        plain && known.has(label) ? [{ of, outputs: outputsFor(head, values, classes), label }] : [],
      ),
    );
  });
}

/** The factor for outputs with which the classes of clips left out are likeliest. */
function sharpest(tried: readonly { outputs: Float64Array; label: number }[]): number {
  const { least, most, steps } = SHARPNESS;
  const middle = Math.sqrt(least * most);
  if (tried.length === 0) return middle;
  const factors = Array.from({ length: steps + 1 }, (_, i) => least * (most / least) ** (i / steps));
  const losses = factors.map((factor) =>
    tried.reduce((sum, { outputs, label }) => {
      const greatest = Math.max(...outputs);
      const powers = outputs.reduce((all, value) => all + Math.exp(factor * (value - greatest)), 0);
      return sum + Math.log(powers) - factor * ((outputs[label] ?? 0) - greatest);
    }, 0),
  );
  return factors[losses.indexOf(Math.min(...losses))] ?? middle;
}

/** A head of one output: 1 where no gesture is due, 0 where one is. */
function idleColumn(clips: readonly ClipRows[], classes: number, features: number): Head {
  const rows = clips.flatMap((clip) => clip.rows);
  const idle = rows.filter(({ label }) => label === classes).length;
  const moments = new Moments(features, 1);
  for (const { label, values } of rows) {
    const isIdle = label === classes;
    moments.add(values, [Number(isIdle)], 0.5 / (isIdle ? idle : rows.length - idle));
  }
  return moments.solve(PENALTY);
}

function joined(head: Head, column: Head, classes: number): Head {
  const features = column.kernel.length;
  const kernel = new Float32Array(features * (classes + 1));
  for (let i = 0; i < features; i++) {
    kernel.set(head.kernel.subarray(i * classes, (i + 1) * classes), i * (classes + 1));
    kernel[i * (classes + 1) + classes] = column.kernel[i] as number;
  }
  return { kernel, bias: Float32Array.of(...head.bias, ...column.bias) };
}

const scaled = ({ kernel, bias }: Head, factor: number): Head => ({
  kernel: kernel.map((value) => factor * value),
  bias: bias.map((value) => factor * value),
});

/** What a head gives for one row. */
export function outputsFor({ kernel, bias }: Head, values: Float32Array, outputs: number): Float64Array {
  const sums = Float64Array.from(bias);
  values.forEach((value, i) => {
    for (let j = 0; j < outputs; j++)
      sums[j] = (sums[j] as number) + value * (kernel[i * outputs + j] as number);
  });
  return sums;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Sums over rows that a linear fit is made of: those of some rows may be added to others', or taken off. */
class Moments {
  /** Of a row and a 1 after it, by itself: the lower triangle. */
  readonly #squares: Float64Array;
  /** By what the outputs are to be. */
  readonly #products: Float64Array;
  /** A row and the 1 after it. */
  readonly #row: Float64Array;
  readonly #width: number;
  weight = 0;

  constructor(
    readonly features: number,
    readonly outputs: number,
  ) {
    this.#width = features + 1;
    this.#squares = new Float64Array(this.#width ** 2);
    this.#products = new Float64Array(this.#width * outputs);
    this.#row = new Float64Array(this.#width).fill(1);
  }

  add(values: Float32Array, targets: readonly number[], weight: number): void {
    const [width, outputs, squares, products, row] = [
      this.#width,
      this.outputs,
      this.#squares,
      this.#products,
      this.#row,
    ];
    this.weight += weight;
    row.set(values);
    for (let i = 0; i < width; i++) {
      const own = weight * (row[i] as number);
      const from = i * width;
      for (let j = 0; j <= i; j++)
        squares[from + j] = (squares[from + j] as number) + own * (row[j] as number);
      for (let k = 0; k < outputs; k++) {
        const at = i * outputs + k;
        products[at] = (products[at] as number) + own * (targets[k] as number);
      }
    }
  }

  copy(): Moments {
    return new Moments(this.features, this.outputs).plus(this, 1);
  }

  plus(other: Moments, factor: number): this {
    this.weight += factor * other.weight;
    addTo(this.#squares, other.#squares, factor);
    addTo(this.#products, other.#products, factor);
    return this;
  }

  solve(penalty: number): Head {
    const width = this.#width;
    const matrix = this.#squares.slice();
    for (let i = 0; i < this.features; i++)
      matrix[i * width + i] = (matrix[i * width + i] as number) + penalty * this.weight;
    const solution = solveSymmetric(matrix, this.#products, width, this.outputs);
    const end = this.features * this.outputs;
    return {
      kernel: Float32Array.from(solution.subarray(0, end)),
      bias: Float32Array.from(solution.subarray(end)),
    };
  }
}

function addTo(target: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + factor * (other[i] as number);
}

/** Puts the lower factor of a symmetric, positive definite matrix `[n, n]` (Cholesky) in place of its lower triangle. */
export function decompose(matrix: Float64Array, n: number): void {
  const at = (i: number, j: number): number => matrix[i * n + j] as number;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = at(i, j);
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
      matrix[i * n + j] = i === j ? Math.sqrt(Math.max(sum, Number.EPSILON)) : sum / at(j, j);
    }
  }
}

/**
 * x of matrix · x = right, by Cholesky's decomposition.
 * @param matrix symmetric and positive definite, `[n, n]`; its lower triangle is overwritten
 * @param right `[n, columns]`
 */
export function solveSymmetric(
  matrix: Float64Array,
  right: Float64Array,
  n: number,
  columns: number,
): Float64Array {
  decompose(matrix, n);
  const at = (i: number, j: number): number => matrix[i * n + j] as number;
  const x = right.slice();
  for (let c = 0; c < columns; c++) {
    for (let i = 0; i < n; i++) {
      let sum = x[i * columns + c] as number;
      for (let k = 0; k < i; k++) sum -= at(i, k) * (x[k * columns + c] as number);
      x[i * columns + c] = sum / at(i, i);
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = x[i * columns + c] as number;
      for (let k = i + 1; k < n; k++) sum -= at(k, i) * (x[k * columns + c] as number);
      x[i * columns + c] = sum / at(i, i);
    }
  }
  return x;
}
