import * as tf from '@tensorflow/tfjs-core';

/** Weights of one Conv2D(3×3, same, ReLU) + MaxPool(2×2) block: kernel `[3, 3, in, out]`, bias `[out]`. */
export interface ConvBlock {
  kernel: tf.Tensor4D;
  bias: tf.Tensor1D;
}

/** Adam's running means of a variable's gradient and of its square. */
export interface Moments {
  mean: tf.Tensor;
  square: tf.Tensor;
}

/**
 * What a backend does faster than TensorFlow.js's own operations, with gradients. Null from a function: these
 * arguments are out of its scope, and the stock operations are to be used.
 */
export interface FastKernels {
  /**
   * Blocks of convolution, bias, ReLU and pooling over `[N, H, W, C]`; values come in the order `[N, h, w, C]` and get
   * `outputShape`. The input gets no gradient.
   */
  convStack?(input: tf.Tensor4D, blocks: readonly ConvBlock[], outputShape: number[]): tf.Tensor | null;
  /** `[B, T, 4H]` of x·W + b and the recurrent kernel `[H, 4H]` (gates i, f, c, o) to the last hidden state `[B, H]`. */
  lstm?(inputs: tf.Tensor3D, recurrent: tf.Tensor2D): tf.Tensor2D | null;
  /** One step of Adam for each variable; `correction` is 1 − β₂ᵗ, and `rate` already holds 1 / (1 − β₁ᵗ). */
  adam?(
    variables: readonly tf.Variable[],
    gradients: readonly tf.Tensor[],
    moments: readonly Moments[],
    rate: number,
    correction: number,
  ): (Moments & { value: tf.Tensor })[] | null;
  /** As {@link dropout} in `layers/dropout`. */
  dropout?(input: tf.Tensor, rate: number, seed: number): tf.Tensor | null;
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
