import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MAX_SESSION } from '../shared/limits';
import { isAnimation, isHiddenFile, mediaKind, SINGLE_PICTURE, UNKNOWN_MEDIA } from '../shared/media-kinds';
import { failure } from './failure';

/** A file or folder that could become a clip. */
export interface ClipSource {
  /** The class's folder name. */
  className: string;
  /** The file's or folder's own name. */
  name: string;
  kind: 'video' | 'images';
  /** The video, or the images in the order of their names. */
  paths: string[];
}

export interface Walk {
  /** Class folders in the order of their names, also those without anything to import. */
  classNames: string[];
  sources: ClipSource[];
  /** What lies there and cannot become a clip; `file` is relative to the folder walked. */
  failed: { file: string; reason: string }[];
}

/** What a file can be part of. A picture that moves is a video. */
async function kindOf(path: string): Promise<'video' | 'picture' | null> {
  const kind = mediaKind(path);
  if (kind !== 'unclear') return kind;
  // One that cannot be read is told later, by name, when its turn comes.
  const moves = await readFile(path).then(isAnimation, () => true);
  return moves ? 'video' : 'picture';
}

/**
 * Finds `DIR/<class>/<video file or folder of images>`. Hidden files are passed over.
 * @param still whether a clip is one picture; then each picture is one
 */
export async function walk(dir: string, still = false): Promise<Walk> {
  const info = await stat(dir).catch((error: unknown) => {
    throw unreadableFolder(dir, error);
  });
  if (!info.isDirectory())
    throw failure('INVALID', `${dir} is a file. Name the folder that holds the class folders.`);
  const found: Walk = { classNames: [], sources: [], failed: [] };
  for (const entry of await list(dir)) {
    if (!entry.directory) {
      found.failed.push({ file: entry.name, reason: 'It lies outside any class folder.' });
      continue;
    }
    found.classNames.push(entry.name);
    await walkClass(join(dir, entry.name), entry.name, found, still);
  }
  if (found.classNames.length === 0) {
    throw failure(
      'EMPTY',
      `${dir} holds no class folders. Give each class a folder of its own with its videos in it.`,
    );
  }
  return found;
}

async function walkClass(dir: string, className: string, found: Walk, still: boolean): Promise<void> {
  for (const { name, directory } of await list(dir)) {
    const path = join(dir, name);
    const file = join(className, name);
    if (directory) {
      const paths = await picturesIn(path);
      if (paths.length > 0) found.sources.push({ className, name, kind: 'images', paths });
      else found.failed.push({ file, reason: 'The folder holds no pictures.' });
      continue;
    }
    const kind = await kindOf(path);
    if (kind === 'video') {
      found.sources.push({ className, name, kind: 'video', paths: [path] });
    } else if (kind === 'picture' && still) {
      found.sources.push({ className, name, kind: 'images', paths: [path] });
    } else {
      found.failed.push({ file, reason: kind === 'picture' ? SINGLE_PICTURE : UNKNOWN_MEDIA });
    }
  }
}

async function picturesIn(dir: string): Promise<string[]> {
  const files = (await list(dir)).filter(({ directory }) => !directory).map(({ name }) => join(dir, name));
  const kinds = await Promise.all(files.map(kindOf));
  return files.filter((_, index) => kinds[index] === 'picture');
}

/** A folder's entries that are not hidden, in the order a person would count (`2` before `10`). Links are followed. */
async function list(dir: string): Promise<{ name: string; directory: boolean }[]> {
  const names = await readdir(dir).catch((error: unknown) => {
    throw unreadableFolder(dir, error);
  });
  const visible = names.filter((name) => !isHiddenFile(name)).sort(byNumber.compare);
  return Promise.all(
    visible.map(async (name) => {
      const info = await stat(join(dir, name)).catch(() => null);
      return { name, directory: info?.isDirectory() ?? false };
    }),
  );
}

const byNumber = new Intl.Collator('en', { numeric: true });

function unreadableFolder(dir: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOENT') return failure('NOT_FOUND', `There is no folder ${dir}.`, error);
  if (code === 'ENOTDIR') return failure('INVALID', `${dir} is not a folder.`, error);
  if (code === 'EACCES' || code === 'EPERM')
    return failure('NO_PERMISSION', `Beckon may not read the folder ${dir}.`, error);
  return failure('UNREADABLE', `The folder ${dir} could not be read (${String(code)}).`, error);
}

/** The expression that finds a session in a file's name. Rejects one that does not parse or has no group. */
export function sessionPattern(source: string): RegExp {
  let pattern: RegExp;
  try {
    pattern = new RegExp(source);
  } catch (error) {
    throw failure('INVALID', `“${source}” is not a regular expression that can be used.`, error);
  }
  const groups = new RegExp(`${source}|`).exec('')?.length ?? 0;
  if (groups < 2) {
    throw failure(
      'INVALID',
      `“${source}” has no group in round brackets; its first group is taken as the session.`,
    );
  }
  return pattern;
}

/** The session of a file: the pattern's first group on its name, else null. */
export function sessionOf(name: string, pattern: RegExp): string | null {
  const session = pattern.exec(basename(name))?.[1]?.trim();
  return session ? session.slice(0, MAX_SESSION) : null;
}
