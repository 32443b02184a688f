import * as tf from '@tensorflow/tfjs-core';

/** Weights of one Conv2D(3×3, same, ReLU) + MaxPool(2×2) block: kernel `[3, 3, in, out]`, bias `[out]`. */
export interface ConvBlock {
  kernel: tf.Tensor4D;
  bias: tf.Tensor1D;
}

/**
 * What leaves a stack of blocks: `[N, h, w, C]`, those flattened to `[N, h · w · C]`, or their means over the pixels,
 * `[N, C]`.
 */
export type StackOutput = 'maps' | 'flat' | 'mean';

/** Adam's running means of a variable's gradient and of its square. */
export interface Moments {
  mean: tf.Tensor;
  square: tf.Tensor;
}

/** What a variable's step is: value × `keep` − `rate` × mean / (√(square / correction) + ε). */
export interface StepSize {
  /** 1 / (1 − β₁ᵗ) is in it already. */
  rate: number;
  /** Below 1 where weights decay. */
  keep: number;
}

/** Adam with the moments of all variables together, in a form of the backend's own. */
export interface PooledAdam {
  /** One step, as {@link FastKernels.adam}; `moments` null: the first one. */
  step(
    variables: readonly tf.Variable[],
    gradients: readonly tf.Tensor[],
    moments: readonly tf.Tensor[] | null,
    sizes: readonly StepSize[],
    correction: number,
  ): { values: tf.Tensor[]; moments: tf.Tensor[] };
  /** The moments of each variable. */
  split(variables: readonly tf.Variable[], moments: readonly tf.Tensor[]): Moments[];
  /** The way back. */
  join(moments: readonly Moments[]): tf.Tensor[];
}

/**
 * The pieces of the mean cross-entropy of logits `[B, C]` against labels `[B, C]`: of each row the shares of the classes,
 * times the row's weight.
 */
export interface CrossEntropy {
  /** Softmax of the logits. */
  probabilities(logits: tf.Tensor2D): tf.Tensor2D;
  /** In nats; a likelihood counts as 10⁻⁷ at least. */
  loss(probabilities: tf.Tensor2D, labels: tf.Tensor2D): tf.Scalar;
  /** Gradient of the logits: (probabilities × the row's sum of labels − labels) · dy / B. */
  slope(probabilities: tf.Tensor2D, labels: tf.Tensor2D, dy: tf.Scalar): tf.Tensor2D;
}

/**
 * What a backend does faster than TensorFlow.js's own operations, with gradients. Null from a function: these
 * arguments are out of its scope, and the stock operations are to be used.
 */
export interface FastKernels {
  /** Blocks of convolution, bias, ReLU and pooling over `[N, H, W, C]`. The input gets no gradient. */
  convStack?(input: tf.Tensor4D, blocks: readonly ConvBlock[], output: StackOutput): tf.Tensor | null;
  /**
   * Inputs `[B, T, F]`, kernel `[F, 4H]`, recurrent kernel `[H, 4H]` and bias `[4H]` (gates i, f, c, o) to the last hidden
   * state `[B, H]`.
   */
  lstm?(
    inputs: tf.Tensor3D,
    kernel: tf.Tensor2D,
    recurrent: tf.Tensor2D,
    bias: tf.Tensor1D,
  ): tf.Tensor2D | null;
  /** What follows the input projection of the same: x·W + b `[B, T, 4H]` and the recurrent kernel to the last hidden state. */
  recurrence?(projected: tf.Tensor3D, recurrent: tf.Tensor2D): tf.Tensor2D;
  /** One step of Adam for each variable; `correction` is 1 − β₂ᵗ. */
  adam?(
    variables: readonly tf.Variable[],
    gradients: readonly tf.Tensor[],
    moments: readonly Moments[],
    sizes: readonly StepSize[],
    correction: number,
  ): (Moments & { value: tf.Tensor })[] | null;
  /** In place of `adam`. */
  pooledAdam?: PooledAdam;
  /** Value i times `scale` where `hash(i, seed)` of `kernels/hash` is `threshold` or more, else 0. No gradient. */
  dropout?(input: tf.Tensor, threshold: number, scale: number, seed: number): tf.Tensor | null;
  /** Without gradients. */
  crossEntropy?: CrossEntropy;
  /** Sums over the rows of `[R, C]`, without gradient. */
  columnSums?(input: tf.Tensor2D): tf.Tensor1D;
}

const known = new Map<string, FastKernels>();

/** Makes a backend's fast kernels known. */
export function provide(backend: string, kernels: FastKernels): void {
  known.set(backend, kernels);
}

const NONE: FastKernels = {};

/** The fast kernels of the active backend. */
export function fast(): FastKernels {
  return known.get(tf.getBackend()) ?? NONE;
}
