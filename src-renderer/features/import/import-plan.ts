import type { GestureClass } from '../../../src-main/contract';
import {
  classNameOf,
  folderOf,
  type Candidate as SharedCandidate,
} from '../../../src-main/shared/clip-candidates';
import { foldName, named } from '../../../src-main/shared/same-name';

/** What was dropped or chosen and could become a clip. */
export type Candidate = SharedCandidate<File>;

/** Candidates that go to one class: those of a folder, or a file by itself. */
export interface ImportRow {
  key: string;
  /** Null for a file that lies in no folder. */
  folder: string | null;
  candidates: readonly Candidate[];
}

/** What goes to a class together, in the order found. */
export function rowsOf(candidates: readonly Candidate[], level: number): readonly ImportRow[] {
  const rows = new Map<string, ImportRow & { candidates: Candidate[] }>();
  for (const candidate of candidates) {
    const folder = folderOf(candidate, level);
    const key = folder === null ? `file ${candidate.path}` : `folder ${folder}`;
    const row = rows.get(key);
    if (row) row.candidates.push(candidate);
    else rows.set(key, { key, folder, candidates: [candidate] });
  }
  return [...rows.values()];
}

/** Where a row's clips go. */
export type Target = { to: 'nowhere' } | { to: 'class'; classId: string } | { to: 'new'; name: string };

/**
 * The class that is called like the folder, or a new one by its name. A file by itself goes by its own name, and waits
 * for a choice where that says nothing.
 */
export function guessTarget(
  { folder, candidates: [first] }: Pick<ImportRow, 'folder' | 'candidates'>,
  classes: readonly GestureClass[],
): Target {
  if (folder === null) return first ? guessByName(first.name, classes) : { to: 'nowhere' };
  const same = classCalled(folder, classes);
  return same ? { to: 'class', classId: same.id } : { to: 'new', name: classNameOf(folder) };
}

/** Words that cameras, phones and screen recorders begin the names of their files with. */
const BY_DEVICES =
  /^(?:img|vid|mov|mvi|dsc|dscn|dscf|gopr|gp|gh|gx|pxl|dji|win|cam|camera|webcam|screen|screencast|recording|record|video|movie|film|clip|take|capture|untitled|whatsapp|signal|telegram|snapchat|zoom|trim)$/;

/** Of `thumbs_up-03.mp4`: the class Thumbs up, or a new one called `thumbs up`. */
function guessByName(fileName: string, classes: readonly GestureClass[]): Target {
  const words = fileName
    .replace(/\.[^.]*$/, '')
    .split(/[\s_.()[\]-]+/)
    .map((word) => word.replace(/(?<=\p{L})\d+$/u, ''))
    .filter((word) => word !== '');
  const text = ` ${foldName(words.join(' '))} `;
  const named = classes
    .filter(({ name }) => text.includes(` ${foldName(name.replace(/[\s_.()[\]-]+/g, ' '))} `))
    .sort((a, b) => b.name.length - a.name.length);
  if (named[0]) return { to: 'class', classId: named[0].id };
  const end = words.findIndex((word) => /\d/.test(word));
  const own = end < 0 ? words : words.slice(0, end);
  const [first = ''] = own;
  if (BY_DEVICES.test(foldName(first)) || own.join('').length < 2) return { to: 'nowhere' };
  return { to: 'new', name: classNameOf(own.join(' ')) };
}

export const classCalled = (name: string, classes: readonly GestureClass[]): GestureClass | undefined =>
  named(classes, name);

export function sameTarget(a: Target, b: Target): boolean {
  if (a.to === 'class' && b.to === 'class') return a.classId === b.classId;
  if (a.to === 'new' && b.to === 'new') return foldName(a.name) === foldName(b.name);
  return a.to === b.to;
}

/** The names of new classes among the targets, each once. */
export function newNames(targets: readonly Target[]): readonly string[] {
  const names = targets.flatMap((target) => (target.to === 'new' ? [target.name.trim()] : []));
  return [...new Map(names.map((name) => [foldName(name), name])).values()];
}
