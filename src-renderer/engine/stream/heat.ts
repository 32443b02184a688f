import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import type { PreprocessSpec } from '../../../src-main/contract';
import { EngineError, type HeatMap } from '../api';
import { applyLayers, hiddenLayersOf, sequenceLayersOf } from '../model/forward';
import { frameLayersOf } from '../model/model';
import { concatenate } from '../../learning/concatenate';
import { channelCount } from '../../learning/preprocess';

/** Points of the way from the still picture to the window at which slopes are taken. */
const POINTS = 4;
/** Frames that the CNN is run over at once: few, so that a frame that comes meanwhile hardly waits. */
const AT_ONCE = 4;
/** Cells a side at least, where the picture has them: smaller ones tell more noise than places. */
const CELLS = 8;
/** A cell that adds less than this share of what the one that adds most does is left out, as noise. */
const LEAST_SHARE = 0.2;
/** Where nothing adds more than this to a logit, the answer does not depend on the picture. */
const LEAST = 1e-6;

const CANNOT = 'What this model looks at cannot be shown:';

export interface HeatOptions {
  /** The class that places speak for: an index of the first `classes` outputs. */
  of: number;
  classes: number;
  /** Waits until there is time for the next piece of work; false: there will be none. `ms` is about what pieces take. */
  room: (ms: number) => Promise<boolean>;
}

/**
 * Which places of a window spoke for a class: integrated gradients (Sundararajan et al. 2017) of its logit, less the mean of
 * the others', on the straight way from a picture in which nothing moves to the window; summed over cells of the picture, and
 * those that spoke against it left out. All together, with those, are what the movement adds to the logit. The maps of the CNN's
 * last layer, by which Grad-CAM goes, lie on the hand no more than anywhere else in Beckon's motion network.
 * @param inputs of the network, `[height, width, channels]` each
 * @returns null where no place speaks for the class
 * @throws EngineError `BAD_MODEL` where the model's layers do not allow it
 */
export async function heatOf(
  model: LayersModel,
  inputs: readonly Float32Array[],
  spec: PreprocessSpec,
  { of, classes, room }: HeatOptions,
): Promise<HeatMap | 'late' | null> {
  const still = stillPicture(inputs, spec);
  const size = still.length;
  const slopes = new Float32Array(inputs.length * size);
  let took = 0;
  /** Does a piece of the work when there is time for it; null: there is none. */
  const piece = async (work: () => tf.Tensor): Promise<Float32Array | null> => {
    if (!(await room(took))) return null;
    const began = performance.now();
    const output = trying(work);
    try {
      return (await output.data()) as Float32Array;
    } finally {
      output.dispose();
      took = (took + performance.now() - began) / 2;
    }
  };
  for (let point = 0; point < POINTS; point++) {
    const share = (point + 0.5) / POINTS;
    const at = inputs.map((input) =>
      input.map((value, i) => (still[i] as number) + share * (value - (still[i] as number))),
    );
    const slope = await slopeAt(model, at, spec, { of, classes, piece });
    if (!slope) return 'late';
    for (let i = 0; i < slopes.length; i++) slopes[i] = (slopes[i] as number) + (slope[i] as number) / POINTS;
  }
  return cellsOf(inputs, still, slopes, spec);
}

/** @throws EngineError `BAD_MODEL` where the backend lacks what a gradient takes */
function trying(work: () => tf.Tensor): tf.Tensor {
  try {
    return tf.tidy(work);
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const why = 'its layers can only be run forwards on this device.';
    throw new EngineError('BAD_MODEL', `${CANNOT} ${why}`, { cause: error });
  }
}

/**
 * The picture in which nothing moves: the window's mean, without differences; of a window of one frame, its mean colour, as
 * there each place counts for what it shows.
 */
function stillPicture(inputs: readonly Float32Array[], spec: PreprocessSpec): Float32Array {
  const channels = channelCount(spec);
  const mean = new Float32Array(inputs[0]?.length ?? 0);
  for (const input of inputs) {
    for (let i = 0; i < mean.length; i++)
      mean[i] = (mean[i] as number) + (input[i] as number) / inputs.length;
  }
  if (spec.channels === 'grey-diff') for (let i = 1; i < mean.length; i += 2) mean[i] = 0;
  if (inputs.length > 1) return mean;
  const colour = new Float32Array(channels);
  mean.forEach((value, i) => {
    colour[i % channels] = (colour[i % channels] as number) + (value * channels) / mean.length;
  });
  return mean.map((_, i) => colour[i % channels] as number);
}

