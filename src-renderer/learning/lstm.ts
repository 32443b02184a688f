/** Weights of an LSTM in its own order: kernel `[F, 4H]`, recurrent kernel `[H, 4H]`, bias `[4H]`; gates i, f, c, o. */
export interface LstmWeights {
  kernel: Float32Array;
  recurrent: Float32Array;
  bias: Float32Array;
}

/** Weights of the LSTM and of the dense layer after it, which end every model of Beckon's own. */
export const LAST_WEIGHTS = 5;

/** Those of all of a model's weights: of the LSTM, then the kernel and the bias of the dense layer. */
export const lastOf = <T>(weights: readonly T[]): [kernel: T, recurrent: T, bias: T, outer: T, offset: T] =>
  weights.slice(-LAST_WEIGHTS) as [T, T, T, T, T];

interface Place {
  /** Units of the wide one. */
  wide: number;
  /** Which of its units is the first of these. */
  at: number;
  /** Which of its rows each of these rows is. */
  row: (row: number) => number;
}

/** Puts rows of the four gates of `units` units among those of more. */
export function putGates(
  out: Float32Array,
  values: Float32Array,
  units: number,
  { wide, at, row }: Place,
): void {
  values.forEach((value, index) => {
    const column = index % (4 * units);
    const place = Math.floor(column / units) * wide + at + (column % units);
    out[row(Math.floor(index / (4 * units))) * 4 * wide + place] = value;
  });
}

/** An LSTM of so many units more, which come after its own and whose weights are 0. */
export function widened({ kernel, recurrent, bias }: LstmWeights, more: number): LstmWeights {
  const units = bias.length / 4;
  const wide = units + more;
  const put = (rows: number, values: Float32Array): Float32Array => {
    const out = new Float32Array(rows * 4 * wide);
    putGates(out, values, units, { wide, at: 0, row: (row) => row });
    return out;
  };
  return {
    kernel: put(kernel.length / bias.length, kernel),
    recurrent: put(wide, recurrent),
    bias: put(1, bias),
  };
}
