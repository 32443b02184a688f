import type { BackendName } from '../../../src-main/contract';
import { EngineError, type EngineDevice } from '../api';
import { isLost, startBackend, whenLost } from './';

/** The device that a job is on, and those it may go on with. */
export interface Devices {
  readonly current: EngineDevice;
  isLost(): boolean;
  /** Makes it the one that computes, where another job has used another since. */
  activate(): Promise<void>;
  /** The work's outcome; rejects at once where the device is lost. */
  guard<T>(work: Promise<T>): Promise<T>;
  /** Starts the next device; null where there is none left. */
  next(): Promise<EngineDevice | null>;
  lossError(cause: unknown): EngineError;
}

/**
 * Starts the first backend of an order of preference that can be started.
 * @param strict the first one it must be
 * @throws EngineError that of the first, where none can be started
 */
export async function openDevices(order: readonly BackendName[], strict: boolean): Promise<Devices> {
  const waiting = [...order];
  const start = async (): Promise<EngineDevice | null> => {
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      const device = await startBackend(name).catch(() => null);
      if (device) return device;
    }
    return null;
  };
  const [first] = order;
  if (!first) throw new EngineError('INTERNAL', 'There is no device to compute on.');
  let current: EngineDevice;
  try {
    waiting.shift();
    current = await startBackend(first);
  } catch (error) {
    const second = strict ? null : await start();
    if (!second) throw error;
    current = second;
  }
  return {
    get current() {
      return current;
    },
    isLost: () => isLost(current.backend),
    async activate() {
      // A lost one is not started anew behind the job's back: what the job holds on it is gone.
      if (isLost(current.backend)) throw new EngineError('CONTEXT_LOST', LOST);
      await startBackend(current.backend);
    },
    async guard(work) {
      work.catch(() => undefined);
      const lost = whenLost(current.backend).then(() => {
        throw new EngineError('CONTEXT_LOST', LOST);
      });
      lost.catch(() => undefined);
      const outcome = await Promise.race([work, lost]);
      if (isLost(current.backend)) throw new EngineError('CONTEXT_LOST', LOST);
      return outcome;
    },
    async next() {
      const device = await start();
      if (device) current = device;
      return device;
    },
    lossError: (cause) => new EngineError('CONTEXT_LOST', LOST, { cause }),
  };
}

const LOST =
  'The system took the graphics card away from Beckon. Start again; if it happens often, use a smaller network or the CPU.';
