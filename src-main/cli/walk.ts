import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { sessionOf as readSession, sessionWays } from '../shared/candidate-sessions';
import {
  classFoldersOf,
  classNameOf,
  folderOf,
  guessLevel,
  levelsOf,
  sortFiles,
  type Found,
} from '../shared/clip-candidates';
import { MAX_SESSION } from '../shared/limits';
import { isAnimation, isHiddenFile, mediaKind } from '../shared/media-kinds';
import { readRegular } from '../store/file-system';
import { failure } from './failure';

/** A file or folder that could become a clip. */
export interface ClipSource {
  /** What its class is called, by a folder it lies in. */
  className: string;
  /** Where it lies in the folder walked. */
  path: string;
  /** The file's or folder's own name. */
  name: string;
  kind: 'video' | 'images';
  /** The video, or the images in the order of their names. */
  paths: string[];
  /** By its name or the folder of its person, where that is plain; else null. */
  session: string | null;
}

export interface Walk {
  /** In the order of their names. */
  classNames: string[];
  sources: ClipSource[];
  /** What lies there and cannot become a clip; `file` is relative to the folder walked. */
  failed: { file: string; reason: string }[];
}

export interface WalkOptions {
  /** Whether a clip is one picture; then each picture is one. */
  still?: boolean;
  /** How deep the folders lie that name classes, 1 right in the folder walked; by default as the app guesses it. */
  level?: number | undefined;
  /** Whether there is such a class already. */
  isClass?: (name: string) => boolean;
}

interface FileAt {
  name: string;
  path: string;
}

const LOOSE = 'It lies outside any class folder.';
/** Deeper folders are those of a link that leads around. */
const MOST_DEEP = 16;

/**
 * Finds videos and folders of images and the classes that their folders name, as the app does where the folder is
 * dropped: `DIR/<class>/…`, `DIR/<class>/<person>/…`, `DIR/train/<class>/…`. What systems keep for themselves is passed over.
 */
export async function walk(
  dir: string,
  { still = false, level, isClass = () => false }: WalkOptions = {},
): Promise<Walk> {
  const info = await stat(dir).catch((error: unknown) => {
    throw unreadableFolder(dir, error);
  });
  if (!info.isDirectory())
    throw failure('INVALID', `${dir} is a file. Give the folder that holds the class folders.`);
  const all: Found<FileAt> = { files: [], failed: [] };
  await gather(dir, [basename(resolve(dir))], new Set(), all);
  const sorted = sortFiles(all, still);
  const inside = sorted.candidates
    .filter((each) => classFoldersOf(each).length > 1)
    .sort((a, b) => byNumber.compare(a.path, b.path));
  const outside = sorted.candidates.filter((each) => !inside.includes(each));
  const failed = [...outside.map(({ path }) => ({ file: path, reason: LOOSE })), ...sorted.failed].map(
    // The folder walked, and the file.
    ({ file, reason }) => ({ file: below(file), reason: file.split('/').length === 2 ? LOOSE : reason }),
  );
  if (inside.length === 0 && !all.files.some(({ folders }) => folders.length > 1)) {
    throw failure(
      'EMPTY',
      `${dir} holds no class folders with anything in them. Give each class a folder of its own with its videos in it.`,
    );
  }
  const deepest = levelsOf(inside).length - 1;
  if (level !== undefined && (!Number.isInteger(level) || level < 1 || level > Math.max(1, deepest)))
    throw failure(
      'INVALID',
      `--level does not take “${level}”; in ${dir} it takes whole numbers from 1 to ${Math.max(1, deepest)}.`,
    );
  const at = level ?? Math.max(1, guessLevel(inside, isClass));
  const way = sessionWays(inside, at)[0]?.way ?? 'one';
  const sources = inside.map((each): ClipSource => ({
    className: classNameOf(folderOf(each, at) ?? ''),
    path: below(each.path),
    name: each.name,
    kind: each.kind,
    paths: each.files.map(({ path }) => path),
    session: readSession(each, way, at),
  }));
  const classNames = [...new Set(sources.map(({ className }) => className))].sort(byNumber.compare);
  return { classNames, sources, failed };
}

/** A path without the folder walked, as this system writes it. */
const below = (path: string): string => join(...path.split('/').slice(1));

/** @param around the folders that lie around it, so that a link to one of them ends here */
async function gather(
  dir: string,
  folders: readonly string[],
  around: ReadonlySet<string>,
  found: Found<FileAt>,
): Promise<void> {
  const real = await realpath(dir).catch(() => dir);
  if (around.has(real) || folders.length > MOST_DEEP) {
    found.failed.push({ file: folders.join('/'), reason: 'It is a link to a folder that contains it.' });
    return;
  }
  let entries: readonly { name: string; directory: boolean }[] = [];
  try {
    entries = await list(dir);
  } catch (error) {
    if (folders.length === 1) throw error;
    found.failed.push({
      file: folders.join('/'),
      reason: error instanceof Error ? error.message : String(error),
    });
  }
  for (const { name, directory } of entries) {
    const path = join(dir, name);
    if (directory) await gather(path, [...folders, name], new Set([...around, real]), found);
    else found.files.push({ folders, file: { name, path }, animated: await isMoving(path) });
  }
}

/** Whether it is a picture that moves. One that cannot be read is told later, by name, when its turn comes. */
const isMoving = async (path: string): Promise<boolean> =>
  mediaKind(path) === 'unclear' && (await readRegular(path).then(isAnimation, () => true));

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
    throw failure('INVALID', `“${source}” is not a valid regular expression.`, error);
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
