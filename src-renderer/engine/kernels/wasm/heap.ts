import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/**
 * Kernels of ours on WebAssembly's memory. Numbers are read and written in place, through views; a view is valid until
 * the next allocation, which may move the memory.
 */
export interface Heap {
  /** A new tensor whose numbers are not set yet. */
  make(shape: number[]): tf.TensorInfo;
  /** View of a tensor's numbers. */
  view(tensor: tf.TensorInfo): Float32Array;
  /** Another kernel of the backend; the result is the caller's to free. */
  call(kernel: string, inputs: tf.NamedTensorInfoMap, attrs: object): tf.TensorInfo;
  free(...tensors: tf.TensorInfo[]): void;
}

function heapOf(backend: BackendWasm): Heap {
  return {
    make: (shape) => backend.makeOutput(shape, 'float32'),
    view: (tensor) => backend.typedArrayFromHeap(tensor) as Float32Array,
    call(kernel, inputs, attrs) {
      const config = tf.getKernel(kernel, 'wasm');
      if (!config) throw new Error(`WebAssembly has no kernel ${kernel}.`);
      return config.kernelFunc({
        inputs,
        backend,
        attrs: attrs as tf.NamedAttrMap,
      }) as tf.TensorInfo;
    },
    free(...tensors) {
      for (const { dataId } of tensors) backend.disposeData(dataId);
    },
  };
}

/** Registers a kernel for WebAssembly, in place of one that is there already. */
export function registerOnHeap<Attributes extends object>(
  kernelName: string,
  work: (
    heap: Heap,
    inputs: Record<string, tf.TensorInfo>,
    attributes: Attributes,
  ) => tf.TensorInfo | tf.TensorInfo[],
): void {
  if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend, attrs }) =>
      work(
        heapOf(backend as BackendWasm),
        inputs as Record<string, tf.TensorInfo>,
        attrs as unknown as Attributes,
      ),
  });
}

/** Runs a kernel of ours with several results, inside a `customGrad` or a tidy. */
export function run(kernel: string, inputs: Record<string, tf.Tensor>, attributes: object = {}): tf.Tensor[] {
  const outputs = tf.engine().runKernel(kernel, inputs, attributes as tf.NamedAttrMap);
  return Array.isArray(outputs) ? outputs : [outputs];
}
