import * as tf from '@tensorflow/tfjs-core';
import { fast } from '../kernels/fast';
import { lstmSequence } from './lstm-sequence';

/** The last hidden state `[B, H]` of an LSTM, from x·W + b of each step `[B, T, 4H]` and its recurrent kernel `[H, 4H]`. */
export function recurrence(projected: tf.Tensor3D, recurrent: tf.Tensor2D): tf.Tensor2D {
  const { recurrence: own, lstm } = fast();
  if (own) return own(projected, recurrent);
  // A graphics card multiplies by an identity sooner than it makes every step's operations one by one.
  const width = projected.shape[2];
  const last = lstm?.(projected, tf.eye(width), recurrent, tf.zeros([width]));
  if (last) return last;
  const [batch, time] = projected.shape;
  const hiddens = lstmSequence(projected, recurrent);
  return tf.reshape(tf.slice3d(hiddens, [0, time - 1, 0], [-1, 1, -1]), [batch, recurrent.shape[0]]);
}
