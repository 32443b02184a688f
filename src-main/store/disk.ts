import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { BeckonError } from '../contract';
import type { ErrorCode } from '../shared/error-codes';
import { shorten } from '../shared/shorten';
import { NOT_A_FILE, nodeFileSystem, type FileSystem, type FolderEntry } from './file-system';
import { randomTag } from './names';

export type { FileSystem, FolderEntry, OpenFile } from './file-system';

/** What is written to a file, one piece after another; nothing asks for a piece before the one before it is written. */
export type Chunks = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/** Begins the name of what is not whole yet. */
export const TEMPORARY = '.tmp-';

/** Left by a write that never finished. */
export const isTemporary = (name: string): boolean => name.startsWith(TEMPORARY);

export const isCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

export const isMissing = (error: unknown): boolean => isCode(error, 'ENOENT', 'ENOTDIR');

/** A path below `root`. Refuses names that lead elsewhere. */
export function below(root: string, ...names: string[]): string {
  const path = resolve(root, ...names);
  const plain = names.every((name) => name !== '' && !/[/\\\0]/.test(name) && name !== '.' && name !== '..');
  if (!plain || !path.startsWith(root.endsWith(sep) ? root : root + sep)) {
    throw new BeckonError('INVALID', `“${names.join('/')}” is not a place in the data folder.`);
  }
  return path;
}

/**
 * The file system as the services use it: writes are atomic and on disk when they resolve, and errors are sentences.
 * `doing` completes "Beckon could not …" in them, e.g. `save the clip`.
 */
export class Disk {
  constructor(private readonly fs: FileSystem = nodeFileSystem()) {}

  /** Runs `work`, turning an error of the file system into a sentence. */
  async attempt<T>(doing: string, work: (fs: FileSystem) => Promise<T>): Promise<T> {
    try {
      return await work(this.fs);
    } catch (error) {
      throw explain(error, doing);
    }
  }

  /** Writes next to its place, syncs, renames, syncs the folder: afterwards the whole file is there, or the old one. */
  async write(path: string, chunks: Chunks, doing: string): Promise<void> {
    await this.#write(path, chunks, doing, (fs, temporary) => fs.rename(temporary, path));
  }

  /** As {@link write}, and rejects with ALREADY_EXISTS where something is there. */
  async writeNew(path: string, chunks: Chunks, doing: string): Promise<void> {
    await this.#write(path, chunks, doing, (fs, temporary) => moveOne(fs, temporary, path));
  }

