import * as nodeFs from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { BeckonError } from '../contract';
import type { ErrorCode } from '../shared/error-codes';
import { randomTag } from './names';

/** What the services use of an open file. */
export interface OpenFile {
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  /** Writes all of it from where the last write ended. */
  writeFile(data: Uint8Array): Promise<void>;
  stat(): Promise<{ size: number }>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FolderEntry {
  name: string;
  isDirectory(): boolean;
  isFile(): boolean;
}

/** What the services use of `node:fs/promises`; a test hands in one that fails. */
export interface FileSystem {
  open(path: string, flags: 'r' | 'wx'): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  readdir(path: string, options: { withFileTypes: true }): Promise<FolderEntry[]>;
  mkdir(path: string, options: { recursive: true }): Promise<string | undefined>;
  rm(path: string, options: { recursive: true; force: true }): Promise<void>;
  stat(path: string): Promise<{ size: number; mtimeMs: number }>;
  readFile(path: string): Promise<Uint8Array>;
}

/** What is written to a file, one piece after another; nothing asks for a piece before the one before it is written. */
export type Chunks = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

const TEMPORARY = '.tmp-';

/** Left by a write that never finished. */
export const isTemporary = (name: string): boolean => name.startsWith(TEMPORARY);

const isCode = (error: unknown, ...codes: string[]): boolean =>
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
  constructor(private readonly fs: FileSystem = nodeFs) {}

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
    await this.attempt(doing, async (fs) => {
      const temporary = join(dirname(path), `${TEMPORARY}${basename(path)}-${randomTag(6)}`);
      try {
        await writeSynced(fs, temporary, chunks);
        await fs.rename(temporary, path);
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
   * Renames one after another; at the end all of them are synced. The targets must be free. Where one fails, those
   * before it are taken back.
   */
  async move(moves: readonly { from: string; to: string }[], doing: string): Promise<void> {
    const targets = new Set(moves.map(({ to }) => dirname(to)));
    for (const folder of targets) await this.makeFolder(folder, doing);
    await this.attempt(doing, async (fs) => {
      for (const [done, { from, to }] of moves.entries()) {
        await fs.rename(from, to).catch(async (error: unknown) => {
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

/** Undoes moves, the last one first. Answers how many could not be undone. */
async function takeBack(fs: FileSystem, moves: readonly { from: string; to: string }[]): Promise<number> {
  let stuck = 0;
  for (const { from, to } of moves.toReversed()) {
    await fs.rename(to, from).catch(() => (stuck += 1));
  }
  return stuck;
}

async function writeSynced(fs: FileSystem, path: string, chunks: Chunks): Promise<void> {
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
async function syncFolder(fs: FileSystem, path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await fs.open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const sentences: [codes: string[], code: ErrorCode, sentence: (doing: string) => string][] = [
  [
    ['ENOSPC', 'EDQUOT'],
    'DISK_FULL',
    (doing) => `The disk is full, so Beckon could not ${doing}. Free some space and try again.`,
  ],
  [
    ['EACCES', 'EPERM', 'EROFS'],
    'NO_PERMISSION',
    (doing) =>
      `Beckon has no permission to ${doing}. Check who may read and write the data folder, or choose another one.`,
  ],
  [['ENOENT', 'ENOTDIR'], 'NOT_FOUND', (doing) => `Beckon could not ${doing}: it is no longer there.`],
  [
    ['EEXIST', 'ENOTEMPTY'],
    'ALREADY_EXISTS',
    (doing) => `Beckon could not ${doing}: something of that name is there already.`,
  ],
  [
    ['EMFILE', 'ENFILE', 'EBUSY'],
    'INTERNAL',
    (doing) => `The system was too busy to ${doing}. Try again in a moment.`,
  ],
  [
    ['EIO', 'ENODEV', 'ENXIO'],
    'UNREADABLE',
    (doing) => `The disk failed, so Beckon could not ${doing}. Check the disk the data folder is on.`,
  ],
];

/** An error of the file system as a sentence; others stay what they are. */
export function explain(error: unknown, doing: string): BeckonError {
  if (error instanceof BeckonError) return error;
  const known = sentences.find(([codes]) => isCode(error, ...codes));
  if (known) return new BeckonError(known[1], known[2](doing), { cause: error });
  const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new BeckonError('INTERNAL', `Beckon could not ${doing} (${why}).`, { cause: error });
}
