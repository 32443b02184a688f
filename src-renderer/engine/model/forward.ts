import * as tf from '@tensorflow/tfjs-core';
import type { layers, LayersModel } from '@tensorflow/tfjs';
import { EngineError } from '../api';
import { fast, type ConvBlock, type StackOutput } from '../kernels/fast';
import { dense } from '../kernels/dense';
import { hash } from '../kernels/hash';
import { dropout } from '../layers/dropout';
import { TimeDistributed } from '../layers/time-distributed';
import { one } from '../layers/types';
import { frameLayersOf } from './model';

/** The leading blocks of Conv2D(3×3, same, ReLU) + MaxPool(2×2) among layers, and how many layers they are. */
function leadingBlocks(chain: readonly layers.Layer[]): { blocks: ConvBlock[]; count: number } {
  const blocks: ConvBlock[] = [];
  let count = 0;
  for (;;) {
    const [conv, pool] = chain.slice(count, count + 2);
    if (!conv || !pool || !isBlock(conv, pool)) return { blocks, count };
    const [kernel, bias] = conv.weights.map((weight) => weight.read());
    blocks.push({ kernel: kernel as tf.Tensor4D, bias: bias as tf.Tensor1D });
    count += 2;
  }
}

function isBlock(conv: layers.Layer, pool: layers.Layer): boolean {
  if (conv.getClassName() !== 'Conv2D' || pool.getClassName() !== 'MaxPooling2D') return false;
  const ofConv = conv.getConfig();
  const ofPool = pool.getConfig();
  const is = (value: unknown, expected: number): boolean => [value].flat().every((side) => side === expected);
  return (
    is(ofConv['kernelSize'], 3) &&
    is(ofConv['strides'], 1) &&
    is(ofConv['dilationRate'] ?? 1, 1) &&
    ofConv['padding'] === 'same' &&
    ofConv['activation'] === 'relu' &&
    ofConv['useBias'] === true &&
    ofConv['dataFormat'] !== 'channelsFirst' &&
    is(ofPool['poolSize'], 2) &&
    ofPool['padding'] === 'valid' &&
    is(ofPool['strides'], 2)
  );
}

/** Runs the layers that go over single frames: `[N, height, width, channels]` to `[N, features]`. */
export function applyFrameLayers(chain: readonly layers.Layer[], frames: tf.Tensor4D): tf.Tensor {
  const { blocks, count } = leadingBlocks(chain);
  if (blocks.length === 0) return applyLayers(chain, frames);
  const leaving = stackOutput(chain[count]);
  const output = fast().convStack?.(frames, blocks, leaving);
  return output
    ? applyLayers(chain.slice(leaving === 'maps' ? count : count + 1), output)
    : applyLayers(chain, frames);
}

/** What leaves the blocks, if the layer after them is computed with them. */
function stackOutput(after: layers.Layer | undefined): StackOutput {
  if (after?.getConfig()['dataFormat'] === 'channelsFirst') return 'maps';
  if (after?.getClassName() === 'Flatten') return 'flat';
  return after?.getClassName() === 'GlobalAveragePooling2D' ? 'mean' : 'maps';
}

/** Runs layers one after another, as they are when they do not learn. */
export function applyLayers(chain: readonly layers.Layer[], input: tf.Tensor): tf.Tensor {
  return chain.reduce((tensor, layer) => one(layer.call(tensor, { training: false })), input);
}

/** The layers after the CNN: `[B, T, features]` to class probabilities. */
export function sequenceLayersOf(model: LayersModel): layers.Layer[] {
  return model.layers.filter(
    (layer) => !(layer instanceof TimeDistributed) && layer.getClassName() !== 'InputLayer',
  );
}

/**
 * Those of them that come before the one that tells the classes, without dropout: what they give, the LSTM's last hidden
 * state `[B, H]`, is what a clip is to the model.
 */
export function hiddenLayersOf(model: LayersModel): layers.Layer[] {
  return sequenceLayersOf(model)
    .slice(0, -1)
    .filter((layer) => layer.getClassName() !== 'Dropout');
}

/** Class probabilities `[B, C]` of windows `[B, T, height, width, channels]`. */
export function classify(model: LayersModel, windows: tf.Tensor5D): tf.Tensor2D {
  return applyLayers(sequenceLayersOf(model), features(model, windows)) as tf.Tensor2D;
}

/** Class probabilities of hidden states, as {@link hiddenStates} has them. */
export function classifyHidden(model: LayersModel, hidden: tf.Tensor2D): tf.Tensor2D {
  return applyLayers(sequenceLayersOf(model).slice(-1), hidden) as tf.Tensor2D;
}

/** What windows `[B, T, height, width, channels]` are to the model before its last layer: hidden states `[B, H]`. */
export function hiddenStates(model: LayersModel, windows: tf.Tensor5D): tf.Tensor2D {
  return applyLayers(hiddenLayersOf(model), features(model, windows)) as tf.Tensor2D;
}

/**
 * Logits `[B, C]`, with dropout: what training works on.
 * @param seed a whole number that says what is dropped
 */
export function trainingLogits(model: LayersModel, windows: tf.Tensor5D, seed: number): tf.Tensor2D {
  const chain = sequenceLayersOf(model);
  const [kernel, bias] = (chain.at(-1)?.weights ?? []).map((weight) => weight.read());
  if (!kernel || !bias) throw new EngineError('BAD_MODEL', 'The model does not end in a dense layer.');
  const hidden = chain
    .slice(0, -1)
    .reduce(
      (tensor, layer, index) => trainLayer(layer, tensor, hash(index, seed)),
      features(model, windows) as tf.Tensor,
    );
  return dense(hidden as tf.Tensor2D, kernel as tf.Tensor2D, bias as tf.Tensor1D);
}

function trainLayer(layer: layers.Layer, input: tf.Tensor, seed: number): tf.Tensor {
  const { rate, noiseShape } = layer.getConfig();
  const plain = layer.getClassName() === 'Dropout' && (noiseShape ?? null) === null;
  return plain ? dropout(input, Number(rate), seed) : one(layer.call(input, { training: true }));
}

/** `[B, T, features]` */
function features(model: LayersModel, windows: tf.Tensor5D): tf.Tensor3D {
  const [batch, time, height, width, channels] = windows.shape;
  const frames = tf.reshape(windows, [batch * time, height, width, channels]) as tf.Tensor4D;
  const flat = applyFrameLayers(frameLayersOf(model), frames);
  return tf.reshape(flat, [batch, time, -1]);
}