  async #write(
    path: string,
    chunks: Chunks,
    doing: string,
    place: (fs: FileSystem, temporary: string) => Promise<void>,
  ): Promise<void> {
    await this.attempt(doing, async (fs) => {
      const temporary = join(dirname(path), `${TEMPORARY}${basename(path)}-${randomTag(6)}`);
      try {
        await writeSynced(fs, temporary, chunks);
        await place(fs, temporary);
      } catch (error) {
        await fs.rm(temporary, { recursive: true, force: true }).catch(() => undefined);
        throw error;
      }
      await syncFolder(fs, dirname(path));
    });
  }

  async writeJson(path: string, value: unknown, doing: string): Promise<void> {
    await this.write(path, [`${JSON.stringify(value, null, 2)}\n`], doing);
  }

  /** Makes a folder with these files, all or nothing. `path` must not be there yet. */
  async writeFolder(
    path: string,
    files: Record<string, readonly (Uint8Array | string)[]>,
    doing: string,
  ): Promise<void> {
    await this.makeFolder(dirname(path), doing);
    await this.attempt(doing, async (fs) => {
      const temporary = join(dirname(path), `${TEMPORARY}${basename(path)}-${randomTag(6)}`);
      try {
        await fs.mkdir(temporary, { recursive: true });
        for (const [name, chunks] of Object.entries(files)) {
          await writeSynced(fs, join(temporary, name), chunks);
        }
        await syncFolder(fs, temporary);
        await fs.rename(temporary, path);
      } catch (error) {
        await fs.rm(temporary, { recursive: true, force: true }).catch(() => undefined);
        throw error;
      }
      await syncFolder(fs, dirname(path));
    });
  }

  /** Makes a folder and those above it where they are missing. */
  async makeFolder(path: string, doing: string): Promise<void> {
    await this.attempt(doing, async (fs) => {
      const first = await fs.mkdir(path, { recursive: true });
      if (first === undefined) return;
      for (let made = path; made.length >= first.length; made = dirname(made)) {
        await syncFolder(fs, dirname(made));
      }
    });
  }

  /**
   * Moves one after another; at the end all of them are synced. Nothing is ever moved over something else: where one
   * fails, also because its place is taken, those before it are taken back.
   */
  async move(moves: readonly { from: string; to: string }[], doing: string): Promise<void> {
    const targets = new Set(moves.map(({ to }) => dirname(to)));
    for (const folder of targets) await this.makeFolder(folder, doing);
    await this.attempt(doing, async (fs) => {
      for (const [done, { from, to }] of moves.entries()) {
        await moveOne(fs, from, to).catch(async (error: unknown) => {
          const stuck = await takeBack(fs, moves.slice(0, done));
          if (stuck === 0) throw error;
          const { code, message } = explain(error, doing);
          throw new BeckonError(code, `${message} ${stuck} of ${moves.length} were moved before that.`, {
            cause: error,
          });
        });
      }
      const folders = new Set([...targets, ...moves.map(({ from }) => dirname(from))]);
      for (const folder of folders) await syncFolder(fs, folder);
    });
  }

  /** Whether both are there and are one file, as a move that was cut off leaves it. */
  async isSame(a: string, b: string, doing: string): Promise<boolean> {
    return this.attempt(doing, async (fs) => {
      const [one, other] = await Promise.all([fs.lstat(a), fs.lstat(b)]);
      // Numbers of files can be longer than a JavaScript number is exact; a file that is one has two names.
      const twoNames = one.isFile() && other.isFile() && one.nlink > 1 && other.nlink > 1;
      return twoNames && one.dev === other.dev && one.ino === other.ino;
    });
  }

  /** Where a path leads to, links followed; null where nothing is there. */
  async realPath(path: string, doing: string): Promise<string | null> {
    return this.attempt(doing, () =>
      realpath(path).catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      }),
    );
  }

  async exists(path: string, doing: string): Promise<boolean> {
    return this.attempt(doing, (fs) =>
      fs.stat(path).then(
        () => true,
        (error: unknown) => {
          if (isMissing(error)) return false;
          throw error;
        },
      ),
    );
  }

  /** What is in a folder, sorted by name, without temporary files. A missing folder is empty. */
  async entries(path: string, doing: string): Promise<FolderEntry[]> {
    return this.attempt(doing, async (fs) => {
      const entries = await fs.readdir(path, { withFileTypes: true }).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      });
      return entries
        .filter(({ name }) => !isTemporary(name))
        .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    });
  }

  /** Removes temporary files that no write can still be at work on. */
  async sweep(folder: string, olderThanMs = 3_600_000): Promise<void> {
    await this.attempt('clean up', async (fs) => {
      const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
      for (const { name } of entries.filter((entry) => isTemporary(entry.name))) {
        const path = join(folder, name);
        const age = await fs.stat(path).then(
          ({ mtimeMs }) => Date.now() - mtimeMs,
          () => 0,
        );
        if (age > olderThanMs) await fs.rm(path, { recursive: true, force: true }).catch(() => undefined);
      }
    });
  }
}

/** Where a file cannot have two names: not supported here, not allowed for this file, or too many of them. */
const NO_LINKS = ['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'];

/**
 * Renames, and rejects with EEXIST where something is at `to`. A file gets its new name before it loses the old one,
 * which no other program can come between; cut off in the middle, it has both, and nothing is lost.
 */
async function moveOne(fs: FileSystem, from: string, to: string): Promise<void> {
  if ((await fs.lstat(from)).isFile()) {
    const linked = await fs.link(from, to).then(
      () => true,
      (error: unknown) => {
        if (isCode(error, ...NO_LINKS)) return false;
        throw error;
      },
    );
    if (linked) {
      await fs.unlink(from).catch(async (error: unknown) => {
        await fs.unlink(to).catch(() => undefined);
        throw error;
      });
      return;
    }
  }
  const taken = await fs.lstat(to).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (taken !== null && !(await isEmptyFolder(fs, to))) {
    throw Object.assign(new Error(`Something is at ${to}.`), { code: 'EEXIST' });
  }
  await fs.rename(from, to);
}

