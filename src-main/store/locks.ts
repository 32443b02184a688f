import { join } from 'node:path';
import { lock as lockFile } from 'proper-lockfile';
import { BeckonError } from '../contract';

/** A lock whose owner has not been heard of for so long was left behind by a process that is gone. */
const LEFT_BEHIND_MS = 5_000;
/** How long a job waits for the jobs of other processes, in steps of 10 ms, later 100 ms. */
const PATIENCE = { retries: 150, minTimeout: 10, maxTimeout: 100, factor: 1.2 };

/**
 * Lets one job at a time run for each key, in the order they came; of several processes that keep their locks in the
 * same folder, one at a time.
 */
export class Locks {
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(private readonly folder: string) {}

  /** @param key also the name of a file in the folder */
  async run<T>(key: string, job: () => Promise<T>): Promise<T> {
    const alone = (): Promise<T> => this.#amongProcesses(key, job);
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = before.then(alone, alone);
    const settled = mine.catch(() => undefined);
    this.#last.set(key, settled);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }

  async #amongProcesses<T>(key: string, job: () => Promise<T>): Promise<T> {
    const release = await this.#acquire(key);
    try {
      return await job();
    } finally {
      // Where it was taken away meanwhile, there is nothing to give back.
      await release().catch(() => undefined);
    }
  }

  async #acquire(key: string): Promise<() => Promise<void>> {
    try {
      return await lockFile(join(this.folder, key), {
        realpath: false,
        stale: LEFT_BEHIND_MS,
        update: LEFT_BEHIND_MS / 5,
        retries: PATIENCE,
        onCompromised: () => undefined,
      });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code === 'ELOCKED') {
        throw new BeckonError(
          'BUSY',
          'Another Beckon is writing to this project and has not finished. Try again in a moment.',
        );
      }
      // A folder that cannot be written to: what the job writes says so, and what it reads needs no lock.
      return () => Promise.resolve();
    }
  }
}
