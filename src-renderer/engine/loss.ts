import * as tf from '@tensorflow/tfjs-core';

/**
 * Mean categorical cross-entropy of logits `[B, C]` against one-hot labels `[B, C]`, in nats. Its gradient to the
 * logits is (softmax − labels) / B, computed in one piece.
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Scalar {
  const run = tf.customGrad((...args) => {
    const [x, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
    const probabilities = tf.softmax(x);
    save([probabilities]);
    const likelihood = tf.sum(tf.mul(probabilities, labels), 1);
    const value = tf.neg(tf.mean(tf.log(tf.maximum(likelihood, 1e-7))));
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor => {
      const [softmax] = saved as [tf.Tensor2D];
      return tf.mul(tf.sub(softmax, labels), tf.div(dy, x.shape[0]));
    };
    return { value, gradFunc };
  });
  return run(logits) as tf.Scalar;
}
