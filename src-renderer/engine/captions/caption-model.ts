import * as tf from '@tensorflow/tfjs-core';
import { orthogonal, uniform } from '../model/initialise';
import { lstmSequence } from '../layers/lstm-sequence';
import type { Random } from '../../learning/random';
import { END, START } from '../../learning/vocabulary';

/** Numbers a word is turned into, and numbers the decoder remembers. */
const EMBEDDING = 32;
const UNITS = 64;

export interface CaptionSizes {
  /** Numbers of a clip's or a frame's features. */
  image: number;
  /** Words, the two marks among them. */
  words: number;
}

/** A sentence to learn: what it is about, and its words without marks. */
export interface Example {
  image: Float32Array;
  words: readonly number[];
}

/**
 * The weights in order. The decoder is that of Show and Tell (Vinyals et al. 2015): the image, brought to the size of a
 * word, is the first thing an LSTM is given, and then every word so far; from its state the next word is told.
 */
function captionTensors({ image, words }: CaptionSizes): { name: string; shape: number[] }[] {
  return [
    { name: 'image_kernel', shape: [image, EMBEDDING] },
    { name: 'image_bias', shape: [EMBEDDING] },
    { name: 'embedding', shape: [words, EMBEDDING] },
    { name: 'kernel', shape: [EMBEDDING, 4 * UNITS] },
    { name: 'recurrent_kernel', shape: [UNITS, 4 * UNITS] },
    { name: 'bias', shape: [4 * UNITS] },
    { name: 'words_kernel', shape: [UNITS, words] },
    { name: 'words_bias', shape: [words] },
  ];
}

/** First values for {@link captionTensors}. */
function initialValues(name: string, [rows = 1, columns = 1]: number[], random: Random): Float32Array {
  if (name === 'bias') return new Float32Array(rows).fill(1, rows / 4, rows / 2);
  if (name.endsWith('_bias')) return new Float32Array(rows);
  if (name === 'recurrent_kernel') return orthogonal(rows, columns, random);
  return uniform(rows * columns, rows + columns, random);
}

/** What learns to put features into words. Its weights live on the device until it is disposed. */
export class CaptionModel {
  readonly tensors: { name: string; shape: number[] }[];
  readonly variables: tf.Variable[];

  constructor(
    readonly sizes: CaptionSizes,
    random: Random,
  ) {
    this.tensors = captionTensors(sizes);
    this.variables = this.tensors.map(({ name, shape }) =>
      tf.tidy(() => tf.variable(tf.tensor(initialValues(name, shape, random), shape))),
    );
  }

  /**
   * Mean cross-entropy (nats) a word of some sentences, their ends included, each word being told from the true ones
   * before it (teacher forcing).
   */
  loss(examples: readonly Example[]): tf.Scalar {
    return tf.tidy(() => {
      const { inputs, targets, places } = this.#batch(examples);
      const logits = this.#logits(examples, inputs);
      const likelihood = tf.sum(tf.mul(tf.logSoftmax(logits), targets));
      return tf.neg(tf.div(likelihood, places)) as tf.Scalar;
    });
  }

  /** Logits `[B · L, words]` of the words that follow each of `inputs`, which are one-hot `[B · L, words]`. */
  #logits(examples: readonly Example[], inputs: tf.Tensor2D): tf.Tensor2D {
    const [imageKernel, imageBias, embedding, kernel, recurrent, bias, wordsKernel, wordsBias] = this
      .variables as unknown as [
      tf.Tensor2D,
      tf.Tensor1D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor1D,
      tf.Tensor2D,
      tf.Tensor1D,
    ];
    const batch = examples.length;
    const length = inputs.shape[0] / batch;
    const images = tf.tensor2d(concatenated(examples, this.sizes.image), [batch, this.sizes.image]);
    const first = tf.reshape(tf.add(tf.matMul(images, imageKernel), imageBias), [batch, 1, EMBEDDING]);
    const words = tf.reshape(tf.matMul(inputs, embedding), [batch, length, EMBEDDING]);
    const steps = tf.reshape(tf.concat([first, words], 1), [batch * (length + 1), EMBEDDING]);
    const projected = tf.add(tf.matMul(steps as tf.Tensor2D, kernel), bias);
    const hidden = lstmSequence(
      tf.reshape(projected, [batch, length + 1, 4 * UNITS]) as tf.Tensor3D,
      recurrent,
    );
    // What the image alone leads to is no word yet.
    const after = tf.reshape(tf.slice3d(hidden, [0, 1, 0], [-1, -1, -1]), [batch * length, UNITS]);
    return tf.add(tf.matMul(after as tf.Tensor2D, wordsKernel), wordsBias);
  }

  /** One-hot words to go on from and to tell, of places after a sentence's end zeros; and how many are to be told. */
  #batch(examples: readonly Example[]): { inputs: tf.Tensor2D; targets: tf.Tensor2D; places: number } {
    const { words } = this.sizes;
    const length = Math.max(...examples.map((example) => example.words.length)) + 1;
    const inputs = new Float32Array(examples.length * length * words);
    const targets = inputs.slice();
    let places = 0;
    examples.forEach((example, row) => {
      const sentence = [START, ...example.words, END];
      for (let t = 0; t + 1 < sentence.length; t++) {
        const at = (row * length + t) * words;
        inputs[at + (sentence[t] as number)] = 1;
        targets[at + (sentence[t + 1] as number)] = 1;
        places++;
      }
    });
    const shape: [number, number] = [examples.length * length, words];
    return { inputs: tf.tensor2d(inputs, shape), targets: tf.tensor2d(targets, shape), places };
  }

  /** The weights as numbers, in order. */
  async weights(): Promise<Float32Array[]> {
    return Promise.all(this.variables.map(async (variable) => (await variable.data()) as Float32Array));
  }

  dispose(): void {
    tf.dispose(this.variables);
  }
}

function concatenated(examples: readonly Example[], size: number): Float32Array {
  const values = new Float32Array(examples.length * size);
  examples.forEach(({ image }, row) => values.set(image, row * size));
  return values;
}
