import * as tf from '@tensorflow/tfjs-core';
import { runPacked } from './kernels/dense';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;

const body = (result: string): string => `
  void main() {
    int i = outIndex();
    setOutput(${result});
  }`;
const MEAN = body(`${BETA1} * fetchM(i) + ${1 - BETA1} * fetchG(i)`);
const SQUARE = body(`${BETA2} * fetchV(i) + ${1 - BETA2} * fetchG(i) * fetchG(i)`);
const VALUE = body('fetchW(i) - rate * fetchM(i) / (sqrt(fetchV(i) / correction) + 1e-7)');

interface Moments {
  mean: tf.Tensor;
  square: tf.Tensor;
}

/** Adam (Kingma & Ba 2015), with β₁ 0.9, β₂ 0.999, ε 10⁻⁷; three draws a variable on WebGL. */
export class Adam {
  readonly #moments = new Map<tf.Variable, Moments>();
  #steps = 0;

  constructor(public learningRate: number) {}

  /** One step for each variable, whose gradients are in the same order. The gradients stay the caller's. */
  apply(variables: readonly tf.Variable[], gradients: readonly tf.Tensor[]): void {
    this.#steps++;
    variables.forEach((variable, index) => {
      this.#update(variable, gradients[index] as tf.Tensor);
    });
  }

  #update(variable: tf.Variable, gradient: tf.Tensor): void {
    const before = this.#moments.get(variable) ?? {
      mean: tf.zerosLike(variable),
      square: tf.zerosLike(variable),
    };
    const rate = this.learningRate / (1 - BETA1 ** this.#steps);
    const correction = 1 - BETA2 ** this.#steps;
    const next = tf.getBackend() === 'webgl' ? fused : composed;
    tf.tidy(() => {
      const { value, mean, square } = next(variable, gradient, before, rate, correction);
      this.#moments.set(variable, { mean: tf.keep(mean), square: tf.keep(square) });
      variable.assign(value);
    });
    tf.dispose([before.mean, before.square]);
  }

  dispose(): void {
    for (const { mean, square } of this.#moments.values()) tf.dispose([mean, square]);
    this.#moments.clear();
  }
}

type Update = Moments & { value: tf.Tensor };

function fused(
  variable: tf.Variable,
  gradient: tf.Tensor,
  before: Moments,
  rate: number,
  correction: number,
): Update {
  const { shape } = variable;
  const mean = runPacked({ M: before.mean, G: gradient }, shape, MEAN);
  const square = runPacked({ V: before.square, G: gradient }, shape, SQUARE);
  const value = runPacked({ W: variable, M: mean, V: square }, shape, VALUE, {}, { rate, correction });
  return { mean, square, value };
}

function composed(
  variable: tf.Variable,
  gradient: tf.Tensor,
  before: Moments,
  rate: number,
  correction: number,
): Update {
  const mean = tf.add(tf.mul(before.mean, BETA1), tf.mul(gradient, 1 - BETA1));
  const square = tf.add(tf.mul(before.square, BETA2), tf.mul(tf.square(gradient), 1 - BETA2));
  const step = tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(tf.div(square, correction)), EPSILON));
  return { mean, square, value: tf.sub(variable, step) };
}
