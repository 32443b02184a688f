import * as tf from '@tensorflow/tfjs-core';
import { fast, type Moments } from './kernels/fast';

export const BETA1 = 0.9;
export const BETA2 = 0.999;
export const EPSILON = 1e-7;

/** Where the optimiser stands, independent of the backend. Null: a variable that has had no step. */
export interface AdamState {
  steps: number;
  moments: ({ mean: Float32Array; square: Float32Array } | null)[];
}

/** Adam (Kingma & Ba 2015), with β₁ 0.9, β₂ 0.999, ε 10⁻⁷. */
export class Adam {
  readonly #moments = new Map<tf.Variable, Moments>();
  #steps = 0;

  constructor(public learningRate: number) {}

  /** One step for each variable, whose gradients are in the same order. The gradients stay the caller's. */
  apply(variables: readonly tf.Variable[], gradients: readonly tf.Tensor[]): void {
    this.#steps++;
    const rate = this.learningRate / (1 - BETA1 ** this.#steps);
    const correction = 1 - BETA2 ** this.#steps;
    tf.tidy(() => {
      const before = variables.map(
        (variable) =>
          this.#moments.get(variable) ?? { mean: tf.zerosLike(variable), square: tf.zerosLike(variable) },
      );
      const updates =
        fast().adam?.(variables, gradients, before, rate, correction) ??
        composed(variables, gradients, before, rate, correction);
      updates.forEach(({ value, mean, square }, index) => {
        const variable = variables[index] as tf.Variable;
        const old = this.#moments.get(variable);
        if (old) tf.dispose([old.mean, old.square]);
        this.#moments.set(variable, { mean: tf.keep(mean), square: tf.keep(square) });
        variable.assign(value);
      });
    });
  }

  /** The number of steps so far and each variable's moments, as numbers, to go on from with {@link resume}. */
  async state(variables: readonly tf.Variable[]): Promise<AdamState> {
    const steps = this.#steps;
    const moments = await Promise.all(
      variables.map(async (variable) => {
        const own = this.#moments.get(variable);
        if (!own) return null;
        const [mean, square] = await Promise.all([own.mean.data(), own.square.data()]);
        return { mean: mean as Float32Array, square: square as Float32Array };
      }),
    );
    return { steps, moments };
  }

  /** Goes on from a state of {@link state}, of the same variables in the same order. */
  resume(variables: readonly tf.Variable[], { steps, moments }: AdamState): void {
    this.dispose();
    this.#steps = steps;
    variables.forEach((variable, index) => {
      const own = moments[index];
      if (!own) return;
      this.#moments.set(variable, {
        mean: tf.keep(tf.tensor(own.mean, variable.shape)),
        square: tf.keep(tf.tensor(own.square, variable.shape)),
      });
    });
  }

  dispose(): void {
    for (const { mean, square } of this.#moments.values()) tf.dispose([mean, square]);
    this.#moments.clear();
  }
}

/** In plain operations, for every backend. */
function composed(
  variables: readonly tf.Variable[],
  gradients: readonly tf.Tensor[],
  moments: readonly Moments[],
  rate: number,
  correction: number,
): (Moments & { value: tf.Tensor })[] {
  return variables.map((variable, index) => {
    const gradient = gradients[index] as tf.Tensor;
    const before = moments[index] as Moments;
    const mean = tf.add(tf.mul(before.mean, BETA1), tf.mul(gradient, 1 - BETA1));
    const square = tf.add(tf.mul(before.square, BETA2), tf.mul(tf.square(gradient), 1 - BETA2));
    const step = tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(tf.div(square, correction)), EPSILON));
    return { mean, square, value: tf.sub(variable, step) };
  });
}
