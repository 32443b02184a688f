import type { TensorInfo } from '@tensorflow/tfjs';
import type { StockKernel } from './conv-gradients';
import { registerOnHeap } from './heap';

interface MatMulAttributes {
  transposeA: boolean;
  transposeB: boolean;
}

/**
 * Matrix products of transposed matrices by turning them first: TensorFlow.js has its fast path for plain ones only.
 */
export function registerMatMul(stock: StockKernel): void {
  registerOnHeap<MatMulAttributes>('BatchMatMul', (heap, inputs, { transposeA, transposeB }) => {
    const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
    const turn = (x: TensorInfo): TensorInfo => {
      const axes = x.shape.map((_, axis) => axis);
      const perm = [...axes.slice(0, -2), axes.length - 1, axes.length - 2];
      return heap.call('Transpose', { x }, { perm });
    };
    const left = transposeA ? turn(a) : a;
    const right = transposeB ? turn(b) : b;
    const product = stock({ a: left, b: right }, { transposeA: false, transposeB: false });
    if (left !== a) heap.free(left);
    if (right !== b) heap.free(right);
    return product;
  });
}
