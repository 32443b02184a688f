import type * as tf from '@tensorflow/tfjs';
import { hash } from '../hash';
import { registerOnHeap, run } from './heap';

const KERNEL = 'BeckonDropout';

interface Attributes {
  threshold: number;
  scale: number;
  seed: number;
}

export function registerDropout(): void {
  registerOnHeap<Attributes>(KERNEL, (heap, inputs, { threshold, scale, seed }) => {
    const { x } = inputs as { x: tf.TensorInfo };
    const output = heap.make(x.shape);
    const [from, to] = [heap.view(x), heap.view(output)];
    for (let i = 0; i < from.length; i++)
      to[i] = hash(i, seed) >= threshold ? (from[i] as number) * scale : 0;
    return output;
  });
}

/** As `FastKernels.dropout` describes it, in one pass. */
export function wasmDropout(x: tf.Tensor, threshold: number, scale: number, seed: number): tf.Tensor {
  return run(KERNEL, { x }, { threshold, scale, seed })[0] as tf.Tensor;
}
