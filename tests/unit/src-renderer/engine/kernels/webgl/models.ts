import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model as functional, type LayersModel } from '@tensorflow/tfjs-layers';
import { defaultTrainConfig, preprocessSpec } from '../../../../../../src-renderer/learning/defaults';
import { LSTM } from '../../../../../../src-renderer/engine/layers/lstm';
import { TimeDistributed } from '../../../../../../src-renderer/engine/layers/time-distributed';
import { buildModel } from '../../../../../../src-renderer/engine/model/model';
import { randomTensor } from '../../support';

/** A model and the shape of a batch for it, without classes. */
export interface Example {
  model: LayersModel;
  inputs: [number, number, number, number, number];
  classes: number;
}

/** The model that the performance goals are set for: 16 clips of 16 frames of 64×64 RGB, with global pooling. */
export function goalModel(batch = 16): Example {
  const inputs: Example['inputs'] = [batch, 16, 64, 64, 3];
  const frame = [16, 32, 64].flatMap((filters) => [
    layers.conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'relu' }),
    layers.maxPooling2d({ poolSize: 2 }),
  ]);
  const chain = [
    ...[...frame, layers.globalAveragePooling2d({})].map((layer) => new TimeDistributed({ layer })),
    new LSTM({ units: 64 }),
    layers.dense({ units: 8, activation: 'softmax' }),
  ];
  const start = input({ shape: inputs.slice(1) });
  const end = chain.reduce((tensor, layer) => layer.apply(tensor) as typeof start, start);
  const model = functional({ inputs: start, outputs: end });
  for (const layer of model.layers) {
    layer.setWeights(layer.getWeights().map((weight, i) => randomTensor(weight.shape, i + 1, 0.1)));
  }
  return { model, inputs, classes: 8 };
}

/** The app's model with its defaults. */
export function defaultModel(batch = 16): Example {
  const config = defaultTrainConfig();
  const spec = preprocessSpec(config, { frames: 16, fps: 10, mirror: true });
  const model = buildModel(config, spec, 8);
  const [, time, height, width, channels] = model.inputs[0]?.shape as number[];
  return { model, inputs: [batch, time ?? 0, height ?? 0, width ?? 0, channels ?? 0], classes: 8 };
}

/** A batch for an example: inputs and one-hot labels. */
export function batchOf({ inputs, classes }: Example, seed = 1): { x: tf.Tensor5D; y: tf.Tensor2D } {
  const x = randomTensor(inputs, seed) as tf.Tensor5D;
  const y = new Float32Array(inputs[0] * classes);
  for (let i = 0; i < inputs[0]; i++) y[i * classes + (i % classes)] = 1;
  return { x, y: tf.tensor2d(y, [inputs[0], classes]) };
}
