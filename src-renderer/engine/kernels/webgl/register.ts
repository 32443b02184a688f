import '@tensorflow/tfjs-backend-webgl';
import { provide } from '../fast';
import { webglAdam } from './adam';
import { webglConvStack } from './conv-stack';
import { registerDraw } from './draw';
import { webglDropout } from './dropout';
import { registerFilterGradient } from './filter-gradient';
import { webglLstm } from './lstm';
import { columnSums, webglCrossEntropy } from './matrix';

let registered = false;

/** Makes WebGL's kernels and ours known; once is enough. */
export function registerWebglKernels(): void {
  if (registered) return;
  registered = true;
  registerDraw();
  registerFilterGradient();
  provide('webgl', {
    convStack: webglConvStack,
    lstm: webglLstm,
    pooledAdam: webglAdam,
    dropout: webglDropout,
    crossEntropy: webglCrossEntropy,
    columnSums,
  });
}
