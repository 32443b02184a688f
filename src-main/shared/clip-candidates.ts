import { MAX_NAME } from './limits';
import { mediaKind, SINGLE_PICTURE, whyUnread } from './media-kinds';

/*
 * Which files become clips, and which folders name their classes: one reading of a tree of files for the app, where
 * they are dropped, and for the command line, which is given a folder.
 */

/** As much of a file as is needed to sort it. */
interface Named {
  readonly name: string;
}

/** A file that was dropped, chosen or found. */
export interface FoundFile<F extends Named> {
  /** The folders it lies in, the outermost first; none for a file by itself. */
  folders: readonly string[];
  file: F;
  /** Whether it is an animated picture, by what is in it. Looked at where the name leaves it open. */
  animated: boolean;
}

/** What could not be looked at or cannot become a clip, and why. */
export interface Unusable {
  file: string;
  reason: string;
}

export interface Found<F extends Named> {
  files: FoundFile<F>[];
  failed: Unusable[];
}

/** A file or folder that could become a clip. */
export interface Candidate<F extends Named> {
  /** Its path from the outermost folder down; names it among all. */
  path: string;
  /** The folders it lies in, the outermost first. */
  folders: readonly string[];
  name: string;
  kind: 'video' | 'images';
  /** The video, or the pictures in the order of their names. */
  files: readonly F[];
}

/** As much of a candidate as tells its class and session. */
export type Placed = Pick<Candidate<Named>, 'path' | 'folders' | 'name' | 'kind'>;

const isPicture = (name: string): boolean => ['picture', 'unclear'].includes(mediaKind(name) ?? '');

/**
 * Finds what could become a clip: videos, animations, and folders that hold nothing but the pictures of one.
 * @param still whether a clip is one picture; then each picture is one
 */
export function sortFiles<F extends Named>(
  { files, failed }: Found<F>,
  still = false,
): { candidates: Candidate<F>[]; failed: Unusable[] } {
  const candidates: Candidate<F>[] = [];
  const unusable = [...failed];
  const pictures = new Map<string, FoundFile<F>[]>();
  const withVideos = new Set<string>();
  for (const found of files) {
    const { folders, file, animated } = found;
    const folder = folders.join('/');
    const path = [...folders, file.name].join('/');
    if (mediaKind(file.name) === 'video' || animated) {
      withVideos.add(folder);
      candidates.push({ path, folders, name: file.name, kind: 'video', files: [file] });
    } else if (still && isPicture(file.name)) {
      candidates.push({ path, folders, name: file.name, kind: 'images', files: [file] });
    } else if (isPicture(file.name)) {
      const group = pictures.get(folder);
      if (group) group.push(found);
      else pictures.set(folder, [found]);
    } else unusable.push({ file: path, reason: whyUnread(file.name) });
  }
  for (const [path, found] of pictures) {
    const folders = found[0]?.folders ?? [];
    const name = folders.at(-1);
    // Pictures beside videos are their thumbnails, not a clip; in an outermost folder they may be anything.
    const clip = found.length > 1 && !withVideos.has(path) && (folders.length > 1 || areSequence(found));
    if (name !== undefined && clip) {
      const files = found.map(({ file }) => file);
      candidates.push({ path, folders: folders.slice(0, -1), name, kind: 'images', files });
    } else {
      for (const { file } of found) {
        unusable.push({ file: [...folders, file.name].join('/'), reason: SINGLE_PICTURE });
      }
    }
  }
  return { candidates, failed: unusable };
}

/** Whether their names differ in numbers only. */
const areSequence = (found: readonly FoundFile<Named>[]): boolean =>
  new Set(found.map(({ file }) => file.name.replace(/\d+/g, '#'))).size === 1;

/** Folders that may name the class of a candidate, the outermost first. A folder of pictures may name its own. */
export const classFoldersOf = ({ folders, name, kind, path }: Placed): readonly string[] =>
  kind === 'images' && !isPicture(path) ? [...folders, name] : folders;

/** The class's folder of a candidate, where classes are named by the folders `level` deep. */
export function folderOf(candidate: Placed, level: number): string | null {
  const names = classFoldersOf(candidate);
  return names[Math.min(level, names.length - 1)] ?? null;
}

/** The names that stand at each depth of folders, the outermost first. */
export function levelsOf(candidates: readonly Placed[]): readonly (readonly string[])[] {
  const depth = Math.max(0, ...candidates.map((candidate) => classFoldersOf(candidate).length));
  return Array.from({ length: depth }, (_, level) => [
    ...new Set(candidates.map((each) => classFoldersOf(each)[level]).filter((name) => name !== undefined)),
  ]);
}

const SITTING = /^(?:s|p|session|person|subject|participant|signer|user|take|clip)?[-_ ]*\d+$/i;

/**
 * How deep the folders lie that name classes: where most are called like a class there is, or else those that hold the
 * videos, unless they are called like sittings.
 */
export function guessLevel(candidates: readonly Placed[], isClass: (name: string) => boolean): number {
  const levels = levelsOf(candidates);
  const known = levels.map((names) => names.filter(isClass).length);
  const most = Math.max(0, ...known);
  if (most > 0) return known.indexOf(most);
  const depths = candidates.map(({ folders }) => folders.length);
  const inner = depths.filter((depth) => depth > 1);
  // No deeper than any of them lies, but for those that lie loose in the outermost folder.
  const deepest = (inner.length > 0 ? Math.min(...inner) : Math.max(0, ...depths)) - 1;
  // Folders of pictures right below the one that was dropped are classes, unless they are called like its clips.
  const flat = candidates.every(({ kind, folders }) => kind === 'images' && folders.length <= 1);
  for (let level = flat ? levels.length - 1 : deepest; level > 0; level--) {
    if (!levels[level]?.every((name) => SITTING.test(name))) return level;
  }
  return 0;
}

/** The name of the class that a folder becomes. */
export const classNameOf = (folder: string): string =>
  folder
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, MAX_NAME)
    .trim();
