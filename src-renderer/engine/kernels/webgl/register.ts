import '@tensorflow/tfjs-backend-webgl';
import { provide } from '../fast';
import { fastAdam } from './adam';
import { fastConvStack } from './conv-stack';
import { registerDense } from './dense';
import { fastLstm } from './lstm';

let registered = false;

/** Makes WebGL's kernels and ours known; once is enough. */
export function registerWebglKernels(): void {
  if (registered) return;
  registered = true;
  registerDense();
  provide('webgl', { convStack: fastConvStack, lstm: fastLstm, adam: fastAdam });
}
