import * as tf from '@tensorflow/tfjs-core';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { EngineError, type EngineDevice } from '../api';

const NO_WEBGL2 =
  'This browser offers no WebGL 2, which Beckon needs to compute on the graphics card. Turn on graphics acceleration or use another browser.';
const NO_FLOAT = 'The graphics card cannot compute with 32-bit numbers in WebGL, which Beckon needs.';

/** The WebGL context that TensorFlow.js computes on, while `webgl` is the active backend. */
export function webglContext(): WebGL2RenderingContext {
  return (tf.backend() as MathBackendWebGL).gpgpu.gl as WebGL2RenderingContext;
}

/** @throws EngineError `NO_WEBGL2` where WebGL 2 or its 32-bit textures are missing. */
export async function startWebgl(): Promise<EngineDevice> {
  const gl = typeof OffscreenCanvas === 'undefined' ? null : new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) throw new EngineError('NO_WEBGL2', NO_WEBGL2);
  if (!gl.getExtension('EXT_color_buffer_float')) throw new EngineError('NO_WEBGL2', NO_FLOAT);
  const device = deviceName(gl);
  gl.getExtension('WEBGL_lose_context')?.loseContext();

  const { registerWebglKernels } = await import('../kernels/webgl/register');
  // Freed textures are kept and used again up to this many bytes; training asks for the same sizes at every step.
  tf.env().set('WEBGL_DELETE_TEXTURE_THRESHOLD', 256 * 1024 * 1024);
  // Small tensors would otherwise be computed on the CPU, each with a readback.
  tf.env().set('WEBGL_CPU_FORWARD', false);
  if (!(await tf.setBackend('webgl'))) throw new EngineError('NO_WEBGL2', NO_WEBGL2);
  registerWebglKernels();
  return { backend: 'webgl', device, software: isSoftware(device) };
}

/** Whether a graphics card of this name is a program on the CPU. */
export function isSoftware(device: string): boolean {
  return /swiftshader|llvmpipe|software|basic render/i.test(device);
}

/** The graphics card's name as WebGL tells it, without starting to compute on it; null where there is no WebGL 2. */
export function gpuName(): string | null {
  const gl = typeof OffscreenCanvas === 'undefined' ? null : new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return null;
  const name = deviceName(gl);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return name;
}

function deviceName(gl: WebGL2RenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  return typeof name === 'string' && name !== '' ? name : 'unknown graphics card';
}

/** Resolves once the device is taken away. `webgl` must be the active backend. */
export function webglLoss(): Promise<void> {
  return new Promise((resolve) => {
    webglContext().canvas.addEventListener('webglcontextlost', () => resolve(), { once: true });
  });
}
