import * as tf from '@tensorflow/tfjs-core';
import {
  layers,
  loadLayersModel,
  model as functional,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import type { PretrainedBackbone } from '../../../src-main/contract';
import { EngineError, type BackboneModel, type BackboneFiles } from '../api';
import { one, oneShape } from '../layers/types';
import { rowOf } from './model';

/** Smaller pictures are not worth a pretrained network, and larger ones not worth their time here. */
const SIZE_MIN = 32;
const SIZE_MAX = 256;
/** Side of the picture where a network takes any. */
const DEFAULT_SIZE = 96;
const MOST_FEATURES = 8192;

/**
 * Reads a TensorFlow.js layers model, leaves its last layer out, and tries it on a picture.
 * @param range what its pixels are to be
 * @throws EngineError `BAD_NETWORK` where it is no such model, or cannot be used as a CNN, with what is wrong
 */
export async function readBackbone(
  files: BackboneFiles,
  range: PretrainedBackbone['range'],
): Promise<BackboneModel> {
  const whole = await open(files);
  try {
    const { size, channels } = inputOf(files.name, whole);
    const cnn = functional({ inputs: whole.inputs, outputs: featuresOf(files.name, whole), name: 'cnn' });
    const depth = channels === 'rgb' ? 3 : 1;
    const output = tf.tidy(() => cnn.predict(tf.zeros([1, size, size, depth])) as tf.Tensor);
    try {
      const values = await output.data();
      if (!values.every(Number.isFinite))
        throw unusable(files.name, 'it gives no numbers for a plain picture');
      if (values.length > MOST_FEATURES) {
        throw unusable(
          files.name,
          `it gives ${values.length} numbers for a picture, and Beckon takes ${MOST_FEATURES} at most`,
        );
      }
      return {
        topology: JSON.stringify({ className: cnn.getClassName(), config: cnn.getConfig() }),
        weights: await Promise.all(
          cnn.weights.map(async (weight) => (await weight.read().data()) as Float32Array),
        ),
        network: {
          name: files.name,
          size,
          channels,
          range,
          features: values.length,
          multiplications: cnn.layers.reduce((sum, layer) => sum + multiplicationsOf(layer), 0),
        },
        learns: canLearn(cnn, [size, size, depth]),
        layers: cnn.layers.map(rowOf),
      };
    } finally {
      output.dispose();
    }
  } finally {
    whole.dispose();
  }
}

async function open({ name, topology, weights }: BackboneFiles): Promise<LayersModel> {
  let document: tf.io.ModelJSON;
  try {
    document = JSON.parse(topology) as tf.io.ModelJSON;
  } catch {
    throw unusable(name, 'its model.json is not readable as JSON');
  }
  if (document.format === 'graph-model') {
    throw unusable(
      name,
      'it is a graph model, whose layers cannot be told apart; export it as a layers model',
    );
  }
  if (!document.modelTopology || !Array.isArray(document.weightsManifest)) {
    throw unusable(name, 'its model.json does not describe layers and weights, as TensorFlow.js writes them');
  }
  const parts = document.weightsManifest
    .flatMap(({ paths }) => paths)
    .map((path) => {
      const file = weights[path.split('/').at(-1) ?? path];
      if (!file) throw unusable(name, `the file ${path} is missing; choose it together with model.json`);
      return file;
    });
  try {
    return await loadLayersModel(
      tf.io.fromMemory({
        modelTopology: document.modelTopology,
        weightSpecs: document.weightsManifest.flatMap((group) => group.weights),
        weightData: await new Blob(parts).arrayBuffer(),
      }),
    );
  } catch (error) {
    throw unusable(name, error instanceof Error ? error.message : String(error));
  }
}

function inputOf(name: string, model: LayersModel): Pick<PretrainedBackbone, 'size' | 'channels'> {
  const [shape, ...others] = model.inputs.map((input) => input.shape);
  if (!shape || others.length > 0 || shape.length !== 4) {
    throw unusable(name, 'it does not take one picture at a time');
  }
  const [, height = null, width = null, depth = null] = shape;
  if (depth !== 1 && depth !== 3)
    throw unusable(name, `its pictures have ${String(depth)} channels, not 1 or 3`);
  const size = height ?? width ?? DEFAULT_SIZE;
  if (size !== (width ?? size))
    throw unusable(name, `its pictures are ${width}×${size}, and Beckon’s are square`);
  if (size < SIZE_MIN || size > SIZE_MAX) {
    throw unusable(name, `its pictures are ${size} pixels wide, and Beckon takes ${SIZE_MIN} to ${SIZE_MAX}`);
  }
  return { size, channels: depth === 3 ? 'rgb' : 'grey' };
}

/** What enters the last dense layer, else what the last pooling over the whole picture or the last layer gives; flat. */
function featuresOf(name: string, model: LayersModel): SymbolicTensor {
  if (model.outputs.length !== 1) throw unusable(name, 'it has several outputs');
  const last = (wanted: (layer: layers.Layer) => boolean): layers.Layer | undefined =>
    model.layers.findLast((layer) => layer.inboundNodes.length > 0 && wanted(layer));
  const dense = last((layer) => layer.getClassName() === 'Dense');
  const pooled = last((layer) => layer.getClassName().startsWith('Global'));
  const maps = last((layer) => oneShape(layer.outputShape).length === 4);
  const tensor = dense?.input ?? pooled?.output ?? maps?.output;
  if (!tensor || Array.isArray(tensor)) throw unusable(name, 'it has no layer whose output could be taken');
  if (tensor.shape.length === 2) return tensor;
  const flat =
    tensor.shape.length === 4
      ? layers.globalAveragePooling2d({ name: 'beckon_mean' })
      : layers.flatten({ name: 'beckon_flat' });
  return flat.apply(tensor) as SymbolicTensor;
}

/** Whether the device has every gradient that it takes. */
function canLearn(cnn: LayersModel, shape: [number, number, number]): boolean {
  const variables = cnn.trainableWeights.map((weight) => weight.read() as tf.Variable);
  if (variables.length === 0) return false;
  try {
    return tf.tidy(() => {
      tf.variableGrads(
        () => tf.sum(one(cnn.call(tf.zeros([1, ...shape]), { training: false }))) as tf.Scalar,
        variables,
      );
      return true;
    });
  } catch {
    return false;
  }
}

/** Each weight of a kernel is used once for every place it comes to. */
function multiplicationsOf(layer: layers.Layer): number {
  const [, height = 1, width = 1, ...rest] = oneShape(layer.outputShape);
  return layer.countParams() * (rest.length > 0 ? (height ?? 1) * (width ?? 1) : 1);
}

const unusable = (name: string, why: string): EngineError =>
  new EngineError('BAD_NETWORK', `${name} cannot be used as a CNN: ${why}.`);