interface Pieces extends Pick<HeatOptions, 'of' | 'classes'> {
  piece: (work: () => tf.Tensor) => Promise<Float32Array | null>;
}

/**
 * How the class's advantage changes with each number of a window, a few frames at a time: forwards, through the layers over
 * the window, and back. Null where there was no time.
 */
async function slopeAt(
  model: LayersModel,
  frames: readonly Float32Array[],
  spec: PreprocessSpec,
  { of, classes, piece }: Pieces,
): Promise<Float32Array | null> {
  const chain = frameLayersOf(model);
  const features = (pictures: tf.Tensor): tf.Tensor2D => {
    const output = applyLayers(chain, pictures);
    return tf.reshape(output, [output.shape[0] ?? 0, -1]) as tf.Tensor2D;
  };
  const parts = Array.from({ length: Math.ceil(frames.length / AT_ONCE) }, (_, part) =>
    frames.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
  );
  const seen = await inOrder(parts, (part) => piece(() => features(tensorOf(part, spec))));
  if (!seen) return null;
  const length = seen.reduce((sum, part) => sum + part.length, 0) / frames.length;
  const told = await piece(() => {
    const window = tf.tensor2d(concatenate(seen), [frames.length, length]);
    return tf.grad((values) => advantage(model, values, of, classes))(window);
  });
  if (!told) return null;
  const slopes = await inOrder(parts, (part, index) =>
    piece(() => {
      const from = index * AT_ONCE * length;
      const slope = tf.tensor2d(told.slice(from, from + part.length * length), [part.length, length]);
      return tf.grad((pictures) => tf.sum(tf.mul(features(pictures), slope)))(tensorOf(part, spec));
    }),
  );
  return slopes && concatenate(slopes);
}

async function inOrder<T>(
  parts: readonly T[],
  work: (part: T, index: number) => Promise<Float32Array | null>,
): Promise<Float32Array[] | null> {
  const all: Float32Array[] = [];
  for (const [index, part] of parts.entries()) {
    const one = await work(part, index);
    if (!one) return null;
    all.push(one);
  }
  return all;
}

const tensorOf = (frames: readonly Float32Array[], spec: PreprocessSpec): tf.Tensor4D =>
  tf.tensor4d(concatenate(frames), [frames.length, spec.height, spec.width, channelCount(spec)]);

/** A class's logit less the mean of the other classes'. */
function advantage(model: LayersModel, features: tf.Tensor, of: number, classes: number): tf.Scalar {
  const last = sequenceLayersOf(model).at(-1);
  const [kernel, bias] = last?.weights.map((weight) => weight.read()) ?? [];
  if (last?.getClassName() !== 'Dense' || !kernel || !bias)
    throw new EngineError('BAD_MODEL', `${CANNOT} it does not end in a dense layer.`);
  const window = tf.reshape(features, [1, features.shape[0] ?? 0, -1]);
  const hidden = applyLayers(hiddenLayersOf(model), window);
  const logits = tf.add(tf.matMul(hidden as tf.Tensor2D, kernel as tf.Tensor2D), bias);
  const weights = Array.from({ length: bias.shape[0] ?? 0 }, (_, index) => {
    if (index === of) return 1;
    return index < classes ? -1 / (classes - 1) : 0;
  });
  return tf.sum(tf.mul(logits, tf.tensor2d([weights]))) as tf.Scalar;
}

/** What the places of each cell add together; the greatest is 1. */
function cellsOf(
  inputs: readonly Float32Array[],
  still: Float32Array,
  slopes: Float32Array,
  spec: PreprocessSpec,
): HeatMap | null {
  const channels = channelCount(spec);
  const side = Math.max(1, Math.floor(Math.min(spec.width, spec.height) / CELLS));
  const [width, height] = [Math.ceil(spec.width / side), Math.ceil(spec.height / side)];
  const values = new Float32Array(inputs.length * width * height);
  inputs.forEach((input, t) => {
    input.forEach((value, i) => {
      const pixel = Math.floor(i / channels);
      const [x, y] = [pixel % spec.width, Math.floor(pixel / spec.width)];
      const cell = (t * height + Math.floor(y / side)) * width + Math.floor(x / side);
      const added = (value - (still[i] as number)) * (slopes[t * still.length + i] as number);
      values[cell] = (values[cell] as number) + added;
    });
  });
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  if (most < LEAST) return null;
  const shares = values.map((value) => (value < LEAST_SHARE * most ? 0 : value / most));
  return { frames: inputs.length, width, height, values: shares };
}
