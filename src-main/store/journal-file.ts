import { z } from 'zod';
import {
  clipRefSchema,
  idSchema,
  SCHEMA_VERSION,
  stepKindSchema,
  timeSchema,
  type ClipRef,
} from '../contract';
import { CLIP_EXTENSION } from './clip-file';
import { isMissing } from './disk';
import { fromTrashId } from './names';
import type { ProjectFiles } from './project-files';

/** Where a clip's file lies in its project, without its ending: `clips/<class>/<clip>`, `trash/clips/<class>/<trash id>`. */
const placeSchema = z
  .string()
  .regex(
    /^(?:clips|trash\/clips)\/[a-z0-9][a-z0-9-]{0,63}\/[a-z0-9][a-z0-9-]{0,99}$/,
    'not a place of a clip',
  );

const moveSchema = z.object({ from: placeSchema, to: placeSchema });
export type Move = z.infer<typeof moveSchema>;

/** One thing a person did to clips: files that moved, all of them or none. */
const stepSchema = z.object({
  id: idSchema,
  /** Projects of versions before say `transfer` for `move`. */
  kind: z.preprocess((kind) => (kind === 'transfer' ? 'move' : kind), stepKindSchema),
  time: timeSchema,
  /** The class, or for `move` the project, they were moved to or recorded for; null where it was another kind of step. */
  to: idSchema.nullable(),
  moves: z.array(moveSchema),
  /** Of a `move`: the copies that it made in the other project. */
  copies: z.array(clipRefSchema).optional(),
});
export type Step = z.infer<typeof stepSchema>;

const pendingSchema = z.object({
  step: stepSchema,
  direction: z.enum(['do', 'undo', 'redo']),
});
export type Pending = z.infer<typeof pendingSchema>;

const journalSchema = z.object({
  schema: z.literal(SCHEMA_VERSION),
  /** Oldest first. */
  done: z.array(stepSchema),
  undone: z.array(stepSchema),
  /** Written before the first file moves, and taken away after the last one has. */
  pending: pendingSchema.nullable(),
});
export type JournalContents = z.infer<typeof journalSchema>;

const JOURNAL_FILE = 'history.json';
const MOST_STEPS = 100;
/** What the file may grow to: some megabytes. The newest step is kept whatever its size. */
const MOST_MOVES = 20_000;

const nothing: JournalContents = { schema: SCHEMA_VERSION, done: [], undone: [], pending: null };

/** What a project's journal says. A damaged one is set aside beside it, and history begins anew. */
export async function readJournal(files: ProjectFiles, slug: string): Promise<JournalContents> {
  const path = files.path(slug, JOURNAL_FILE);
  const bytes = await files.disk.attempt('read what was done', (fs) =>
    fs.readFile(path).catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    }),
  );
  if (!bytes) return nothing;
  const parsed = journalSchema.safeParse(tryJson(bytes));
  if (parsed.success) {
    const { done, undone } = parsed.data;
    return { ...parsed.data, done: done.map(withoutClashes), undone: undone.map(withoutClashes) };
  }
  const aside = files.path(slug, `history.damaged-${Date.now().toString(36)}.json`);
  await files.disk.move([{ from: path, to: aside }], 'set the damaged history.json aside');
  return nothing;
}

export async function writeJournal(
  files: ProjectFiles,
  slug: string,
  contents: JournalContents,
): Promise<void> {
  const json = JSON.stringify({ ...contents, done: newest(contents.done), undone: newest(contents.undone) });
  await files.disk.write(files.path(slug, JOURNAL_FILE), [json, '\n'], 'note what is done, for Undo');
}

function newest(steps: readonly Step[]): Step[] {
  const kept: Step[] = [];
  let moves = 0;
  for (const step of steps.toReversed().slice(0, MOST_STEPS)) {
    moves += step.moves.length;
    if (kept.length > 0 && moves > MOST_MOVES) break;
    kept.push(step);
  }
  return kept.reverse();
}

/**
 * Without the moves that a later one of the same step has made impossible: two to one place (an older Beckon let the
 * last one overwrite the others), or two of one clip.
 */
function withoutClashes(step: Step): Step {
  const last = new Map(step.moves.map((move) => [move.to, move]));
  const moves = new Map([...last.values()].map((move) => [move.from, move]));
  return moves.size === step.moves.length ? step : { ...step, moves: [...moves.values()] };
}

function tryJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** The file of a place. */
export function fileOf(files: ProjectFiles, slug: string, place: string): string {
  return files.path(slug, ...`${place}${CLIP_EXTENSION}`.split('/'));
}

/** The clip at a place among the classes; null for one in the trash. */
export function clipAt(place: string): ClipRef | null {
  const [top, classId, id] = place.split('/');
  return top === 'clips' && classId !== undefined && id !== undefined ? { classId, id } : null;
}

/** The id of the clip at a place, also of one in the trash. */
export function idAt(place: string): string {
  const name = place.slice(place.lastIndexOf('/') + 1);
  return clipAt(place) ? name : (fromTrashId(name) ?? name);
}

export const placeOf = ({ classId, id }: ClipRef): string => `clips/${classId}/${id}`;
export const trashPlace = (classId: string, trashId: string): string => `trash/clips/${classId}/${trashId}`;
