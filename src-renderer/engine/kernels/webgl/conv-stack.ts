import * as tf from '@tensorflow/tfjs-core';
import {
  forwardProgram,
  inputGradientProgram,
  maskProgram,
  padProgram,
  partialSumsProgram,
  reduceBiasProgram,
  reduceKernelProgram,
  transposeProgram,
  type BlockShape,
} from './conv-programs';
import type { ConvBlock } from '../fast';
import { runDense, runSquare, toDense, type Dense } from './dense';

/** Programs each dW is spread over at least, so that a large GPU has work for all its cores. */
const PARALLEL_TEXELS = 16_384;

/** Whether {@link fastConvStack} can do it: even sides, output channels in fours. */
export function canRunFast(input: tf.Tensor4D, blocks: readonly ConvBlock[]): boolean {
  const [, height, width, channels] = input.shape;
  const halves = 2 ** blocks.length;
  return (
    blocks.length > 0 &&
    height % halves === 0 &&
    width % halves === 0 &&
    (channels < 4 || channels % 4 === 0) &&
    input.size % 4 === 0 &&
    blocks.every(({ kernel }) => kernel.shape[3] % 4 === 0)
  );
}

function shapesOf(input: tf.Tensor4D, blocks: readonly ConvBlock[]): BlockShape[] {
  const [frames, height, width] = input.shape;
  return blocks.map(({ kernel }, index) => ({
    frames,
    height: height >> index,
    width: width >> index,
    inputs: kernel.shape[2],
    outputs: kernel.shape[3],
  }));
}

const texelsIn = (shape: BlockShape): number =>
  shape.frames * shape.height * shape.width * Math.ceil(shape.inputs / 4);
const texelsOut = (shape: BlockShape): number =>
  (shape.frames * shape.height * shape.width * shape.outputs) / 16;

/**
 * Blocks of Conv2D + ReLU + MaxPool, one draw each forward. Backward, only the pixel that won the pooling carries a
 * gradient, so its place (kept in the two lowest bits of the pooled value) makes all sums sparse; the kernel's gradient
 * is summed in two passes. The input itself gets no gradient. Null where {@link canRunFast} says no.
 * @param input `[N, H, W, C]`
 * @param outputShape shape to give the result, whose values are in the order `[N, h, w, C]`
 */
export function fastConvStack(
  input: tf.Tensor4D,
  blocks: readonly ConvBlock[],
  outputShape: number[],
): tf.Tensor | null {
  if (!canRunFast(input, blocks)) return null;
  const shapes = shapesOf(input, blocks);
  const run = tf.customGrad((...args) => {
    const save = args.pop() as unknown as tf.GradSaveFunc;
    const weights = args as tf.Tensor[];
    const activations = [prepareInput(input)];
    shapes.forEach((shape, i) => {
      const inputs = {
        X: activations[i] as Dense,
        W: toDense(weights[2 * i] as tf.Tensor),
        B: toDense(weights[2 * i + 1] as tf.Tensor),
      };
      const run = i === shapes.length - 1 ? runDense : runSquare;
      activations.push(run(inputs, texelsOut(shape), forwardProgram(shape)));
    });
    save([...activations, ...weights.filter((_, i) => i % 2 === 0)]);
    const value = tf.reshape(activations.at(-1) as Dense, outputShape);
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => backward(dy, saved, shapes) };
  });
  return run(...blocks.flatMap(({ kernel, bias }) => [kernel, bias]));
}

/** Dense texels of the input, its channels filled up to four. */
function prepareInput(input: tf.Tensor4D): Dense {
  const channels = input.shape[3];
  const dense = toDense(input);
  return channels % 4 === 0 ? dense : runSquare({ X: dense }, input.size / channels, padProgram(channels));
}

function backward(dy: tf.Tensor, saved: tf.Tensor[], shapes: readonly BlockShape[]): tf.Tensor[] {
  const gradients: tf.Tensor[] = [];
  let gradient = toDense(dy);
  for (let i = shapes.length - 1; i >= 0; i--) {
    const shape = shapes[i] as BlockShape;
    const input = saved[i] as Dense;
    const output = saved[i + 1] as Dense;
    const kernel = saved[shapes.length + 1 + i] as tf.Tensor4D;
    const routed = runSquare({ P: output, G: gradient }, texelsOut(shape), maskProgram());
    gradients.unshift(...weightGradients(input, routed, shape));
    if (i > 0) {
      const transposed = runSquare({ W: toDense(kernel) }, kernel.size / 4, transposeProgram(shape));
      gradient = runSquare({ G: routed, W: transposed }, texelsIn(shape), inputGradientProgram(shape));
    }
  }
  return gradients;
}

/** Gradients of kernel and bias: sums over chunks of frames first, then over chunks. */
function weightGradients(input: Dense, routed: Dense, shape: BlockShape): [tf.Tensor, tf.Tensor] {
  const { inputs, outputs, frames } = shape;
  const sums = (9 * Math.ceil(inputs / 4) + 1) * outputs;
  const wanted = Math.min(frames, Math.ceil(PARALLEL_TEXELS / sums));
  const perChunk = Math.ceil(frames / wanted);
  const chunks = Math.ceil(frames / perChunk);
  const partial = runSquare({ X: input, G: routed }, sums * chunks, partialSumsProgram(shape, perChunk));
  const kernel = runDense({ S: partial }, (9 * inputs * outputs) / 4, reduceKernelProgram(shape, chunks));
  const bias = runDense({ S: partial }, outputs / 4, reduceBiasProgram(shape, chunks));
  return [tf.reshape(kernel, [3, 3, inputs, outputs]), tf.reshape(bias, [outputs])];
}
