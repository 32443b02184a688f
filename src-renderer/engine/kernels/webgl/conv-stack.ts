import * as tf from '@tensorflow/tfjs-core';
import {
  forwardProgram,
  INPUT_GRADIENT,
  markProgram,
  MARK_INNER,
  outputProgram,
  PARTIAL_SUMS,
  prepareProgram,
  REDUCE_BIAS,
  REDUCE_KERNEL,
  ROWS,
  sizesOf,
  texelsIn,
  texelsOfRows,
  texelsOfSums,
  texelsOfWeights,
  texelsOut,
  weightsProgram,
  type BlockShape,
} from './conv-programs';
import type { ConvBlock, StackOutput } from '../fast';
import { draw, isDense } from './draw';
import { linear, quads } from './layout';

/** Texels each kernel's gradient is spread over at least, so that a large GPU has work for all its cores. */
const PARALLEL_TEXELS = 16_384;
/** Multiplications of one draw at most: long draws hold up the screen, and the system ends those that take seconds. */
const MULTIPLICATIONS = 4e9;
/** A kernel and a bias each, of the 16 textures that WebGL 2 promises a program. */
const MOST_BLOCKS = 8;

/** The blocks' shapes for so many frames. */
function shapesOf(input: tf.Tensor4D, blocks: readonly ConvBlock[], frames: number): BlockShape[] {
  const [, height, width] = input.shape;
  let weights = 0;
  return blocks.map(({ kernel }, index) => {
    const [, , inputs, outputs] = kernel.shape;
    const shape = { frames, height: height >> index, width: width >> index, inputs, outputs, weights };
    weights += texelsOfWeights(shape);
    return shape;
  });
}

/** How many frames a draw takes, so that its multiplications stay below the limit. */
export function framesPerDraw(input: tf.Tensor4D, blocks: readonly ConvBlock[], limit: number): number {
  const most = shapesOf(input, blocks, 1).map((shape) => 36 * texelsIn(shape) * shape.outputs);
  return Math.min(input.shape[0], Math.max(1, Math.floor(limit / Math.max(...most))));
}

/** Frames that go through the stack together: from frame `first` on. */
interface Part {
  first: number;
  shapes: BlockShape[];
}

function partsOf(input: tf.Tensor4D, blocks: readonly ConvBlock[], limit: number): Part[] {
  const frames = input.shape[0];
  const perDraw = framesPerDraw(input, blocks, limit);
  return Array.from({ length: Math.ceil(frames / perDraw) }, (_, i) => {
    const first = i * perDraw;
    return { first, shapes: shapesOf(input, blocks, Math.min(perDraw, frames - first)) };
  });
}

/**
 * Blocks of Conv2D + ReLU + MaxPool, one draw each forward. Backward, only the pixel that won the pooling carries a
 * gradient, so its place (kept in the two lowest bits of the pooled value) makes all sums sparse; the kernel's gradient
 * is summed in two passes. The input itself gets no gradient.
 * @param input `[N, H, W, C]`
 * @param limit multiplications of one draw at most
 */
export function webglConvStack(
  input: tf.Tensor4D,
  blocks: readonly ConvBlock[],
  output: StackOutput,
  limit = MULTIPLICATIONS,
): tf.Tensor | null {
  const [frames, height, width] = input.shape;
  if (blocks.length === 0 || blocks.length > MOST_BLOCKS) return null;
  if (Math.min(height, width) >> blocks.length === 0) return null;
  const parts = partsOf(input, blocks, limit);
  const run = tf.customGrad((...args) => {
    const save = args.pop() as unknown as tf.GradSaveFunc;
    const W = gatherWeights(args as tf.Tensor[], shapesOf(input, blocks, frames));
    const activations = parts.map((part) => forward(input, W, part));
    save([W, ...activations.flat()]);
    const values = parts.map(({ shapes }, i) => leave(activations[i]?.at(-1) as tf.Tensor, shapes, output));
    const gradFunc = (dy: tf.Tensor, [weights, ...saved]: tf.Tensor[]): tf.Tensor[] =>
      parts
        .map((part, i) => {
          const own = saved.slice(i * (blocks.length + 1), (i + 1) * (blocks.length + 1));
          return backward(dy, weights as tf.Tensor, own, part, output);
        })
        .reduce((sums, more) => sums.map((sum, k) => tf.add(sum, more[k] as tf.Tensor)));
    return { value: values.length === 1 ? (values[0] as tf.Tensor) : tf.concat(values), gradFunc };
  });
  return run(...blocks.flatMap(({ kernel, bias }) => [kernel, bias]));
}

