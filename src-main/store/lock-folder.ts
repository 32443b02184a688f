import {
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { randomTag } from './names';
import { formatOwner, parseOwner, stateOf, thisOwner } from './owner';

/** An owner that cannot be asked whether it still runs, and was not heard of for so long, is gone. */
const SILENT_MS = 5_000;
const TELL_MS = 1_000;

/** `held`: a process that runs has it. `none`: there can be no lock here, as in a folder that cannot be written to. */
export type Attempt = { kind: 'got'; release: () => Promise<void> } | { kind: 'held' } | { kind: 'none' };

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/**
 * A lock among processes: a folder `<key>.lock` with one file in it, named by chance, that says who holds it. It
 * is made beside its place and renamed there, which succeeds for one only, as no folder takes the place of one that
 * holds something. A lock whose owner is gone is freed by removing that owner's file, which is never another's.
 */
export async function tryLock(folder: string, key: string): Promise<Attempt> {
  const place = join(folder, `${key}.lock`);
  const name = randomTag(16);
  const prepared = join(folder, `.tmp-${key}-${name}`);
  let taken = false;
  try {
    await mkdir(prepared, { mode: 0o700 });
    await writeFile(join(prepared, name), formatOwner(thisOwner()), { mode: 0o600 });
    // Once more for each time that a lock was found free or freed.
    for (let tries = 0; tries < 3; tries++) {
      if (await take(prepared, place)) {
        taken = true;
        return { kind: 'got', release: holding(place, name) };
      }
      if ((await lookAt(place)) === 'held') break;
    }
  } catch {
    // No lock can be made here. One that is held counts all the same.
    if ((await lookAt(place).catch(() => 'free')) !== 'held') return { kind: 'none' };
  } finally {
    if (!taken) await rm(prepared, { recursive: true, force: true }).catch(() => undefined);
  }
  return { kind: 'held' };
}

/** True where the place was free. */
async function take(prepared: string, place: string): Promise<boolean> {
  try {
    await rename(prepared, place);
    return true;
  } catch (error) {
    // Windows says EPERM where a folder is in the way; what cannot be written at all says it when it is prepared.
    if (['EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'EPERM', 'EACCES'].includes(codeOf(error))) return false;
    throw error;
  }
}

/** Whether somebody holds the lock; where the one who did is gone, it is freed. */
async function lookAt(place: string): Promise<'held' | 'free'> {
  const names = await readdir(place).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) {
    if (await isHeld(join(place, name))) return 'held';
    await unlink(join(place, name)).catch(() => undefined);
  }
  // On Windows an empty folder is in the way.
  await rmdir(place).catch(() => undefined);
  return 'free';
}

async function isHeld(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return false;
  const owner = parseOwner(text);
  const state = owner ? stateOf(owner) : 'unknown';
  if (state !== 'unknown') return state === 'alive';
  const heard = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  return Date.now() - heard < SILENT_MS;
}

/** Lets itself be heard of until the lock is given back. */
function holding(place: string, name: string): () => Promise<void> {
  const path = join(place, name);
  const timer = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, TELL_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await unlink(path).catch(() => undefined);
    await rmdir(place).catch(() => undefined);
  };
}
