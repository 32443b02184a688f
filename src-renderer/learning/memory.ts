import { widened, type LstmWeights } from './lstm';

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
export function withMemory(own: LstmWeights, shares: readonly number[] = MEMORY_SHARES): LstmWeights {
  const units = own.bias.length / 4;
  const wide = units * (1 + shares.length);
  const column = (gate: number, unit: number): number => gate * wide + unit;
  const { kernel, recurrent, bias } = widened(own, wide - units);
  shares.forEach((share, index) => {
    for (let unit = 0; unit < units; unit++) {
      const other = (index + 1) * units + unit;
      recurrent[unit * 4 * wide + column(CELL, other)] = 1;
      bias[column(I, other)] = logit(1 - share);
      bias[column(FORGET, other)] = logit(share);
      bias[column(OUTPUT, other)] = OPEN;
    }
  });
  return { kernel, recurrent, bias };
}
