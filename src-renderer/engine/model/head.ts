import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import type { Head } from '../../learning/ridge';

/** Puts another dense layer in the place of the model's last. */
export function setHead(model: LayersModel, { kernel, bias }: Head): void {
  const last = model.layers.at(-1);
  tf.tidy(() => {
    const [before, offset] = last?.getWeights() ?? [];
    last?.setWeights([tf.tensor(kernel, before?.shape), tf.tensor(bias, offset?.shape)]);
  });
}
