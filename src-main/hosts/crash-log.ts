import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of a log after which a new one is begun; the one before is kept. */
const MOST = 256 * 1024;

/**
 * What went wrong inside the program, for whoever looks into it: `<data dir>/logs/crashes.log`, which never leaves the
 * machine by itself.
 */
export class CrashLog {
  readonly #folder: string;
  readonly #file: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'logs');
    this.#file = join(this.#folder, 'crashes.log');
  }

  /** At once, as the program may not live much longer. A log that cannot be written is no reason to fail. */
  write(text: string): void {
    const line = `${new Date().toISOString()} ${text}\n`;
    process.stderr.write(line);
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      if ((statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0) > MOST)
        renameSync(this.#file, join(this.#folder, 'crashes.old.log'));
      appendFileSync(this.#file, line, { mode: 0o600 });
    } catch (error) {
      process.stderr.write(`The log could not be written: ${String(error)}\n`);
    }
  }
}
