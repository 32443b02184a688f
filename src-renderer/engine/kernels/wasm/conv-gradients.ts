import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { registerOnHeap, type Heap } from './heap';

type Pair = [number, number];
type Shape4 = [number, number, number, number];
type Padding = Parameters<typeof backend_util.computeConv2DInfo>[4];

interface ConvAttributes {
  strides: number | Pair;
  pad: Padding;
  dataFormat: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

const shapeOf = (tensor: TensorInfo): Shape4 => tensor.shape as Shape4;
const transpose = (heap: Heap, x: TensorInfo, perm: number[]): TensorInfo =>
  heap.call('Transpose', { x }, { perm });

/**
 * Gradient of a convolution's kernel, which TensorFlow.js lacks on WebAssembly, as a convolution: of the input with its
 * batch as channels, by dy with its batch as channels; the stride becomes a dilation.
 * x `[N, H, W, I]`, dy `[N, h, w, O]` to `[kh, kw, I, O]`.
 */
export function filterGradient(
  heap: Heap,
  x: TensorInfo,
  dy: TensorInfo,
  filterShape: Shape4,
  { strides, pad, dimRoundingMode }: Pick<ConvAttributes, 'strides' | 'pad' | 'dimRoundingMode'>,
): TensorInfo {
  const info = backend_util.computeConv2DInfo(shapeOf(x), filterShape, strides, 1, pad, dimRoundingMode);
  const [kh, kw] = filterShape;
  const { top, left } = info.padInfo;
  // What the taps reach below and to the right; negative: rows and columns that no tap reads.
  const bottom = kh + (info.outHeight - 1) * info.strideHeight - info.inHeight - top;
  const right = kw + (info.outWidth - 1) * info.strideWidth - info.inWidth - left;
  const height = info.inHeight + Math.min(0, bottom);
  const width = info.inWidth + Math.min(0, right);
  // Every tap reads padding only.
  if (height <= 0 || width <= 0) return zeros(heap, filterShape);
  const size = [info.batchSize, height, width, info.inChannels];
  const cropped = bottom < 0 || right < 0 ? heap.call('Slice', { x }, { begin: [0, 0, 0, 0], size }) : null;
  const turned = transpose(heap, cropped ?? x, [3, 1, 2, 0]);
  const filter = transpose(heap, dy, [1, 2, 0, 3]);
  const product = heap.call(
    'Conv2D',
    { x: turned, filter },
    {
      strides: [1, 1],
      dilations: [info.strideHeight, info.strideWidth],
      pad: [
        [0, 0],
        [top, Math.max(0, bottom)],
        [left, Math.max(0, right)],
        [0, 0],
      ],
      dataFormat: 'NHWC',
    },
  );
  const result = transpose(heap, product, [1, 2, 0, 3]);
  heap.free(...(cropped ? [cropped] : []), turned, filter, product);
  return result;
}

/**
 * Gradient of a convolution's input, as a convolution of dy by the kernel turned round. Strides must be 1.
 * dy `[N, h, w, O]`, filter `[kh, kw, I, O]` to `[N, H, W, I]`.
 */
export function inputGradient(
  heap: Heap,
  dy: TensorInfo,
  filter: TensorInfo,
  inputShape: Shape4,
  { pad, dimRoundingMode }: Pick<ConvAttributes, 'pad' | 'dimRoundingMode'>,
): TensorInfo {
  const info = backend_util.computeConv2DInfo(inputShape, shapeOf(filter), 1, 1, pad, dimRoundingMode);
  const turned = turnedKernel(heap, filter);
  const before: Pair = [info.filterHeight - 1 - info.padInfo.top, info.filterWidth - 1 - info.padInfo.left];
  const after: Pair = [
    info.inHeight - info.outHeight + info.filterHeight - 1 - before[0],
    info.inWidth - info.outWidth + info.filterWidth - 1 - before[1],
  ];
  const result = heap.call(
    'Conv2D',
    { x: dy, filter: turned },
    {
      strides: [1, 1],
      dilations: [1, 1],
      pad: [
        [0, 0],
        [before[0], after[0]],
        [before[1], after[1]],
        [0, 0],
      ],
      dataFormat: 'NHWC',
    },
  );
  heap.free(turned);
  return result;
}

function zeros(heap: Heap, shape: Shape4): TensorInfo {
  const tensor = heap.make(shape);
  heap.view(tensor).fill(0);
  return tensor;
}

/** Kernel `[kh, kw, I, O]` turned by half a turn, as `[kh, kw, O, I]`. */
function turnedKernel(heap: Heap, filter: TensorInfo): TensorInfo {
  const [kh, kw, inputs, outputs] = shapeOf(filter);
  const turned = heap.make([kh, kw, outputs, inputs]);
  const from = heap.view(filter);
  const to = heap.view(turned);
  const taps = kh * kw;
  for (let tap = 0; tap < taps; tap++) {
    const source = tap * inputs * outputs;
    const target = (taps - 1 - tap) * inputs * outputs;
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        to[target + o * inputs + i] = from[source + i * outputs + o] as number;
      }
    }
  }
  return turned;
}

/** Padding may reach beyond the kernel; then the stock kernel is right, and this is not. */
function fits(filterShape: Shape4, inputShape: Shape4, attributes: ConvAttributes): boolean {
  const { strides, pad, dimRoundingMode } = attributes;
  const { padInfo, strideHeight, strideWidth } = backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return (
    strideHeight === 1 && strideWidth === 1 && padInfo.top < filterShape[0] && padInfo.left < filterShape[1]
  );
}

/** Registers the kernel's gradient, which is missing, and a faster input's gradient beside the one that is there. */
export function registerConvGradients(stockInputGradient: StockKernel): void {
  registerOnHeap<ConvAttributes & { filterShape: Shape4 }>(
    'Conv2DBackpropFilter',
    (heap, { x, dy }, { filterShape, ...attributes }) =>
      filterGradient(heap, x as TensorInfo, dy as TensorInfo, filterShape, attributes),
  );
  registerOnHeap<ConvAttributes & { inputShape: Shape4 }>(
    'Conv2DBackpropInput',
    (heap, inputs, attributes) => {
      const { dy, filter } = inputs as { dy: TensorInfo; filter: TensorInfo };
      return fits(shapeOf(filter), attributes.inputShape, attributes)
        ? inputGradient(heap, dy, filter, attributes.inputShape, attributes)
        : stockInputGradient(inputs, attributes);
    },
  );
}

/**
 * Has a convolution's padding `same` told in pixels: the stock kernels compute wrong sums where it falls on one side
 * only and strides are wider than the kernel.
 */
export function registerConv(kernelName: 'Conv2D' | 'FusedConv2D', stock: StockKernel): void {
  registerOnHeap<ConvAttributes & { dilations: number | Pair }>(kernelName, (_heap, inputs, attributes) => {
    const { x, filter } = inputs as { x: TensorInfo; filter: TensorInfo };
    const { strides, dilations, pad, dimRoundingMode } = attributes;
    if (pad !== 'same') return stock(inputs, attributes);
    const { padInfo } = backend_util.computeConv2DInfo(
      shapeOf(x),
      shapeOf(filter),
      strides,
      dilations,
      pad,
      dimRoundingMode,
    );
    const { top, bottom, left, right } = padInfo;
    return stock(inputs, {
      ...attributes,
      pad: [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ],
    });
  });
}

/** A kernel of TensorFlow.js's own. */
export type StockKernel = (inputs: Record<string, TensorInfo>, attributes: object) => TensorInfo;
