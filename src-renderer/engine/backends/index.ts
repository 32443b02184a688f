import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from '../../../src-main/contract';
import type { EngineDevice } from '../api';
import { startWasm } from './wasm';
import { startWebgl, webglContext, webglLoss } from './webgl';
import { startWebgpu, webgpuLoss } from './webgpu';

interface Started {
  device: EngineDevice;
  /** Resolves if the device is taken away. */
  lost: Promise<void>;
}

const never = new Promise<void>(() => undefined);

const starters: Readonly<
  Record<BackendName, { start: () => Promise<EngineDevice>; loss: () => Promise<void> }>
> = {
  webgl: { start: startWebgl, loss: webglLoss },
  wasm: { start: startWasm, loss: () => never },
  webgpu: { start: startWebgpu, loss: webgpuLoss },
};

const backends = new Map<BackendName, Promise<Started>>();
const lostNow = new Set<BackendName>();
let active: BackendName | null = null;

/**
 * Loads and starts a backend once, and makes it the one that computes from now on. One whose device was lost is started
 * anew.
 * @throws EngineError `NO_WEBGL2`, `NO_WASM` or `NO_WEBGPU`; the next call tries again.
 */
export async function startBackend(name: BackendName): Promise<EngineDevice> {
  if (lostNow.has(name)) forget(name);
  let backend = backends.get(name);
  if (!backend) {
    backend = begin(name);
    backends.set(name, backend);
    backend.catch(() => backends.delete(name));
  }
  const { device } = await backend;
  if (active !== name || tf.getBackend() !== name) await tf.setBackend(name);
  active = name;
  return device;
}

async function begin(name: BackendName): Promise<Started> {
  const { start, loss } = starters[name];
  const device = await start();
  const lost = loss().then(() => {
    lostNow.add(name);
  });
  return { device, lost };
}

/** The backend that computes now; null before the first was started. */
export const activeBackend = (): BackendName | null => active;

/** Whether the device of a backend that was started has been taken away since. */
export function isLost(name: BackendName): boolean {
  // WebGL says so at once, its event comes later.
  if (name === 'webgl' && active === 'webgl' && webglContext().isContextLost()) lostNow.add(name);
  return lostNow.has(name);
}

/** Resolves once the device of a backend that was started is taken away. */
export async function whenLost(name: BackendName): Promise<void> {
  await (
    await backends.get(name)
  )?.lost;
}

/** Lets go of a lost backend with all its tensors, but so that it can be started again. */
function forget(name: BackendName): void {
  lostNow.delete(name);
  backends.delete(name);
  if (active === name) active = null;
  const factory = tf.findBackendFactory(name);
  tf.removeBackend(name);
  if (factory) tf.registerBackend(name, factory);
}
