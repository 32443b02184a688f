import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { startWebgl } from '../engine/backends/webgl';

/** Computes on the graphics card where there is one, else in plain JavaScript, which works everywhere. */
export async function startDevice(): Promise<void> {
  await startWebgl().catch(() => setBackend('cpu'));
}