const isEmptyFolder = (fs: FileSystem, path: string): Promise<boolean> =>
  fs.readdir(path, { withFileTypes: true }).then(
    (entries) => entries.length === 0,
    () => false,
  );

/** Undoes moves, the last one first. Answers how many could not be undone. */
async function takeBack(fs: FileSystem, moves: readonly { from: string; to: string }[]): Promise<number> {
  let stuck = 0;
  for (const { from, to } of moves.toReversed()) {
    await moveOne(fs, to, from).catch(() => (stuck += 1));
  }
  return stuck;
}

export async function writeSynced(fs: FileSystem, path: string, chunks: Chunks): Promise<void> {
  const file = await fs.open(path, 'wx');
  try {
    for await (const chunk of chunks) {
      await file.writeFile(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a rename in this folder last a power cut. Windows has no such call and needs none. */
export async function syncFolder(fs: FileSystem, path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await fs.open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What each error of the file system means to a person. `doing` completes "Beckon could not …". */
const sentences: [codes: string[], code: ErrorCode, sentence: (doing: string) => string][] = [
  [
    ['ENOSPC', 'EDQUOT'],
    'DISK_FULL',
    (doing) => `The disk is full, so Beckon could not ${doing}. Free some space and try again.`,
  ],
  [
    ['EACCES', 'EPERM'],
    'NO_PERMISSION',
    (doing) =>
      `Beckon has no permission to ${doing}. Check who may read and write the data folder, or choose another one.`,
  ],
  [
    ['EROFS'],
    'NO_PERMISSION',
    (doing) =>
      `The disk can only be read, so Beckon could not ${doing}. Make it writable, or choose another data folder.`,
  ],
  [['ENOENT'], 'NOT_FOUND', (doing) => `Beckon could not ${doing}: it is no longer there.`],
  [
    ['ENOTDIR'],
    'NOT_FOUND',
    (doing) => `Beckon could not ${doing}: a part of its path is a file, not a folder.`,
  ],
  [
    ['EEXIST', 'ENOTEMPTY'],
    'ALREADY_EXISTS',
    (doing) => `Beckon could not ${doing}: something of that name already exists.`,
  ],
  [
    ['EISDIR'],
    'UNREADABLE',
    (doing) => `Beckon could not ${doing}: there is a folder where a file should be.`,
  ],
  [
    [NOT_A_FILE],
    'UNREADABLE',
    (doing) => `Beckon could not ${doing}: what is there is a pipe or a device, not a file.`,
  ],
  [['ENAMETOOLONG'], 'INVALID', (doing) => `Beckon could not ${doing}: its name or path is too long.`],
  [['ELOOP'], 'INVALID', (doing) => `Beckon could not ${doing}: the links on its path form a loop.`],
  [
    ['EXDEV'],
    'UNSUPPORTED',
    (doing) => `Beckon could not ${doing}: parts of the project are on different disks. Put them on one.`,
  ],
  [
    ['EFBIG'],
    'UNSUPPORTED',
    (doing) => `Beckon could not ${doing}: the disk does not accept a file of this size.`,
  ],
  [
    ['EMFILE', 'ENFILE', 'EBUSY', 'EAGAIN', 'ETXTBSY'],
    'INTERNAL',
    (doing) => `The system was too busy to ${doing}. Try again in a moment.`,
  ],
  [
    ['EIO', 'ENODEV', 'ENXIO', 'ESTALE', 'ETIMEDOUT', 'EHOSTDOWN', 'ENOTCONN', 'EREMOTEIO'],
    'UNREADABLE',
    (doing) => `The disk failed, so Beckon could not ${doing}. Check the disk the data folder is on.`,
  ],
];

/** An error of the file system as a sentence; others stay what they are. */
export function explain(error: unknown, doing: string): BeckonError {
  if (error instanceof BeckonError) return error;
  const known = sentences.find(([codes]) => isCode(error, ...codes));
  if (known) return new BeckonError(known[1], known[2](doing), { cause: error });
  const why = error instanceof Error && 'code' in error ? String(error.code) : shorten(String(error), 200);
  return new BeckonError('INTERNAL', `Beckon could not ${doing} (${why}).`, { cause: error });
}
