import type { CaptionFiles } from '../../../src-main/contract';
import { EngineError } from '../api';
import { affine } from '../stream/window-head';
import { beamSearch, greedy } from './decode';
import { START, Vocabulary } from '../../learning/vocabulary';

/** The hidden state and the carry of the decoder's LSTM. */
interface Memory {
  hidden: Float32Array;
  carry: Float32Array;
}

/** Beginnings that are followed at a time. */
const WIDTH = 3;

/**
 * Puts features into words, in plain numbers: it is far too little work to be worth sending to a graphics card word by
 * word. Tells what the model of `caption-model.ts` tells with the same weights.
 */
export class CaptionDecoder {
  readonly #weights: ReadonlyMap<string, Float32Array>;

  constructor(
    readonly vocabulary: Vocabulary,
    readonly longest: number,
    weights: ReadonlyMap<string, Float32Array>,
  ) {
    this.#weights = weights;
  }

  /** @throws EngineError `BAD_MODEL` where the weights do not fit what is said of them. */
  static async of({ captions, weights }: CaptionFiles): Promise<CaptionDecoder> {
    const { words, longest, tensors } = captions;
    const numbers = new Float32Array(await weights.arrayBuffer());
    const named = new Map<string, Float32Array>();
    let at = 0;
    for (const { name, shape } of tensors) {
      const size = shape.reduce((product, side) => product * side, 1);
      named.set(name, numbers.subarray(at, at + size));
      at += size;
    }
    const decoder = new CaptionDecoder(new Vocabulary(words), longest, named);
    const fits = decoder.#of('words_bias').length === decoder.vocabulary.size && at === numbers.length;
    if (!fits) throw badWeights();
    return decoder;
  }

  /** The likeliest sentence that beam search finds. */
  caption(image: Float32Array, width = WIDTH): string {
    const { words } = beamSearch(this.step, this.begin(image), this.longest, width);
    return this.vocabulary.decode(words);
  }

  /** What comes of taking the likeliest word each time. */
  describeGreedily(image: Float32Array): string {
    return this.vocabulary.decode(greedy(this.step, this.begin(image), this.longest).words);
  }

  /** Where a sentence about this stands before its first word. */
  begin(image: Float32Array): Memory {
    const input = affine(image, { kernel: this.#of('image_kernel'), bias: this.#of('image_bias') });
    const units = this.#of('bias').length / 4;
    return this.#remember({ hidden: new Float32Array(units), carry: new Float32Array(units) }, input);
  }

  /** A word taken in, and how likely each is to come next. */
  readonly step = (before: Memory, word: number): { logProbabilities: Float32Array; state: Memory } => {
    const embedding = this.#of('embedding');
    const size = this.#of('image_bias').length;
    const state = this.#remember(before, embedding.subarray(word * size, (word + 1) * size));
    const logits = affine(state.hidden, {
      kernel: this.#of('words_kernel'),
      bias: this.#of('words_bias'),
    });
    return { logProbabilities: logSoftmax(logits), state };
  };

  /** One step of the LSTM (gates in the order i, f, c, o). */
  #remember({ hidden, carry }: Memory, input: Float32Array): Memory {
    const own = affine(input, { kernel: this.#of('kernel'), bias: this.#of('bias') });
    const sums = affine(hidden, { kernel: this.#of('recurrent_kernel'), bias: own });
    const units = hidden.length;
    const next = { hidden: new Float32Array(units), carry: new Float32Array(units) };
    for (let j = 0; j < units; j++) {
      const [i, f, c, o] = [0, 1, 2, 3].map((gate) => sums[gate * units + j] as number) as [
        number,
        number,
        number,
        number,
      ];
      const kept = sigmoid(f) * (carry[j] as number) + sigmoid(i) * Math.tanh(c);
      next.carry[j] = kept;
      next.hidden[j] = sigmoid(o) * Math.tanh(kept);
    }
    return next;
  }

  #of(name: string): Float32Array {
    const found = this.#weights.get(name);
    if (!found) throw badWeights();
    return found;
  }
}

const badWeights = (): EngineError =>
  new EngineError('BAD_MODEL', 'What this model learnt to describe is damaged. Learn to describe again.');

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Of logits; the mark that begins a sentence never comes. */
function logSoftmax(logits: Float32Array): Float32Array {
  logits[START] = -Infinity;
  const greatest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const sum = logits.reduce((total, value) => total + Math.exp(value - greatest), 0);
  return logits.map((value) => value - greatest - Math.log(sum));
}
