import * as tf from '@tensorflow/tfjs-core';
import { fast } from '../kernels/fast';
import { hash } from '../kernels/hash';

/**
 * Sets a share `rate` of the values to zero and scales the others by 1 / (1 − rate) (Srivastava et al. 2014). Which
 * ones follows from the seed alone: value i stays if {@link hash}(i, seed) ≥ rate · 2³².
 * @param seed a whole number
 */
export function dropout(input: tf.Tensor, rate: number, seed: number): tf.Tensor {
  if (rate <= 0) return tf.clone(input);
  if (rate >= 1) throw new RangeError('Dropout needs a rate below 1.');
  const threshold = Math.floor(rate * 2 ** 32);
  const scale = 1 / (1 - rate);
  const apply = (x: tf.Tensor): tf.Tensor =>
    fast().dropout?.(x, threshold, scale, seed) ?? composed(x, threshold, scale, seed);
  const run = tf.customGrad((...args) => ({
    value: apply(args[0] as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => apply(dy),
  }));
  return run(input);
}

/** In plain operations, for every backend. */
function composed(x: tf.Tensor, threshold: number, scale: number, seed: number): tf.Tensor {
  const mask = Float32Array.from({ length: x.size }, (_, i) => (hash(i, seed) >= threshold ? scale : 0));
  return tf.mul(x, tf.tensor(mask, x.shape));
}
