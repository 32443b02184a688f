import * as tf from '@tensorflow/tfjs-core';
import { fast, type CrossEntropy } from '../kernels/fast';

/** In plain operations, for every backend. */
const composed: CrossEntropy = {
  probabilities: (logits) => tf.softmax(logits),
  loss: (probabilities, labels) => {
    const each = tf.mul(labels, tf.log(tf.maximum(probabilities, 1e-7)));
    return tf.neg(tf.mean(tf.sum(each, 1)));
  },
  slope: (probabilities, labels, dy) =>
    tf.mul(
      tf.sub(tf.mul(probabilities, tf.sum(labels, 1, true)), labels),
      tf.div(dy, probabilities.shape[0]),
    ),
};

/**
 * Mean categorical cross-entropy of logits `[B, C]` against labels `[B, C]`, in nats: of each row the shares of the
 * classes, times the row's weight. Its gradient to the logits is (softmax × the row's sum − labels) / B, computed in one
 * piece.
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
