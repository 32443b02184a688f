import * as tf from '@tensorflow/tfjs-core';
import { fast, type Moments, type StepSize } from './fast';

export const BETA1 = 0.9;
export const BETA2 = 0.999;
export const EPSILON = 1e-7;

/** Where the optimiser stands, independent of the backend. Null: a variable that has had no step. */
export interface AdamState {
  steps: number;
  moments: ({ mean: Float32Array; square: Float32Array } | null)[];
}

export interface AdamOptions {
  /** What the steps of each variable are multiplied by; by default 1. */
  factors?: readonly number[];
  /** Share of a kernel's weights that a step of rate 1 takes off them; biases keep theirs. */
  decay?: number;
}

/** Adam (Kingma & Ba 2015), with β₁ 0.9, β₂ 0.999, ε 10⁻⁷, and decoupled weight decay (Loshchilov & Hutter 2019). */
export class Adam {
  /** Of each variable, or, where the backend has a `PooledAdam`, of all together. Null before the first step. */
  #moments: Moments[] | null = null;
  #pool: tf.Tensor[] | null = null;
  #steps = 0;

  constructor(
    readonly variables: readonly tf.Variable[],
    public learningRate: number,
    readonly options: AdamOptions = {},
  ) {}

  /** Steps made so far. */
  get steps(): number {
    return this.#steps;
  }

  /** One step for all variables, whose gradients are in the same order. The gradients stay the caller's. */
  apply(gradients: readonly tf.Tensor[]): void {
    this.#steps++;
    const sizes = this.#sizes();
    const correction = 1 - BETA2 ** this.#steps;
    tf.tidy(() => {
      const values = this.#pooled(gradients, sizes, correction) ?? this.#apart(gradients, sizes, correction);
      this.variables.forEach((variable, index) => {
        variable.assign(values[index] as tf.Tensor);
      });
    });
  }

  #sizes(): StepSize[] {
    const { factors = [], decay = 0 } = this.options;
    return this.variables.map(({ shape }, index) => {
      const rate = this.learningRate * (factors[index] ?? 1);
      return {
        rate: rate / (1 - BETA1 ** this.#steps),
        keep: shape.length > 1 ? 1 - rate * decay : 1,
      };
    });
  }

  /** The number of steps so far and each variable's moments, as numbers, to go on from with {@link resume}. */
  async state(): Promise<AdamState> {
    const steps = this.#steps;
    const pool = this.#pool;
    const split = pool && this.#split(pool);
    const each = split ?? this.#moments ?? this.variables.map(() => null);
    const numbers = async (tensor: tf.Tensor): Promise<Float32Array> => (await tensor.data()) as Float32Array;
    try {
      const moments = await Promise.all(
        each.map(async (own) => {
          if (!own) return null;
          const [mean, square] = await Promise.all([numbers(own.mean), numbers(own.square)]);
          return { mean, square };
        }),
      );
      return { steps, moments };
    } finally {
      for (const { mean, square } of split ?? []) tf.dispose([mean, square]);
    }
  }

  /** Goes on from a state of {@link state}, of the same variables in the same order. */
  resume({ steps, moments }: AdamState): void {
    this.dispose();
    this.#steps = steps;
    if (moments.every((own) => own === null)) return;
    tf.tidy(() => {
      const tensors = this.variables.map(({ shape, size }, index): Moments => {
        const { mean, square } = moments[index] ?? {
          mean: new Float32Array(size),
          square: new Float32Array(size),
        };
        return { mean: tf.tensor(mean, shape), square: tf.tensor(square, shape) };
      });
      const pool = fast().pooledAdam?.join(tensors);
      if (pool) this.#pool = pool;
      else this.#moments = tensors;
      this.#tensors().forEach(tf.keep);
    });
  }

  dispose(): void {
    tf.dispose(this.#tensors());
    this.#moments = null;
    this.#pool = null;
  }

  #tensors(): tf.Tensor[] {
    return [...(this.#pool ?? []), ...(this.#moments ?? []).flatMap(({ mean, square }) => [mean, square])];
  }

  #split(pool: readonly tf.Tensor[]): Moments[] {
    const moments = fast().pooledAdam?.split(this.variables, pool) ?? [];
    return moments.map(({ mean, square }) => ({ mean: tf.keep(mean), square: tf.keep(square) }));
  }

  #pooled(
    gradients: readonly tf.Tensor[],
    sizes: readonly StepSize[],
    correction: number,
  ): tf.Tensor[] | null {
    const step = fast().pooledAdam?.step(this.variables, gradients, this.#pool, sizes, correction);
    if (!step) return null;
    this.dispose();
    this.#pool = step.moments.map((tensor) => tf.keep(tensor));
    return step.values;
  }

  #apart(gradients: readonly tf.Tensor[], sizes: readonly StepSize[], correction: number): tf.Tensor[] {
    const zero = (variable: tf.Tensor): Moments => ({
      mean: tf.zerosLike(variable),
      square: tf.zerosLike(variable),
    });
    const before = this.#moments ?? this.variables.map(zero);
    const updates =
      fast().adam?.(this.variables, gradients, before, sizes, correction) ??
      composed(this.variables, gradients, before, sizes, correction);
    this.dispose();
    this.#moments = updates.map(({ mean, square }) => ({ mean: tf.keep(mean), square: tf.keep(square) }));
    return updates.map(({ value }) => value);
  }
}

/** In plain operations, for every backend. */
function composed(
  variables: readonly tf.Variable[],
  gradients: readonly tf.Tensor[],
  moments: readonly Moments[],
  sizes: readonly StepSize[],
  correction: number,
): (Moments & { value: tf.Tensor })[] {
  return variables.map((variable, index) => {
    const gradient = gradients[index] as tf.Tensor;
    const before = moments[index] as Moments;
    const { rate, keep } = sizes[index] as StepSize;
    const mean = tf.add(tf.mul(before.mean, BETA1), tf.mul(gradient, 1 - BETA1));
    const square = tf.add(tf.mul(before.square, BETA2), tf.mul(tf.square(gradient), 1 - BETA2));
    const step = tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(tf.div(square, correction)), EPSILON));
    return { mean, square, value: tf.sub(tf.mul(variable, keep), step) };
  });
}
