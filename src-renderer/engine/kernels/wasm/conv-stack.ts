import * as tf from '@tensorflow/tfjs-core';
import type { ConvBlock, StackOutput } from '../fast';
import { filterGradient, inputGradient } from './conv-gradients';
import { registerOnHeap, run } from './heap';

type Shape4 = [number, number, number, number];

const FORWARD = 'BeckonConvBlock';
const BACKWARD = 'BeckonConvBlockGradients';
const SAME = { strides: 1, pad: 'same' } as const;

/**
 * Conv2D(3×3, same) + ReLU by TensorFlow.js's own fused kernel, then 2×2 pooling that keeps each winner's place in the
 * two lowest bits of its value, so that the large unpooled values need not be kept.
 * x `[N, H, W, I]`, filter, bias to `[N, h, w, O]`.
 */
function registerForward(): void {
  registerOnHeap(FORWARD, (heap, inputs) => {
    const { x, filter, bias } = inputs as Record<'x' | 'filter' | 'bias', tf.TensorInfo>;
    const convolved = heap.call(
      'FusedConv2D',
      { x, filter, bias },
      { ...SAME, strides: [1, 1], dilations: [1, 1], dataFormat: 'NHWC', activation: 'relu' },
    );
    const [frames, height, width, channels] = convolved.shape as Shape4;
    const pooled = heap.make([frames, height >> 1, width >> 1, channels]);
    pool(bitsOf(heap.view(convolved)), bitsOf(heap.view(pooled)), [frames, height, width, channels]);
    heap.free(convolved);
    return pooled;
  });
}

const bitsOf = (view: Float32Array): Int32Array => new Int32Array(view.buffer, view.byteOffset, view.length);

/**
 * Values after ReLU are not negative, and such floats are in the order of their bits, so all of it is whole-number
 * arithmetic without a branch, which the processor could not foretell. In the two lowest bits stands 3 − place
 * (place: 2 · row + column), so that the first of equal values wins; a value of 0 stays 0.
 */
function pool(from: Int32Array, pooled: Int32Array, [frames, height, width, channels]: Shape4): void {
  const row = width * channels;
  const [h, w] = [height >> 1, width >> 1];
  let at = 0;
  for (let n = 0; n < frames; n++) {
    for (let py = 0; py < h; py++) {
      let i = (n * height + 2 * py) * row;
      for (let px = 0; px < w; px++) {
        for (let c = 0; c < channels; c++, i++, at++) {
          let best = (from[i] as number) | 3;
          const b = ((from[i + channels] as number) & ~3) | 2;
          let more = b - best;
          best = b - (more & (more >> 31));
          const d = ((from[i + row] as number) & ~3) | 1;
          more = d - best;
          best = d - (more & (more >> 31));
          const e = (from[i + row + channels] as number) & ~3;
          more = e - best;
          best = e - (more & (more >> 31));
          pooled[at] = best & ((3 - best) >> 31);
        }
        i += channels;
      }
    }
  }
}

/** dy to the four pixels of each window: all to the winner's place. Also sums it over pixels: the bias's gradient. */
function unpool(
  dy: Float32Array,
  pooled: Int32Array,
  to: Float32Array,
  bias: Float32Array,
  [frames, height, width, channels]: Shape4,
): void {
  const row = width * channels;
  const [h, w] = [height >> 1, width >> 1];
  to.fill(0);
  const sums = new Float64Array(channels);
  let at = 0;
  for (let n = 0; n < frames; n++) {
    for (let py = 0; py < h; py++) {
      let i = (n * height + 2 * py) * row;
      for (let px = 0; px < w; px++) {
        for (let c = 0; c < channels; c++, i++, at++) {
          const bits = pooled[at] as number;
          // 1 where ReLU let the winner through, else 0.
          const value = (dy[at] as number) * (-bits >>> 31);
          const place = ~bits & 3;
          to[i + (place & 1) * channels + (place >> 1) * row] = value;
          sums[c] = (sums[c] as number) + value;
        }
        i += channels;
      }
    }
  }
  bias.set(sums);
}

/** Gradients of a block: of its kernel, of its bias and, unless it is the first, of its input. */
function registerBackward(): void {
  registerOnHeap<{ first: boolean }>(BACKWARD, (heap, inputs, { first }) => {
    const { x, filter, pooled, dy } = inputs as Record<'x' | 'filter' | 'pooled' | 'dy', tf.TensorInfo>;
    const [frames, height, width] = x.shape as Shape4;
    const channels = filter.shape[3] as number;
    const routed = heap.make([frames, height, width, channels]);
    const bias = heap.make([channels]);
    unpool(heap.view(dy), bitsOf(heap.view(pooled)), heap.view(routed), heap.view(bias), [
      frames,
      height,
      width,
      channels,
    ]);
    const kernel = filterGradient(heap, x, routed, filter.shape as Shape4, SAME);
    const input = first ? [] : [inputGradient(heap, routed, filter, x.shape as Shape4, SAME)];
    heap.free(routed);
    return [kernel, bias, ...input];
  });
}

export function registerConvStack(): void {
  registerForward();
  registerBackward();
}

/** {@link ConvBlock}s with one gradient for each. */
export function wasmConvStack(
  input: tf.Tensor4D,
  blocks: readonly ConvBlock[],
  output: StackOutput,
): tf.Tensor {
  const stack = tf.customGrad((...args) => {
    const save = args.pop() as unknown as tf.GradSaveFunc;
    const weights = args as tf.Tensor[];
    const values: tf.Tensor[] = [input];
    blocks.forEach((_, i) => {
      const [filter, bias] = weights.slice(2 * i) as [tf.Tensor, tf.Tensor];
      values.push(...run(FORWARD, { x: values[i] as tf.Tensor, filter, bias }));
    });
    const last = values.at(-1) as tf.Tensor;
    save([...values, ...weights.filter((_, i) => i % 2 === 0)]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => backward(dy, saved, blocks.length);
    return { value: last, gradFunc };
  });
  const maps = stack(...blocks.flatMap(({ kernel, bias }) => [kernel, bias]));
  if (output === 'maps') return maps;
  return output === 'mean' ? tf.mean(maps, [1, 2]) : tf.reshape(maps, [input.shape[0], -1]);
}

function backward(dy: tf.Tensor, saved: tf.Tensor[], count: number): tf.Tensor[] {
  const gradients: tf.Tensor[] = [];
  let gradient = dy;
  for (let i = count - 1; i >= 0; i--) {
    const [x, pooled, filter] = [saved[i], saved[i + 1], saved[count + 1 + i]] as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const [kernel, bias, input] = run(BACKWARD, { x, pooled, filter, dy: gradient }, { first: i === 0 });
    gradients.unshift(kernel as tf.Tensor, bias as tf.Tensor);
    if (input) gradient = input;
  }
  return gradients;
}
