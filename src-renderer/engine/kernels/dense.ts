import * as tf from '@tensorflow/tfjs-core';
import { fast } from './fast';

/** x·K + b for x `[B, I]`, kernel `[I, O]` and bias `[O]`. */
export function dense(input: tf.Tensor2D, kernel: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  const run = tf.customGrad((...args) => {
    const [x, k, b, save] = args as unknown as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.GradSaveFunc];
    save([x, k]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const [inputs, weights] = saved as [tf.Tensor2D, tf.Tensor2D];
      const slope = dy as tf.Tensor2D;
      return [
        tf.matMul(slope, weights, false, true),
        tf.matMul(inputs, slope, true, false),
        fast().columnSums?.(slope) ?? tf.sum(slope, 0),
      ];
    };
    return { value: tf.fused.matMul({ a: x, b: k, bias: b }), gradFunc };
  });
  return run(input, kernel, bias) as tf.Tensor2D;
}
