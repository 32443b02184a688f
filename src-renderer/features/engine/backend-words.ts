import type { BackendName, BackendReport } from '../../../src-main/contract';
import { optionLabel } from '../../../src-main/shared/setting';
import { TRAIN_SETTINGS } from '../../../src-main/shared/train-settings';
import { deviceName } from '../../jobs/device-name';

/** What a person calls a backend. */
export const backendName = (backend: BackendName): string =>
  optionLabel(TRAIN_SETTINGS.backend.options, backend);

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
