import '@tensorflow/tfjs-backend-webgl';
import { registerDense } from './dense';

/** Makes WebGL's kernels and ours known. Call once, after the backend is set. */
export function registerWebglKernels(): void {
  registerDense();
}
