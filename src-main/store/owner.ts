import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';

/** A process that holds something in the data folder, as others can tell whether it still runs. */
export interface Owner {
  pid: number;
  /** Told from others only, not named. */
  host: string;
  /** Which start of the machine it runs in; null where the system does not say. */
  boot: string | null;
  /** When it was started, in the system's own count, so that a later process of the same number is another. */
  started: string | null;
}

/** `unknown`: it runs on another machine, or the system does not tell one process from a later one. */
export type OwnerState = 'alive' | 'gone' | 'unknown';

function line(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

const bootOf = (): string | null => line('/proc/sys/kernel/random/boot_id');

/** The 22nd field of `/proc/<pid>/stat`; the second one, a name in brackets, may hold anything. */
const startOf = (pid: number): string | null =>
  line(`/proc/${pid}/stat`)?.replace(/^.*\)/s, '').trim().split(' ')[19] ?? null;

let self: Owner | null = null;

/** This process. */
export function thisOwner(): Owner {
  const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 12);
  self ??= { pid: process.pid, host, boot: bootOf(), started: startOf(process.pid) };
  return self;
}

/** An owner as text that may be part of a file's name. */
export const formatOwner = ({ pid, started, host, boot }: Owner): string =>
  [pid, started ?? '', host, boot ?? ''].join('_');

/** What {@link formatOwner} wrote; null for anything else. */
export function parseOwner(text: string): Owner | null {
  const [, pid, started, host, boot] = /^(\d{1,10})_(\d*)_([\w.-]+)_([\w-]*)$/.exec(text) ?? [];
  if (pid === undefined || host === undefined) return null;
  return { pid: Number(pid), started: started || null, host, boot: boot || null };
}

/** Whether the process still runs, at once. */
export function stateOf(owner: Owner): OwnerState {
  const here = thisOwner();
  if (owner.host !== here.host) return 'unknown';
  if (owner.boot !== here.boot) return owner.boot === null || here.boot === null ? 'unknown' : 'gone';
  if (!isRunning(owner.pid)) return 'gone';
  if (owner.started === null) return owner.pid === here.pid ? 'alive' : 'unknown';
  const started = startOf(owner.pid);
  if (started === null) return 'unknown';
  return started === owner.started ? 'alive' : 'gone';
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
