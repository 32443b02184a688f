/** A dense layer: kernel `[features, outputs]`, row after row, and bias `[outputs]`. */
export interface Head {
  kernel: Float32Array;
  bias: Float32Array;
}

/** What a head gives for one row. */
export function outputsFor({ kernel, bias }: Head, values: Float32Array, outputs: number): Float64Array {
  const sums = Float64Array.from(bias);
  values.forEach((value, i) => {
    for (let j = 0; j < outputs; j++)
      sums[j] = (sums[j] as number) + value * (kernel[i * outputs + j] as number);
  });
  return sums;
}

/** Sums over rows that a linear fit is made of: those of some rows may be added to others', or taken off. */
export class Moments {
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
