import * as tf from '@tensorflow/tfjs-core';
import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { EngineError, type EngineDevice } from '../api';
import { registerWasmKernels } from '../kernels/wasm/register';

/** More threads than this wait for each other longer than they work, on pictures of this size. */
const MOST_THREADS = 8;

/** All logical cores of a small machine; of a larger one half, as two of them share what computes. */
function wantedThreads(): number {
  const cores = Math.max(1, navigator.hardwareConcurrency);
  return cores <= 4 ? cores : Math.min(MOST_THREADS, Math.ceil(cores / 2));
}

/**
 * TensorFlow.js takes half the logical cores at most, whatever it is asked for, which is one of a machine's two. While
 * it starts it is told of twice as many.
 */
async function withAllCores<T>(work: () => Promise<T>): Promise<T> {
  const cores = navigator.hardwareConcurrency;
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 * cores, configurable: true });
  try {
    return await work();
  } finally {
    Reflect.deleteProperty(navigator, 'hardwareConcurrency');
  }
}

/**
 * WebAssembly on the CPU, with SIMD and as many threads as the machine has cores, from the app's own files.
 * @throws EngineError `NO_WASM` where it cannot be started.
 */
export async function startWasm(): Promise<EngineDevice> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plain,
    'tfjs-backend-wasm-simd.wasm': simd,
    'tfjs-backend-wasm-threaded-simd.wasm': threaded,
  });
  setThreadsCount(wantedThreads());
  if (!(await withAllCores(() => tf.setBackend('wasm')))) {
    throw new EngineError(
      'NO_WASM',
      'This browser cannot run WebAssembly, which Beckon needs to compute on the CPU.',
    );
  }
  registerWasmKernels();
  const threads = threadCount();
  return {
    backend: 'wasm',
    device: `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    software: false,
  };
}

/** One where the build without threads was loaded, which does not know of them. */
function threadCount(): number {
  try {
    return Math.max(1, getThreadsCount());
  } catch {
    return 1;
  }
}