function gatherWeights(weights: readonly tf.Tensor[], shapes: readonly BlockShape[]): tf.Tensor {
  const last = shapes.at(-1) as BlockShape;
  return draw({
    inputs: Object.fromEntries(weights.map((weight, i) => [`${i % 2 === 0 ? 'K' : 'B'}${i >> 1}`, weight])),
    shape: linear(last.weights + texelsOfWeights(last)),
    body: weightsProgram(shapes),
  });
}

/** Input and pooled values of every block. */
function forward(input: tf.Tensor4D, W: tf.Tensor, { first, shapes }: Part): tf.Tensor[] {
  const one = shapes[0] as BlockShape;
  const dense = isDense(input);
  const activations = [
    draw({
      inputs: { X: dense ? tf.reshape(input, linear(input.size / 4)) : input },
      shape: linear(texelsIn(one)),
      body: prepareProgram(dense),
      ints: { ...sizesOf(one), first },
    }),
  ];
  for (const shape of shapes) {
    const X = activations.at(-1) as tf.Tensor;
    activations.push(
      draw({
        inputs: { X, W },
        shape: linear(texelsOut(shape)),
        body: forwardProgram(shape.inputs),
        ints: sizesOf(shape),
      }),
    );
  }
  return activations;
}

/** The last block's values, as they leave the stack. */
function leave(P: tf.Tensor, shapes: readonly BlockShape[], output: StackOutput): tf.Tensor {
  const last = shapes.at(-1) as BlockShape;
  const [h, w] = [last.height >> 1, last.width >> 1];
  const shape = {
    maps: [last.frames, h, w, last.outputs],
    flat: [last.frames, h * w * last.outputs],
    mean: [last.frames, last.outputs],
  }[output];
  return draw({ inputs: { P }, shape, body: outputProgram(output), ints: sizesOf(last) });
}

function backward(
  dy: tf.Tensor,
  W: tf.Tensor,
  activations: readonly tf.Tensor[],
  { first, shapes }: Part,
  output: StackOutput,
): tf.Tensor[] {
  const gradients: tf.Tensor[] = [];
  let G = dy;
  for (let i = shapes.length - 1; i >= 0; i--) {
    const shape = shapes[i] as BlockShape;
    const [X, P] = [activations[i] as tf.Tensor, activations[i + 1] as tf.Tensor];
    const end = i === shapes.length - 1;
    const routed = draw({
      inputs: { P, G },
      shape: linear(texelsOut(shape)),
      ...(end ? { body: markProgram(output), ints: { ...sizesOf(shape), first } } : { body: MARK_INNER }),
    });
    gradients.unshift(...weightGradients(X, routed, shape));
    if (i > 0) {
      const inputs = { G: routed, W };
      G = draw({ inputs, shape: linear(quads(texelsIn(shape))), body: INPUT_GRADIENT, ints: sizesOf(shape) });
    }
  }
  return gradients;
}

/** Gradients of kernel and bias: sums over chunks of frames first, then over chunks. */
function weightGradients(X: tf.Tensor, G: tf.Tensor, shape: BlockShape): [tf.Tensor, tf.Tensor] {
  const { inputs, outputs, frames } = shape;
  const sums = texelsOfSums(shape);
  const wanted = Math.min(frames, Math.ceil(PARALLEL_TEXELS / sums));
  const perChunk = Math.ceil(frames / wanted);
  const chunks = Math.ceil(frames / perChunk);
  const ints = sizesOf(shape);
  const R = draw({ inputs: { G }, shape: linear(texelsOfRows(shape)), body: ROWS, ints });
  const S = draw({
    inputs: { X, R },
    shape: linear(quads(sums * chunks)),
    body: PARTIAL_SUMS,
    ints: { ...ints, perChunk },
  });
  const rest = { inputs: { S }, ints: { inputs, outputs, sums, chunks }, anySides: true };
  return [
    draw({ ...rest, shape: [3, 3, inputs, outputs], body: REDUCE_KERNEL }),
    draw({ ...rest, shape: [outputs], body: REDUCE_BIAS }),
  ];
}
