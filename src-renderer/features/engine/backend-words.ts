import type { BackendName, BackendReport } from '../../../src-main/contract';
import { deviceName } from '../../jobs/device-name';

/** What a person calls a backend. */
export const BACKEND_NAMES: Readonly<Record<BackendName, string>> = {
  wasm: 'CPU (WebAssembly)',
  webgl: 'Graphics card (WebGL 2)',
  webgpu: 'Graphics card (WebGPU)',
};

/** `the CPU, 2 threads` or `GeForce RTX 3060 (WebGL 2)`. */
export function backendWords({ backend, device }: Pick<BackendReport, 'backend' | 'device'>): string {
  if (backend === 'wasm') return device === '' ? 'the CPU' : `the ${device}`;
  const through = backend === 'webgl' ? 'WebGL 2' : 'WebGPU';
  return device === '' ? `the graphics card (${through})` : `${deviceName(device)} (${through})`;
}

/** `4.2 ms`, `57 ms`, `1.2 s`. */
export function milliseconds(value: number): string {
  if (value >= 1000) return `${(value / 1000).toFixed(1)} s`;
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
}
