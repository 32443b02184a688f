import type * as tf from '@tensorflow/tfjs';

/** What TensorFlow.js hands a layer's `call` beside its inputs. */
export type Call = Record<string, unknown>;

/** One or several shapes, as the layers API passes them; `null`: not known yet. */
export type LayerShape = (number | null)[] | (number | null)[][];

/** The only tensor of a layer that takes (or gives) one. */
export function one(tensors: tf.Tensor | tf.Tensor[]): tf.Tensor {
  const tensor = Array.isArray(tensors) ? tensors[0] : tensors;
  if (!tensor) throw new Error('A layer got no tensor.');
  return tensor;
}

/** The only shape of a layer that takes (or gives) one. */
export function oneShape(shapes: LayerShape): (number | null)[] {
  const first = shapes[0];
  return Array.isArray(first) ? first : (shapes as (number | null)[]);
}
