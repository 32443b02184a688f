import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import type { PreprocessSpec } from '../../../src-main/contract';
import type { KeptClip } from '../api';
import { NO_AUGMENTATION, type Augmentation } from '../../learning/augment';
import { classify } from '../model/forward';
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

/**
 * Class probabilities `[clips, classes]`, row after row.
 * @param between called after each batch with the number of clips done; may throw to stop
 */
export async function predictClips(
  model: LayersModel,
  clips: readonly KeptClip[],
  spec: PreprocessSpec,
  batchSize: number,
  between: (done: number) => Promise<void> | void = () => undefined,
): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  const room = roomFor(Math.min(batchSize, clips.length), spec);
  for (let start = 0; start < clips.length; start += batchSize) {
    const batch = clips.slice(start, start + batchSize);
    const values = room.subarray(0, batch.length * (room.length / Math.min(batchSize, clips.length)));
    const output = tf.tidy(() => classify(model, batchTensor(batch, spec, undefined, values)));
    try {
      parts.push((await output.data()) as Float32Array);
    } finally {
      output.dispose();
    }
    await between(start + batch.length);
  }
  return concatenate(parts);
}
