/** Weights of an LSTM in its own order: kernel `[F, 4H]`, recurrent kernel `[H, 4H]`, bias `[4H]`; gates i, f, c, o. */
export interface LstmWeights {
  kernel: Float32Array;
  recurrent: Float32Array;
  bias: Float32Array;
}

/** Of what a remembering unit holds, the share that is still there a frame later; one unit of each for every other unit. */
export const MEMORY_SHARES: readonly number[] = [0.9];

/** A gate with this bias and nothing else is open. */
const OPEN = 20;
const I = 0;
const FORGET = 1;
const CELL = 2;
const OUTPUT = 3;

const logit = (share: number): number => Math.log(share / (1 - share));

/**
 * An LSTM of more units: the first are those that it has, and answer as before. For each share, as many others hold running
 * means of these: what was, weighed by how long ago. So the last hidden state tells of the whole window, in a layer like
 * any other.
 */
export function withMemory(
  { kernel, recurrent, bias }: LstmWeights,
  shares: readonly number[] = MEMORY_SHARES,
): LstmWeights {
  const units = bias.length / 4;
  const features = kernel.length / bias.length;
  const wide = units * (1 + shares.length);
  const column = (gate: number, unit: number): number => gate * wide + unit;
  const widened = (values: Float32Array, rows: number, of: number): Float32Array => {
    const out = new Float32Array(rows * 4 * wide);
    for (let row = 0; row < of; row++)
      for (let gate = 0; gate < 4; gate++)
        for (let unit = 0; unit < units; unit++)
          out[row * 4 * wide + column(gate, unit)] = values[row * 4 * units + gate * units + unit] as number;
    return out;
  };
  const widerRecurrent = widened(recurrent, wide, units);
  const widerBias = widened(bias, 1, 1);
  shares.forEach((share, index) => {
    for (let unit = 0; unit < units; unit++) {
      const own = (index + 1) * units + unit;
      widerRecurrent[unit * 4 * wide + column(CELL, own)] = 1;
      widerBias[column(I, own)] = logit(1 - share);
      widerBias[column(FORGET, own)] = logit(share);
      widerBias[column(OUTPUT, own)] = OPEN;
    }
  });
  return { kernel: widened(kernel, features, features), recurrent: widerRecurrent, bias: widerBias };
}
