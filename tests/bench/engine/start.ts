import * as tf from '@tensorflow/tfjs-core';
// As `@tensorflow/tfjs` does: the stock initialiser of the LSTM needs these.
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { startBackend } from '../../../src-renderer/engine/backends';
import type { BenchBackend, Variant } from './contract';

/**
 * Starts the page's only backend: ours with our kernels and settings, the others as TensorFlow.js sets itself up.
 * @returns the device's name
 */
export async function start(variant: Variant, backend: BenchBackend): Promise<string> {
  if (variant === 'ours' && backend !== 'cpu') return (await startBackend(backend)).device;
  if (backend === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  if (backend === 'webgl') await import('@tensorflow/tfjs-backend-webgl');
  if (backend === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu');
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plain,
    'tfjs-backend-wasm-simd.wasm': simd,
    'tfjs-backend-wasm-threaded-simd.wasm': threaded,
  });
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js could not start ${backend}.`);
  return backend;
}
