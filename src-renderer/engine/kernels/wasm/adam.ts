import type * as tf from '@tensorflow/tfjs';
import { BETA1, BETA2, EPSILON } from '../adam';
import type { Moments, StepSize } from '../fast';
import { registerOnHeap, run } from './heap';

const KERNEL = 'BeckonAdam';

interface Attributes extends StepSize {
  correction: number;
}

/** One pass over a variable's numbers. */
export function registerAdam(): void {
  registerOnHeap<Attributes>(KERNEL, (heap, inputs, { rate, keep, correction }) => {
    const { value, gradient, mean, square } = inputs as Record<
      'value' | 'gradient' | 'mean' | 'square',
      tf.TensorInfo
    >;
    const outputs = [heap.make(value.shape), heap.make(value.shape), heap.make(value.shape)] as const;
    const [w, g, m, v] = [value, gradient, mean, square].map(heap.view) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const [wNew, mNew, vNew] = outputs.map(heap.view) as [Float32Array, Float32Array, Float32Array];
    for (let i = 0; i < w.length; i++) {
      const slope = g[i] as number;
      const nextMean = BETA1 * (m[i] as number) + (1 - BETA1) * slope;
      const nextSquare = BETA2 * (v[i] as number) + (1 - BETA2) * slope * slope;
      mNew[i] = nextMean;
      vNew[i] = nextSquare;
      wNew[i] = keep * (w[i] as number) - (rate * nextMean) / (Math.sqrt(nextSquare / correction) + EPSILON);
    }
    return [...outputs];
  });
}

/** Adam, as `FastKernels.adam` describes it. */
export function wasmAdam(
  variables: readonly tf.Variable[],
  gradients: readonly tf.Tensor[],
  moments: readonly Moments[],
  sizes: readonly StepSize[],
  correction: number,
): (Moments & { value: tf.Tensor })[] {
  return variables.map((variable, index) => {
    const { mean, square } = moments[index] as Moments;
    const inputs = { value: variable, gradient: gradients[index] as tf.Tensor, mean, square };
    const [value, nextMean, nextSquare] = run(KERNEL, inputs, { ...(sizes[index] as StepSize), correction });
    return { value: value as tf.Tensor, mean: nextMean as tf.Tensor, square: nextSquare as tf.Tensor };
  });
}
