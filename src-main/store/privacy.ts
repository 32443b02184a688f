import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { mapPool } from './pool';

const AT_ONCE = 64;
const OTHERS = 0o077;

/** What Beckon makes in its data folder. Browsers keep their own folders in order once nobody else can enter them. */
const OURS = /^(projects|trash|transfers|locks)$/;
const CLOSED = /^(browser|electron)$/;
const SETTINGS = /^(settings(\..*)?|secrets)\.json$/;

/**
 * Takes from others what they may do with the recordings in a data folder: older versions of Beckon left that to the
 * system. Links are not followed; what is not ours to change stays as it is. A folder that holds other things than
 * Beckon's keeps its own mode, since it is somebody's for more than this. Windows keeps such rights another way.
 */
export async function makePrivate(dataDir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const entries = await list(dataDir);
  for (const { name } of entries) {
    if (OURS.test(name)) await closeAll(join(dataDir, name));
    else if (CLOSED.test(name) || SETTINGS.test(name)) await close(join(dataDir, name));
  }
  const known = entries.every(({ name }) => OURS.test(name) || CLOSED.test(name) || SETTINGS.test(name));
  if (known) await close(dataDir);
}

async function closeAll(path: string): Promise<void> {
  // The folder first, so that nobody gets into what lies in it meanwhile.
  if (!(await close(path))) return;
  const entries = await list(path);
  const [folders, files] = [
    entries.filter((entry) => entry.isDirectory()),
    entries.filter((entry) => entry.isFile()),
  ];
  await mapPool(files, AT_ONCE, ({ name }) => close(join(path, name)));
  for (const { name } of folders) await closeAll(join(path, name));
}

/** True where it is a folder. */
async function close(path: string): Promise<boolean> {
  try {
    const info = await lstat(path);
    if (!info.isDirectory() && !info.isFile()) return false;
    if ((info.mode & OTHERS) !== 0) await chmod(path, info.mode & 0o7777 & ~OTHERS);
    return info.isDirectory();
  } catch {
    // It has gone meanwhile, or belongs to somebody else.
    return false;
  }
}

const list = (path: string): ReturnType<typeof entriesOf> => entriesOf(path).catch(() => []);
const entriesOf = (path: string) => readdir(path, { withFileTypes: true });
