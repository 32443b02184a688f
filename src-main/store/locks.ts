import { setTimeout as sleep } from 'node:timers/promises';
import { BeckonError } from '../contract';
import { tryLock, type Attempt } from './lock-folder';

/** How long a job waits for the jobs of other processes, in ms: from one attempt to the next, and how often. */
const PATIENCE = { first: 10, longest: 100, factor: 1.2, attempts: 150 };

/** What {@link Locks} wait with and ask; a test hands in its own. */
export interface LockMeans {
  wait: (ms: number) => Promise<unknown>;
  attempt: (folder: string, key: string) => Promise<Attempt>;
}

/**
 * Lets one job at a time run for each key, in the order they came; of several processes that keep their locks in the
 * same folder, one at a time.
 */
export class Locks {
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(
    private readonly folder: string,
    private readonly means: LockMeans = { wait: sleep, attempt: tryLock },
  ) {}

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
      await release();
    }
  }

  /** Waits for a lock that another process holds, and for nothing else. */
  async #acquire(key: string): Promise<() => Promise<void>> {
    let pause = PATIENCE.first;
    for (let attempt = 0; attempt < PATIENCE.attempts; attempt++) {
      const outcome = await this.means.attempt(this.folder, key);
      if (outcome.kind === 'got') return outcome.release;
      // A folder that cannot be written to: what the job writes says so, and what it reads needs no lock.
      if (outcome.kind === 'none') return () => Promise.resolve();
      await this.means.wait(pause);
      pause = Math.min(pause * PATIENCE.factor, PATIENCE.longest);
    }
    throw new BeckonError(
      'BUSY',
      'Another copy of Beckon is still writing to this project. Try again in a moment.',
    );
  }
}
