import * as tf from '@tensorflow/tfjs-core';
import type { ConvBlock } from '../fast';
import { filterGradient, inputGradient } from './conv-gradients';
import { registerOnHeap, run } from './heap';

type Shape4 = [number, number, number, number];

const FORWARD = 'BeckonConvBlock';
const BACKWARD = 'BeckonConvBlockGradients';
const SAME = { strides: 1, pad: 'same' } as const;

/**
 * Conv2D(3×3, same) + ReLU by TensorFlow.js's own fused kernel, then 2×2 pooling that keeps each winner's place
 * (2 · row + column; 4: none, since ReLU cut all four), so that the large unpooled values need not be kept.
 * x `[N, H, W, I]`, filter, bias to pooled `[N, h, w, O]` and places, a byte each, in a tensor of `[N · h · w · O / 4]`.
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
    const shape = [frames, height >> 1, width >> 1, channels];
    const size = tf.util.sizeFromShape(shape);
    const pooled = heap.make(shape);
    const places = heap.make([Math.ceil(size / 4)]);
    pool(heap.view(convolved), heap.view(pooled), bytesOf(heap.view(places)), [
      frames,
      height,
      width,
      channels,
    ]);
    heap.free(convolved);
    return [pooled, places];
  });
}

const bytesOf = (view: Float32Array): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

function pool(
  from: Float32Array,
  pooled: Float32Array,
  places: Uint8Array,
  [frames, height, width, channels]: Shape4,
): void {
  const row = width * channels;
  const [h, w] = [height >> 1, width >> 1];
  let at = 0;
  for (let n = 0; n < frames; n++) {
    for (let py = 0; py < h; py++) {
      let corner = (n * height + 2 * py) * row;
      for (let px = 0; px < w; px++) {
        for (let c = 0; c < channels; c++) {
          const i = corner + c;
          let best = from[i] as number;
          let place = 0;
          const b = from[i + channels] as number;
          if (b > best) {
            best = b;
            place = 1;
          }
          const d = from[i + row] as number;
          if (d > best) {
            best = d;
            place = 2;
          }
          const e = from[i + row + channels] as number;
          if (e > best) {
            best = e;
            place = 3;
          }
          pooled[at] = best;
          places[at] = best > 0 ? place : 4;
          at++;
        }
        corner += 2 * channels;
      }
    }
  }
}

/** dy to the four pixels of each window: all to the winner's place. Also sums it over pixels: the bias's gradient. */
function unpool(
  dy: Float32Array,
  places: Uint8Array,
  to: Float32Array,
  bias: Float32Array,
  [frames, height, width, channels]: Shape4,
): void {
  const row = width * channels;
  const [h, w] = [height >> 1, width >> 1];
  const offsets = [0, channels, row, row + channels];
  to.fill(0);
  const sums = new Float64Array(channels);
  let at = 0;
  for (let n = 0; n < frames; n++) {
    for (let py = 0; py < h; py++) {
      let corner = (n * height + 2 * py) * row;
      for (let px = 0; px < w; px++) {
        for (let c = 0; c < channels; c++) {
          const place = places[at] as number;
          if (place < 4) {
            const value = dy[at] as number;
            to[corner + c + (offsets[place] as number)] = value;
            sums[c] = (sums[c] as number) + value;
          }
          at++;
        }
        corner += 2 * channels;
      }
    }
  }
  bias.set(sums);
}

/** Gradients of a block: of its kernel, of its bias and, unless it is the first, of its input. */
function registerBackward(): void {
  registerOnHeap<{ first: boolean }>(BACKWARD, (heap, inputs, { first }) => {
    const { x, filter, places, dy } = inputs as Record<'x' | 'filter' | 'places' | 'dy', tf.TensorInfo>;
    const [frames, height, width] = x.shape as Shape4;
    const channels = filter.shape[3] as number;
    const routed = heap.make([frames, height, width, channels]);
    const bias = heap.make([channels]);
    unpool(heap.view(dy), bytesOf(heap.view(places)), heap.view(routed), heap.view(bias), [
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
  outputShape: number[],
): tf.Tensor {
  const stack = tf.customGrad((...args) => {
    const save = args.pop() as unknown as tf.GradSaveFunc;
    const weights = args as tf.Tensor[];
    const inputs: tf.Tensor[] = [input];
    const places: tf.Tensor[] = [];
    blocks.forEach((_, i) => {
      const [filter, bias] = weights.slice(2 * i) as [tf.Tensor, tf.Tensor];
      const [pooled, winners] = run(FORWARD, { x: inputs[i] as tf.Tensor, filter, bias });
      inputs.push(pooled as tf.Tensor);
      places.push(winners as tf.Tensor);
    });
    const last = inputs.pop() as tf.Tensor;
    save([...inputs, ...places, ...weights.filter((_, i) => i % 2 === 0)]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] =>
      backward(tf.reshape(dy, last.shape), saved, blocks.length);
    return { value: tf.reshape(last, outputShape), gradFunc };
  });
  return stack(...blocks.flatMap(({ kernel, bias }) => [kernel, bias]));
}

function backward(dy: tf.Tensor, saved: tf.Tensor[], count: number): tf.Tensor[] {
  const gradients: tf.Tensor[] = [];
  let gradient = dy;
  for (let i = count - 1; i >= 0; i--) {
    const [x, places, filter] = [saved[i], saved[count + i], saved[2 * count + i]] as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const [kernel, bias, input] = run(BACKWARD, { x, places, filter, dy: gradient }, { first: i === 0 });
    gradients.unshift(kernel as tf.Tensor, bias as tf.Tensor);
    if (input) gradient = input;
  }
  return gradients;
}
