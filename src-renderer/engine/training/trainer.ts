import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import { Adam, type AdamState } from '../kernels/adam';
import { trainingLogits } from '../model/forward';
import { hash } from '../kernels/hash';
import { crossEntropy } from './loss';
import { frameLayersOf } from '../model/model';

/** Where training stands, independent of the backend. */
export interface TrainerState {
  weights: Float32Array[];
  optimizer: AdamState;
}

export interface TrainerOptions {
  /** A whole number; with the number of the step it says what dropout drops. */
  seed?: number;
  /** What the steps of the layers over single frames are multiplied by; 0: they keep their weights. */
  cnnRate?: number;
  /** As `AdamOptions` has it. */
  weightDecay?: number;
}

/** Trains a model's weights, one batch at a time, without waiting for the device. */
export class Trainer {
  readonly #optimizer: Adam;
  readonly #variables: tf.Variable[];
  readonly #losses: tf.Scalar[] = [];
  readonly #probabilities: tf.Tensor2D[] = [];
  /** The gradient that every step starts from, so that it need not be uploaded. */
  readonly #one = tf.keep(tf.scalar(1));

  readonly #seed: number;

  constructor(
    readonly model: LayersModel,
    learningRate: number,
    { seed = 0, cnnRate = 1, weightDecay = 0 }: TrainerOptions = {},
  ) {
    this.#seed = seed;
    const ofFrames = new Set(frameLayersOf(model).flatMap((layer) => layer.weights.map(({ id }) => id)));
    const learning = model.trainableWeights.filter(({ id }) => cnnRate > 0 || !ofFrames.has(id));
    this.#variables = learning.map((weight) => weight.read() as tf.Variable);
    const factors = learning.map(({ id }) => (ofFrames.has(id) ? cnnRate : 1));
    this.#optimizer = new Adam(this.#variables, learningRate, { factors, decay: weightDecay });
  }

  /**
   * One step.
   * @param inputs `[B, T, height, width, channels]`
   * @param labels `[B, C]`, as `crossEntropy` takes them
   */
  step(inputs: tf.Tensor5D, labels: tf.Tensor2D): void {
    const seed = hash(this.#optimizer.steps, this.#seed);
    const { value, grads } = tf.engine().gradients(
      () =>
        crossEntropy(trainingLogits(this.model, inputs, seed), labels, (probabilities) => {
          this.#probabilities.push(tf.keep(probabilities));
        }),
      this.#variables,
      this.#one,
    );
    this.#optimizer.apply(grads);
    tf.dispose(grads);
    this.#losses.push(tf.keep(value as tf.Scalar));
  }

  /** The step size from now on. */
  set learningRate(rate: number) {
    this.#optimizer.learningRate = rate;
  }

  /** Waits until the device has done all steps so far. */
  async settle(): Promise<void> {
    await this.#losses.at(-1)?.data();
  }

  /** Mean loss of the steps since the last call, and their probabilities `[clips, classes]`, row after row. */
  async takeEpoch(): Promise<Float32Array> {
    if (this.#probabilities.length === 0) return new Float32Array();
    const all = tf.concat(this.#probabilities);
    this.#forget();
    try {
      return (await all.data()) as Float32Array;
    } finally {
      all.dispose();
    }
  }

  /** The weights as they are now, as numbers. */
  async weights(): Promise<Float32Array[]> {
    return Promise.all(
      this.model.weights.map(async (weight) => (await weight.read().data()) as Float32Array),
    );
  }

  /** Puts weights from {@link weights} back. */
  restore(weights: readonly Float32Array[]): void {
    tf.tidy(() => {
      this.model.weights.forEach((weight, index) => {
        weight.write(tf.tensor(weights[index] as Float32Array, weight.shape as number[]));
      });
    });
  }

  /** Weights and optimiser, to go on from with {@link resume}, on another backend too. */
  async state(): Promise<TrainerState> {
    const [weights, optimizer] = await Promise.all([this.weights(), this.#optimizer.state()]);
    return { weights, optimizer };
  }

  /** Goes on from a state of {@link state}. */
  resume({ weights, optimizer }: TrainerState): void {
    this.restore(weights);
    this.#optimizer.resume(optimizer);
  }

  #forget(): void {
    tf.dispose(this.#losses);
    tf.dispose(this.#probabilities);
    this.#losses.length = 0;
    this.#probabilities.length = 0;
  }

  dispose(): void {
    this.#forget();
    this.#optimizer.dispose();
    this.#one.dispose();
  }
}
