import * as tf from '@tensorflow/tfjs-core';
import type { BackendName, EngineDevice } from '../api';
import { startWasm } from './wasm';
import { startWebgl } from './webgl';
import { startWebgpu } from './webgpu';

const starters: Readonly<Record<BackendName, () => Promise<EngineDevice>>> = {
  webgl: startWebgl,
  wasm: startWasm,
  webgpu: startWebgpu,
};

const started = new Map<BackendName, Promise<EngineDevice>>();

/**
 * Loads and starts a backend once, and makes it the one that computes from now on.
 * @throws EngineError `no-webgl2`, `no-wasm` or `no-webgpu`; the next call tries again.
 */
export async function startBackend(name: BackendName): Promise<EngineDevice> {
  let device = started.get(name);
  if (!device) {
    device = starters[name]();
    started.set(name, device);
    device.catch(() => started.delete(name));
  }
  const answer = await device;
  if (tf.getBackend() !== name) await tf.setBackend(name);
  return answer;
}

/** Forgets a backend whose device was lost; its tensors are gone. The next start begins anew. */
export function dropBackend(name: BackendName): void {
  started.delete(name);
  tf.removeBackend(name);
}
