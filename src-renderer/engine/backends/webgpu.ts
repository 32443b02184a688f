import * as tf from '@tensorflow/tfjs-core';
import { EngineError, type EngineDevice } from '../api';
import { isSoftware } from './webgl';

/**
 * WebGPU, where the browser has an adapter.
 * @throws EngineError `NO_WEBGPU` where it has none.
 */
export async function startWebgpu(): Promise<EngineDevice> {
  const gpu = (navigator as { gpu?: Gpu }).gpu;
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) throw new EngineError('NO_WEBGPU', 'This browser offers no WebGPU.');
  const { info } = adapter;
  const named = [info?.description, [info?.vendor, info?.architecture].filter(Boolean).join(' ')];
  const device = named.find((name) => name !== undefined && name !== '') ?? 'unknown graphics card';
  await import('@tensorflow/tfjs-backend-webgpu');
  // Small tensors would otherwise be computed on the CPU, each with a readback.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  if (!(await tf.setBackend('webgpu'))) throw new EngineError('NO_WEBGPU', 'WebGPU could not be started.');
  return { backend: 'webgpu', device, software: isSoftware(device) || info?.isFallbackAdapter === true };
}

/** Resolves once the device is taken away. `webgpu` must be the active backend. */
export async function webgpuLoss(): Promise<void> {
  await (tf.backend() as unknown as { device: { lost: Promise<unknown> } }).device.lost;
}

/** As much of WebGPU as is asked here. */
interface Gpu {
  requestAdapter(options: { powerPreference: 'high-performance' }): Promise<{
    info?: { vendor: string; architecture: string; description: string; isFallbackAdapter?: boolean };
  } | null>;
}
