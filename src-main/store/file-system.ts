import { constants } from 'node:fs';
import * as node from 'node:fs/promises';
import { dirname } from 'node:path';

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
  isSymbolicLink(): boolean;
}

/** What lies at a path itself, a link not followed. `nlink`: how many names the file has. */
interface PathInfo {
  dev: number;
  ino: number;
  nlink: number;
  isFile(): boolean;
  isSymbolicLink(): boolean;
}

/** What the services use of `node:fs/promises`; a test hands in one that fails. */
export interface FileSystem {
  /** `r`: a file or folder that is there; `wx`: a new file; `a`: the end of a file that is there. */
  open(path: string, flags: 'r' | 'wx' | 'a'): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name. Rejects with EEXIST where something has that name. */
  link(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  readdir(path: string, options: { withFileTypes: true }): Promise<FolderEntry[]>;
  mkdir(path: string, options: { recursive: true }): Promise<string | undefined>;
  rm(path: string, options: { recursive: true; force: true }): Promise<void>;
  /** What a path leads to, links followed. */
  stat(path: string): Promise<{ size: number; mtimeMs: number; isFile(): boolean; isDirectory(): boolean }>;
  lstat(path: string): Promise<PathInfo>;
  readFile(path: string): Promise<Uint8Array>;
}

/** The code of an error for what is neither a file nor a folder: a pipe, a socket or a device. */
export const NOT_A_FILE = 'ENOTREG';

/** On Windows there are no such flags, and opening a pipe does not wait. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const APPEND = constants.O_WRONLY | constants.O_APPEND | (constants.O_NONBLOCK ?? 0);

/** Opens what is there without waiting for the other end of a pipe, and nothing but files and folders. */
export async function openRegular(path: string, flags: number = READ): Promise<node.FileHandle> {
  const file = await node.open(path, flags);
  const info = await file.stat();
  if (info.isFile() || info.isDirectory()) return file;
  await file.close();
  throw Object.assign(new Error(`${path} is neither a file nor a folder.`), { code: NOT_A_FILE });
}

/** The whole of a file; what is none is told without waiting for it. */
export async function readRegular(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const file = await openRegular(path);
  try {
    const bytes = await file.readFile();
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } finally {
    await file.close();
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/**
 * Makes a folder and those above it; answers the first one that was missing. (Node's own says that a folder on a
 * read-only disk is missing, and never ends in one where the system makes none, such as `/proc`.)
 */
async function makeFolders(
  path: string,
  mode: number | undefined,
  isLast = false,
): Promise<string | undefined> {
  try {
    await node.mkdir(path, mode);
    return path;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST' || code === 'EISDIR') {
      if ((await node.stat(path)).isDirectory()) return undefined;
      throw Object.assign(new Error(`${path} is a file.`), { code: 'ENOTDIR' });
    }
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    if (isLast) throw Object.assign(new Error(`No folder is made at ${path}.`), { code: 'EACCES' });
    const first = await makeFolders(dirname(path), mode);
    return (await makeFolders(path, mode, true)) === undefined ? first : (first ?? path);
  }
}

/** The modes of what is made; by default the system's. */
export interface Modes {
  file?: number;
  folder?: number;
}

/** Only the person whose data they are may look into them. */
export const PRIVATE: Modes = { file: 0o600, folder: 0o700 };

/** The real one. */
export function nodeFileSystem({ file: fileMode, folder: mode }: Modes = {}): FileSystem {
  return {
    open: (path, flags) => {
      if (flags === 'wx') return node.open(path, flags, fileMode);
      return openRegular(path, flags === 'r' ? READ : APPEND);
    },
    rename: (from, to) => node.rename(from, to),
    link: (from, to) => node.link(from, to),
    unlink: (path) => node.unlink(path),
    readdir: (path, options) => node.readdir(path, options),
    mkdir: (path) => makeFolders(path, mode),
    rm: (path, options) => node.rm(path, options),
    stat: (path) => node.stat(path),
    lstat: (path) => node.lstat(path),
    readFile: (path) => readRegular(path),
  };
}
