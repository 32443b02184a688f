import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { BeckonError } from '../contract';
import type { FileSystem, FolderEntry } from './file-system';

/** What a person reads of a link that is not followed; `path` is relative to the data folder. */
const leadsOut = (path: string): string =>
  `“${path.split(sep).join('/')}” is a link to a place outside the data folder, so Beckon does not use it. Put the folder itself there, or move it into the data folder.`;

const isWithin = (root: string, path: string): boolean => {
  const way = relative(root, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
};

/** For so long, in ms, the roots are taken to lie where they lay: thousands of clips are opened in that time. */
const ROOTS_KEPT = 1000;

/** What a test hands in of its own. */
interface Means {
  resolve: (path: string) => Promise<string>;
  /** In ms. */
  now: () => number;
}

/**
 * A file system that follows links in a data folder's projects and trash only to places inside of the data folder:
 * what leads out of it is refused, for reading as for writing. (The data folder itself may be a link, and its
 * `projects` one to another disk: then that place counts as inside.)
 */
export function confined(
  fs: FileSystem,
  dataDir: string,
  { resolve = realpath, now = () => performance.now() }: Partial<Means> = {},
): FileSystem {
  const [projects, trash] = [join(dataDir, 'projects'), join(dataDir, 'trash')];
  const asked = new Map<string, Promise<boolean>>();

  let known: { roots: Promise<string[]>; at: number } | null = null;
  /** Where the data folder and its projects really lie, as it was at that time or later. */
  const rootsSince = (time: number): Promise<string[]> => {
    if (known === null || known.at < time) {
      const roots = Promise.all([dataDir, projects].map((root) => resolve(root).catch(() => root)));
      known = { roots, at: now() };
    }
    return known.roots;
  };

  const inside = async (path: string): Promise<boolean> => {
    const asked = now();
    const real = await resolve(path).catch(() => null);
    // What is not there leads nowhere: whoever asked for it is told so, or makes it where the folder above it lies.
    if (real === null) return path === dirname(path) || inside(dirname(path));
    const holds = (roots: readonly string[]): boolean => roots.some((root) => isWithin(root, real));
    // Nothing is refused by what was so a moment ago.
    return holds(await rootsSince(asked - ROOTS_KEPT)) || holds(await rootsSince(asked));
  };
  /** Once for all that ask for one path at a time. */
  const isInside = (path: string): Promise<boolean> => {
    const answer = asked.get(path) ?? inside(path).finally(() => asked.delete(path));
    asked.set(path, answer);
    return answer;
  };
  const check = async (path: string): Promise<void> => {
    if (path === projects || ![projects, trash].some((top) => isWithin(top, path))) return;
    if (!(await isInside(path))) throw new BeckonError('INVALID', leadsOut(relative(dataDir, path)));
  };
  const checkAbove = async (path: string): Promise<void> => {
    await check(dirname(path));
  };
  const followed = async (folder: string, entry: FolderEntry): Promise<FolderEntry> => {
    const path = join(folder, entry.name);
    if (!entry.isSymbolicLink() || !(await isInside(path))) return entry;
    const info = await fs.stat(path).catch(() => null);
    if (info === null) return entry;
    const [isFolder, isFile] = [info.isDirectory(), info.isFile()];
    return {
      name: entry.name,
      isDirectory: () => isFolder,
      isFile: () => isFile,
      isSymbolicLink: () => true,
    };
  };

  return {
    open: async (path, flags) => {
      await (flags === 'wx' ? checkAbove(path) : check(path));
      return fs.open(path, flags);
    },
    rename: async (from, to) => {
      await Promise.all([checkAbove(from), checkAbove(to)]);
      return fs.rename(from, to);
    },
    link: async (from, to) => {
      await Promise.all([checkAbove(from), checkAbove(to)]);
      return fs.link(from, to);
    },
    unlink: async (path) => {
      await checkAbove(path);
      return fs.unlink(path);
    },
    readdir: async (path, options) => {
      await check(path);
      const entries = await fs.readdir(path, options);
      return Promise.all(entries.map((entry) => followed(path, entry)));
    },
    mkdir: async (path, options) => {
      await checkAbove(path);
      return fs.mkdir(path, options);
    },
    rm: async (path, options) => {
      await checkAbove(path);
      return fs.rm(path, options);
    },
    stat: async (path) => {
      await check(path);
      return fs.stat(path);
    },
    lstat: async (path) => {
      await checkAbove(path);
      return fs.lstat(path);
    },
    readFile: async (path) => {
      await check(path);
      return fs.readFile(path);
    },
  };
}
