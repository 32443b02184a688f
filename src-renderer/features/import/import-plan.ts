import type { GestureClass, UnreadableFile } from '../../../src-main/contract';
import { MAX_NAME } from '../../../src-main/shared/limits';
import { mediaKind, SINGLE_PICTURE, UNKNOWN_MEDIA } from '../../../src-main/shared/media-kinds';
import type { Found, FoundFile } from '../../capture/found-files';

/** A file or folder that could become a clip. */
export interface Candidate {
  /** Its path from what was dropped down; names it among all. */
  path: string;
  /** The folders it lies in, the outermost first. */
  folders: readonly string[];
  name: string;
  kind: 'video' | 'images';
  /** The video, or the pictures in the order of their names. */
  files: readonly File[];
}

/** Candidates that go to one class: those of a folder, or those by themselves. */
export interface ImportRow {
  /** Null for files that lie in no folder. */
  folder: string | null;
  candidates: readonly Candidate[];
}

export interface Sorted {
  candidates: Candidate[];
  failed: UnreadableFile[];
}

const isPicture = (name: string): boolean => ['picture', 'unclear'].includes(mediaKind(name) ?? '');

/**
 * Finds what could become a clip: videos, animations, and folders that hold nothing but the pictures of one.
 * @param still whether a clip is one picture; then each picture is one
 */
export function sortFiles({ files, failed }: Found, still = false): Sorted {
  const sorted: Sorted = { candidates: [], failed: [...failed] };
  const pictures = new Map<string, FoundFile[]>();
  const withVideos = new Set<string>();
  for (const found of files) {
    const { folders, file, animated } = found;
    const folder = folders.join('/');
    const path = [...folders, file.name].join('/');
    if (mediaKind(file.name) === 'video' || animated) {
      withVideos.add(folder);
      sorted.candidates.push({ path, folders, name: file.name, kind: 'video', files: [file] });
    } else if (still && isPicture(file.name)) {
      sorted.candidates.push({ path, folders, name: file.name, kind: 'images', files: [file] });
    } else if (isPicture(file.name)) {
      put(pictures, folder, found);
    } else sorted.failed.push({ file: path, reason: UNKNOWN_MEDIA });
  }
  for (const [path, found] of pictures) {
    const folders = found[0]?.folders ?? [];
    const name = folders.at(-1);
    // Pictures beside videos are their thumbnails, not a clip; in an outermost folder they may be anything.
    const clip = found.length > 1 && !withVideos.has(path) && (folders.length > 1 || areSequence(found));
    if (name !== undefined && clip) {
      const files = found.map(({ file }) => file);
      sorted.candidates.push({ path, folders: folders.slice(0, -1), name, kind: 'images', files });
    } else {
      for (const { file } of found) {
        sorted.failed.push({ file: [...folders, file.name].join('/'), reason: SINGLE_PICTURE });
      }
    }
  }
  return sorted;
}

function put<K, T>(groups: Map<K, T[]>, key: K, item: T): void {
  const group = groups.get(key);
  if (group) group.push(item);
  else groups.set(key, [item]);
}

/** Whether their names differ in numbers only. */
const areSequence = (found: readonly FoundFile[]): boolean =>
  new Set(found.map(({ file }) => file.name.replace(/\d+/g, '#'))).size === 1;

/** Folders that may name the class of a candidate, the outermost first. A folder of pictures may name its own. */
const namesOf = ({ folders, name, kind, path }: Candidate): readonly string[] =>
  kind === 'images' && !isPicture(path) ? [...folders, name] : folders;

/** The class's folder of a candidate, where classes are named by the folders `level` deep. */
export function folderOf(candidate: Candidate, level: number): string | null {
  const names = namesOf(candidate);
  return names[Math.min(level, names.length - 1)] ?? null;
}

/** The names that stand at each depth of folders, the outermost first. */
export function levelsOf(candidates: readonly Candidate[]): readonly (readonly string[])[] {
  const depth = Math.max(0, ...candidates.map((candidate) => namesOf(candidate).length));
  return Array.from({ length: depth }, (_, level) => [
    ...new Set(candidates.map((each) => namesOf(each)[level]).filter((name) => name !== undefined)),
  ]);
}

const SITTING = /^(?:s|p|session|person|subject|participant|signer|user|take|clip)?[-_ ]*\d+$/i;

/** How deep the folders lie that name classes: those that hold the videos, unless they are called like sittings. */
export function guessLevel(candidates: readonly Candidate[]): number {
  const levels = levelsOf(candidates);
  const deepest = Math.max(0, ...candidates.map(({ folders }) => folders.length)) - 1;
  // Folders of pictures right below the one that was dropped are classes, unless they are called like its clips.
  const flat = candidates.every(({ kind, folders }) => kind === 'images' && folders.length <= 1);
  for (let level = flat ? levels.length - 1 : deepest; level > 0; level--) {
    if (!levels[level]?.every((name) => SITTING.test(name))) return level;
  }
  return 0;
}

/** What goes to a class together, in the order found. */
export function rowsOf(candidates: readonly Candidate[], level: number): readonly ImportRow[] {
  const rows = new Map<string | null, Candidate[]>();
  for (const candidate of candidates) {
    put(rows, folderOf(candidate, level), candidate);
  }
  return [...rows].map(([folder, each]) => ({ folder, candidates: each }));
}

/** Where a row's clips go. */
export type Target = { to: 'nowhere' } | { to: 'class'; classId: string } | { to: 'new'; name: string };

/** The class that is called like the folder, or a new one by its name; files by themselves wait for a choice. */
export function guessTarget({ folder }: ImportRow, classes: readonly GestureClass[]): Target {
  if (folder === null) return { to: 'nowhere' };
  const same = classCalled(folder, classes);
  return same ? { to: 'class', classId: same.id } : { to: 'new', name: asName(folder) };
}

export const classCalled = (name: string, classes: readonly GestureClass[]): GestureClass | undefined =>
  classes.find((each) => fold(each.name) === fold(name));

/** The names of new classes among the targets, each once. */
export function newNames(targets: readonly Target[]): readonly string[] {
  const names = targets.flatMap((target) => (target.to === 'new' ? [target.name.trim()] : []));
  return [...new Map(names.map((name) => [fold(name), name])).values()];
}

/** Names are the same to a person whatever their case and however their accents are composed. */
const fold = (name: string): string => name.normalize('NFC').trim().toLowerCase();

const asName = (folder: string): string =>
  folder
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, MAX_NAME)
    .trim();
