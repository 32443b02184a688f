import * as tf from '@tensorflow/tfjs-core';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { drawInfo } from './draw';
import { linear, texelsOf } from './layout';

/** Texels the sums are spread over at least, so that a large GPU has work for all its cores. */
const PARALLEL_TEXELS = 16_384;
/** Pixels that one texel sums over at most, so that no draw takes long. */
const MOST_PIXELS = 4096;

/**
 * Sums over a chunk of pixels of dy. X: input `[N, H, W, I]`, G: dy `[N, h, w, O]`. Texels as the filter `[p, q, I, O]`
 * has them, a chunk after the other.
 */
const PARTIAL = `
  void main() {
    int i = outIndex();
    int chunk = i / texels;
    ivec3 c = corner(i % texels, ivec2(inputs, outputs));
    int qi = (inputs + 1) / 2; int qo = (outputs + 1) / 2;
    int dy = c.x / filterWidth * dilationHeight - top; int dx = c.x % filterWidth * dilationWidth - left;
    int end = min((chunk + 1) * perChunk, pixels);
    vec4 sum = vec4(0.);
    for (int p = chunk * perChunk; p < end; p++) {
      int px = p % outWidth; int line = p / outWidth;
      int py = line % outHeight; int n = line / outHeight;
      int y = py * strideHeight + dy; int x = px * strideWidth + dx;
      if (y < 0 || y >= height || x < 0 || x >= width) continue;
      vec4 g = fetchG((line * ((outWidth + 1) / 2) + px / 2) * qo + c.z / 2);
      vec4 v = fetchX(((n * height + y) * ((width + 1) / 2) + x / 2) * qi + c.y / 2);
      vec2 own = (x & 1) == 0 ? v.xy : v.zw;
      vec2 slope = (px & 1) == 0 ? g.xy : g.zw;
      sum += own.xxyy * slope.xyxy;
    }
    if (c.y + 1 >= inputs) sum.zw = vec2(0.);
    if (c.z + 1 >= outputs) sum.yw = vec2(0.);
    setOutput(sum);
  }`;

const REDUCE = `
  void main() {
    int i = outIndex();
    vec4 sum = vec4(0.);
    for (int chunk = 0; chunk < chunks; chunk++) sum += fetchS(chunk * texels + i);
    setOutput(sum);
  }`;

/**
 * Gradient of a convolution's filter in two passes. TensorFlow.js's own program sums every weight's gradient over all
 * pixels of all frames one after another, which takes a graphics card seconds.
 */
export function registerFilterGradient(): void {
  const kernelName = 'Conv2DBackpropFilter';
  const stock = tf.getKernel(kernelName, 'webgl');
  tf.unregisterKernel(kernelName, 'webgl');
  tf.registerKernel({
    ...stock,
    kernelFunc: (params) => {
      const { x, dy } = params.inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
      const { strides, pad, dataFormat, dimRoundingMode, filterShape } =
        params.attrs as unknown as tf.Conv2DBackpropFilterAttrs;
      if (dataFormat !== 'NHWC') return stock.kernelFunc(params);
      const info = tf.backend_util.computeConv2DInfo(
        x.shape as [number, number, number, number],
        filterShape,
        strides,
        1,
        pad,
        dimRoundingMode,
      );
      return filterGradient(params.backend as MathBackendWebGL, x, dy, info);
    },
  });
}

function filterGradient(
  backend: MathBackendWebGL,
  X: tf.TensorInfo,
  G: tf.TensorInfo,
  info: tf.backend_util.Conv2DInfo,
): tf.TensorInfo {
  const texels = texelsOf(info.filterShape);
  const pixels = info.batchSize * info.outHeight * info.outWidth;
  const wanted = Math.max(Math.ceil(PARALLEL_TEXELS / texels), Math.ceil(pixels / MOST_PIXELS));
  const perChunk = Math.ceil(pixels / Math.min(pixels, wanted));
  const chunks = Math.ceil(pixels / perChunk);
  const S = drawInfo(backend, {
    inputs: { X, G },
    shape: linear(texels * chunks),
    body: PARTIAL,
    ints: {
      texels,
      pixels,
      perChunk,
      inputs: info.inChannels,
      outputs: info.outChannels,
      height: info.inHeight,
      width: info.inWidth,
      outHeight: info.outHeight,
      outWidth: info.outWidth,
      filterWidth: info.filterWidth,
      strideHeight: info.strideHeight,
      strideWidth: info.strideWidth,
      dilationHeight: info.dilationHeight,
      dilationWidth: info.dilationWidth,
      top: info.padInfo.top,
      left: info.padInfo.left,
    },
    anySides: true,
  });
  const ints = { texels, chunks };
  const sum = drawInfo(backend, {
    inputs: { S },
    shape: info.filterShape,
    body: REDUCE,
    ints,
    anySides: true,
  });
  backend.disposeIntermediateTensorInfo(S);
  return sum;
}
