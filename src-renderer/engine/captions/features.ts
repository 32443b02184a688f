import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import type { CaptionSource, PreprocessSpec } from '../../../src-main/contract';
import type { KeptClip } from '../api';
import type { Augmentation } from '../../learning/augment';
import { applyFrameLayers, hiddenLayersOf } from '../model/forward';
import { frameLayersOf } from '../model/model';
import { batchTensor } from '../training/predict';
import { middleFrame } from '../../learning/preprocess';
import { one } from '../layers/types';

/**
 * What a model makes of clips: of a whole clip the LSTM's last hidden state, of a frame what the CNN makes of the middle
 * one. One array a clip.
 */
export async function featuresOf(
  model: LayersModel,
  clips: readonly KeptClip[],
  spec: PreprocessSpec,
  from: CaptionSource,
  augment: (index: number) => Augmentation,
): Promise<Float32Array[]> {
  const output = tf.tidy(() => {
    const windows = batchTensor(clips, spec, augment);
    return from === 'clip' ? hiddenOf(model, windows) : frameOf(model, windows);
  });
  try {
    const numbers = (await output.data()) as Float32Array;
    const size = numbers.length / clips.length;
    return clips.map((_, index) => numbers.slice(index * size, (index + 1) * size));
  } finally {
    output.dispose();
  }
}

function hiddenOf(model: LayersModel, windows: tf.Tensor5D): tf.Tensor {
  const [batch, time, height, width, channels] = windows.shape;
  const frames = tf.reshape(windows, [batch * time, height, width, channels]) as tf.Tensor4D;
  const features = applyFrameLayers(frameLayersOf(model), frames);
  return hiddenLayersOf(model).reduce(
    (tensor, layer) => one(layer.call(tensor, { training: false })),
    tf.reshape(features, [batch, time, -1]) as tf.Tensor,
  );
}

function frameOf(model: LayersModel, windows: tf.Tensor5D): tf.Tensor {
  const [batch, time, height, width, channels] = windows.shape;
  const frames = tf.slice(windows, [0, middleFrame(time), 0, 0, 0], [batch, 1, height, width, channels]);
  const pictures = tf.reshape(frames, [batch, height, width, channels]) as tf.Tensor4D;
  return tf.reshape(applyFrameLayers(frameLayersOf(model), pictures), [batch, -1]);
}
