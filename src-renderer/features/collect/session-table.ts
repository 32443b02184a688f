import type { ClipInfo, GestureClass } from '../../../src-main/contract';
import { count, list } from '../../../src-main/shared/words';

/** A class's clips in each session, in the order of the table's sessions. */
export interface SessionRow {
  gesture: Pick<GestureClass, 'id' | 'name' | 'colour'>;
  cells: readonly number[];
  total: number;
}

/** How many clips there are of each class in each session. */
export interface SessionTable {
  /** Oldest first. */
  sessions: readonly string[];
  rows: readonly SessionRow[];
}

/** How many times more clips the largest class may have than the smallest. */
const BALANCED = 3;

/** Counts a project's clips per class and session. `clips` are newest first; every class has a row. */
export function sessionTable(
  classes: readonly SessionRow['gesture'][],
  clips: readonly Pick<ClipInfo, 'classId' | 'meta'>[],
): SessionTable {
  const sessions = [...new Set(clips.map(({ meta }) => meta.session))].reverse();
  const place = new Map(sessions.map((name, index) => [name, index]));
  const cells = new Map(classes.map(({ id }) => [id, sessions.map(() => 0)]));
  for (const { classId, meta } of clips) {
    const row = cells.get(classId);
    const at = place.get(meta.session);
    if (row && at !== undefined) row[at] = (row[at] ?? 0) + 1;
  }
  const rows = classes.map((gesture) => {
    const own = cells.get(gesture.id) ?? [];
    return { gesture, cells: own, total: own.reduce((sum, clips) => sum + clips, 0) };
  });
  return { sessions, rows };
}

/** What a person should know of how their clips are spread, as sentences. */
export function spreadWarnings({ sessions, rows }: SessionTable): string[] {
  const warnings: string[] = [];
  const filled = rows.filter(({ total }) => total > 0);
  if (sessions.length === 1) {
    warnings.push(
      'There is only one session. Record another, at another time or with another person: only then can a model ' +
        'be tested on something new to it.',
    );
  }
  const once = filled.filter(({ cells }) => cells.filter((clips) => clips > 0).length === 1);
  if (sessions.length > 1 && once.length > 0) {
    const names = list(once.map(({ gesture }) => gesture.name));
    warnings.push(
      `${names} ${once.length === 1 ? 'was' : 'were'} recorded in one session only. Record ` +
        `${once.length === 1 ? 'it' : 'them'} in another one too.`,
    );
  }
  const sorted = filled.toSorted((a, b) => a.total - b.total);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least && most && most.total > BALANCED * least.total) {
    warnings.push(
      `${most.gesture.name} has ${count(most.total, 'clip')} and ${least.gesture.name} only ${least.total}. ` +
        'A model leans towards the larger class: record more of the smaller one.',
    );
  }
  return warnings;
}
