import * as tf from '@tensorflow/tfjs-core';
import { fast, type CrossEntropy } from './kernels/fast';

/** In plain operations, for every backend. */
const composed: CrossEntropy = {
  probabilities: (logits) => tf.softmax(logits),
  loss: (probabilities, labels) => {
    const likelihood = tf.sum(tf.mul(probabilities, labels), 1);
    return tf.neg(tf.mean(tf.log(tf.maximum(likelihood, 1e-7))));
  },
  slope: (probabilities, labels, dy) =>
    tf.mul(tf.sub(probabilities, labels), tf.div(dy, probabilities.shape[0])),
};

/**
 * Mean categorical cross-entropy of logits `[B, C]` against one-hot labels `[B, C]`, in nats. Its gradient to the
 * logits is (softmax − labels) / B, computed in one piece.
 * @param onProbabilities gets the softmax of the logits, which lives as long as the tidy around does
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor2D,
  onProbabilities: (probabilities: tf.Tensor2D) => void = () => undefined,
): tf.Scalar {
  const { probabilities, loss, slope } = fast().crossEntropy ?? composed;
  const run = tf.customGrad((...args) => {
    const [x, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
    const softmax = probabilities(x);
    onProbabilities(softmax);
    save([softmax, labels]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor =>
      slope(saved[0] as tf.Tensor2D, saved[1] as tf.Tensor2D, dy as tf.Scalar);
    return { value: loss(softmax, labels), gradFunc };
  });
  return run(logits) as tf.Scalar;
}
