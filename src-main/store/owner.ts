import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

/** A process that holds something in the data folder, as others can tell whether it still runs. */
const ownerSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  /** Which start of the machine it runs in; null where the system does not say. */
  boot: z.string().nullable(),
  /** When it was started, in the system's own count, so that a later process of the same number is another. */
  started: z.string().nullable(),
});
export type Owner = z.infer<typeof ownerSchema>;

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
  self ??= { pid: process.pid, host: hostname(), boot: bootOf(), started: startOf(process.pid) };
  return self;
}

/** What was written of an owner; null where it is none. */
export function parseOwner(bytes: Uint8Array): Owner | null {
  try {
    return ownerSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch {
    return null;
  }
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
