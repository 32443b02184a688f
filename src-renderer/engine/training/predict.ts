import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import type { PreprocessSpec } from '../../../src-main/contract';
import type { KeptClip } from '../api';
import { NO_AUGMENTATION, type Augmentation } from '../../learning/augment';
import { classify, classifyHidden, hiddenStates } from '../model/forward';
import { concatenate } from '../../learning/concatenate';
import { frameSize, preprocessClip, tensorShape } from '../../learning/preprocess';

const roomFor = (clips: number, spec: PreprocessSpec): Float32Array =>
  new Float32Array(clips * spec.frames * frameSize(spec));

/**
 * Clips as one tensor `[B, T, height, width, channels]`, each changed as `augment` says of its index.
 * @param values what it is made in; may be used again once what is computed of the tensor was read
 */
export function batchTensor(
  clips: readonly KeptClip[],
  spec: PreprocessSpec,
  augment: (index: number) => Augmentation = () => NO_AUGMENTATION,
  values = roomFor(clips.length, spec),
): tf.Tensor5D {
  const clipSize = spec.frames * frameSize(spec);
  clips.forEach((clip, index) => preprocessClip(spec, clip, augment(index), values, index * clipSize));
  return tf.tensor5d(values, [clips.length, ...tensorShape(spec)]);
}

type Between = (done: number) => Promise<void> | void;

/**
 * Class probabilities `[clips, classes]`, row after row.
 * @param between called after each batch with the number of clips done; may throw to stop
 * @param change of each clip; by default they are as they were recorded
 */
export async function predictClips(
  model: LayersModel,
  clips: readonly KeptClip[],
  spec: PreprocessSpec,
  batchSize: number,
  between?: Between,
  change?: (clip: KeptClip) => Augmentation,
): Promise<Float32Array> {
  const look = (windows: tf.Tensor5D): tf.Tensor2D[] => [classify(model, windows)];
  const batches = await overBatches(clips, spec, batchSize, look, between, change);
  return concatenate(batches.flatMap(([probabilities]) => probabilities ?? []));
}

/** The same, and of each clip the hidden state that it comes from. */
export async function answerClips(
  model: LayersModel,
  clips: readonly KeptClip[],
  spec: PreprocessSpec,
  batchSize: number,
  between?: Between,
): Promise<{ probabilities: Float32Array; states: Float32Array[] }> {
  const look = (windows: tf.Tensor5D): tf.Tensor2D[] => {
    const hidden = hiddenStates(model, windows);
    return [classifyHidden(model, hidden), hidden];
  };
  const batches = await overBatches(clips, spec, batchSize, look, between);
  return {
    probabilities: concatenate(batches.flatMap(([probabilities]) => probabilities ?? [])),
    states: rowsOf(
      batches.map(([, states]) => states ?? new Float32Array()),
      clips.length,
    ),
  };
}

/** What clips are to a model before its last layer; by default as they were recorded. */
export async function plainStates(
  model: LayersModel,
  clips: readonly KeptClip[],
  spec: PreprocessSpec,
  batchSize: number,
  between?: Between,
  change?: (clip: KeptClip) => Augmentation,
): Promise<Float32Array[]> {
  const look = (windows: tf.Tensor5D): tf.Tensor2D[] => [hiddenStates(model, windows)];
  const batches = await overBatches(clips, spec, batchSize, look, between, change);
  return rowsOf(batches.flat(), clips.length);
}

function rowsOf(batches: readonly Float32Array[], count: number): Float32Array[] {
  const all = concatenate(batches);
  const width = all.length / Math.max(1, count);
  return Array.from({ length: count }, (_, row) => all.slice(row * width, (row + 1) * width));
}

/** What is seen of each batch. */
async function overBatches(
  clips: readonly KeptClip[],
  spec: PreprocessSpec,
  batchSize: number,
  look: (windows: tf.Tensor5D) => tf.Tensor2D[],
  between: Between = () => undefined,
  change: (clip: KeptClip) => Augmentation = () => NO_AUGMENTATION,
): Promise<Float32Array[][]> {
  const seen: Float32Array[][] = [];
  const most = Math.min(batchSize, clips.length);
  const room = roomFor(most, spec);
  for (let start = 0; start < clips.length; start += batchSize) {
    const batch = clips.slice(start, start + batchSize);
    const values = room.subarray(0, batch.length * (room.length / most));
    const changes = batch.map(change);
    const augment = (index: number): Augmentation => changes[index] ?? NO_AUGMENTATION;
    const outputs = tf.tidy(() => look(batchTensor(batch, spec, augment, values)));
    try {
      seen.push(await Promise.all(outputs.map(async (output) => (await output.data()) as Float32Array)));
    } finally {
      tf.dispose(outputs);
    }
    await between(start + batch.length);
  }
  return seen;
}
