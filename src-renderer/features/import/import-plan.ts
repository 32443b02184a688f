import type { GestureClass } from '../../../src-main/contract';
import {
  classNameOf,
  folderOf,
  type Candidate as SharedCandidate,
} from '../../../src-main/shared/clip-candidates';
import { foldName, named } from '../../../src-main/shared/same-name';

/** What was dropped or chosen and could become a clip. */
export type Candidate = SharedCandidate<File>;

/** Candidates that go to one class: those of a folder, or those by themselves. */
export interface ImportRow {
  /** Null for files that lie in no folder. */
  folder: string | null;
  candidates: readonly Candidate[];
}

/** What goes to a class together, in the order found. */
export function rowsOf(candidates: readonly Candidate[], level: number): readonly ImportRow[] {
  const rows = new Map<string | null, Candidate[]>();
  for (const candidate of candidates) {
    const folder = folderOf(candidate, level);
    const row = rows.get(folder);
    if (row) row.push(candidate);
    else rows.set(folder, [candidate]);
  }
  return [...rows].map(([folder, each]) => ({ folder, candidates: each }));
}

/** Where a row's clips go. */
export type Target = { to: 'nowhere' } | { to: 'class'; classId: string } | { to: 'new'; name: string };

/** The class that is called like the folder, or a new one by its name; files by themselves wait for a choice. */
export function guessTarget({ folder }: ImportRow, classes: readonly GestureClass[]): Target {
  if (folder === null) return { to: 'nowhere' };
  const same = classCalled(folder, classes);
  return same ? { to: 'class', classId: same.id } : { to: 'new', name: classNameOf(folder) };
}

export const classCalled = (name: string, classes: readonly GestureClass[]): GestureClass | undefined =>
  named(classes, name);

/** The names of new classes among the targets, each once. */
export function newNames(targets: readonly Target[]): readonly string[] {
  const names = targets.flatMap((target) => (target.to === 'new' ? [target.name.trim()] : []));
  return [...new Map(names.map((name) => [foldName(name), name])).values()];
}
