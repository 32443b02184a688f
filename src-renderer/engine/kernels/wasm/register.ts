import * as tf from '@tensorflow/tfjs-core';
import { provide } from '../fast';
import { registerAdam, wasmAdam } from './adam';
import { registerConv, registerConvGradients, type StockKernel } from './conv-gradients';
import { registerConvStack, wasmConvStack } from './conv-stack';
import { registerDropout, wasmDropout } from './dropout';
import { registerLstm, wasmLstm, wasmRecurrence } from './lstm';
import { registerMatMul } from './matmul';

let registered = false;

/** Makes our kernels for WebAssembly known; once is enough. `wasm` must be the active backend. */
export function registerWasmKernels(): void {
  if (registered) return;
  registered = true;
  registerConv('Conv2D', stock('Conv2D'));
  registerConv('FusedConv2D', stock('FusedConv2D'));
  registerConvGradients(stock('Conv2DBackpropInput'));
  registerMatMul(stock('BatchMatMul'));
  registerConvStack();
  registerLstm();
  registerAdam();
  registerDropout();
  provide('wasm', {
    convStack: wasmConvStack,
    lstm: wasmLstm,
    recurrence: wasmRecurrence,
    adam: wasmAdam,
    dropout: wasmDropout,
  });
}

/** TensorFlow.js's own kernel of a name, before ours takes its place. */
function stock(name: string): StockKernel {
  const config = tf.getKernel(name, 'wasm');
  if (!config) throw new Error(`TensorFlow.js has no kernel ${name} for WebAssembly.`);
  return (inputs, attributes) =>
    config.kernelFunc({
      inputs,
      backend: tf.backend(),
      attrs: attributes as tf.NamedAttrMap,
    }) as tf.TensorInfo;
}
