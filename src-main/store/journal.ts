import { BeckonError, type ClipRef, type StepKind, type StepSummary } from '../contract';
import type { ErrorCode } from '../shared/error-codes';
import {
  clipAt,
  fileOf,
  idAt,
  readJournal,
  writeJournal,
  type JournalContents,
  type Move,
  type Pending,
  type Step,
} from './journal-file';
import { timeId } from './names';
import { mapPool } from './pool';
import type { ProjectFiles } from './project-files';

const CHECKS_AT_ONCE = 32;

/** Trouble of the disk, after which the same move may go well. */
const PASSING = new Set<ErrorCode>(['UNREADABLE', 'NO_PERMISSION', 'DISK_FULL', 'INTERNAL']);

const wording = { do: 'move the clips', undo: 'undo this', redo: 'redo this' } as const;

/**
 * What was done to the clips of a project, step by step, in its `history.json`. A step is written down before its first
 * file moves and marked as done after its last one has. Where it was cut off in between, the files that had moved are
 * taken back: nobody was told that it was done. Every method but {@link state} is for callers that hold the project's
 * lock.
 */
export class Journal {
  /** `tell` is told, in sentences, what a person should know of what was found cut off. */
  constructor(
    private readonly files: ProjectFiles,
    private readonly tell: (sentence: string) => void,
  ) {}

  async state(slug: string): Promise<{ done: StepSummary[]; undone: StepSummary[] }> {
    const { done, undone } = await readJournal(this.files, slug);
    return { done: done.map(summarise), undone: undone.map(summarise) };
  }

  /** Moves clips, all or none, as one step. What was undone before can no longer be done again. */
  async perform(
    slug: string,
    { kind, to, moves, copies }: { kind: StepKind; to?: string; moves: Move[]; copies?: ClipRef[] },
  ): Promise<void> {
    if (moves.length === 0) return;
    const before = await this.#settled(slug);
    const step: Step = { id: timeId(), kind, time: new Date().toISOString(), to: to ?? null, moves, copies };
    const after = { ...before, done: [...before.done, step], undone: [] };
    await this.#carryOut(slug, before, after, { step, direction: 'do' });
  }

  /** Writes down a step whose files are where it moves them already. */
  async note(slug: string, { kind, to, moves }: Pick<Step, 'kind' | 'to' | 'moves'>): Promise<void> {
    const before = await this.#settled(slug);
    const step: Step = { id: timeId(), kind, time: new Date().toISOString(), to, moves };
    await writeJournal(this.files, slug, { ...before, done: [...before.done, step], undone: [] });
  }

  /**
   * Takes the last step back. Rejects where `stepId` names another one. Clips that were recorded and have gone with their class are
   * forgotten, so that the steps before do not wait for it.
   */
  async undo(slug: string, stepId?: string): Promise<Step> {
    const before = await this.#settled(slug);
    const step = choose(before.done, stepId, 'undo');
    const done = before.done.slice(0, -1);
    const after = { ...before, done, undone: [...before.undone, step] };
    try {
      await this.#carryOut(slug, before, after, { step, direction: 'undo' });
    } catch (error) {
      if (step.kind === 'record' && error instanceof BeckonError && error.code === 'NOT_FOUND')
        await writeJournal(this.files, slug, { ...before, done });
      throw error;
    }
    return step;
  }

  /** Does the step again that was undone last. Rejects where `stepId` names another one. */
  async redo(slug: string, stepId?: string): Promise<Step> {
    const before = await this.#settled(slug);
    const step = choose(before.undone, stepId, 'redo');
    const after = { ...before, done: [...before.done, step], undone: before.undone.slice(0, -1) };
    await this.#carryOut(slug, before, after, { step, direction: 'redo' });
    return step;
  }

  /** Takes back a step that was cut off: whoever holds the lock knows that no one is at work on it. */
  async recover(slug: string): Promise<void> {
    await this.#settled(slug);
  }

  /** Forgets clips that are gone for good, and the steps that moved nothing else. */
  async forget(slug: string, ids: ReadonlySet<string>): Promise<void> {
    const before = await this.#settled(slug);
    const without = (steps: readonly Step[]): Step[] =>
      steps.map((step) => ({ ...step, moves: kept(step, ids) })).filter(({ moves }) => moves.length > 0);
    await writeJournal(this.files, slug, {
      ...before,
      done: without(before.done),
      undone: without(before.undone),
    });
  }

  /** The journal with nothing pending. */
  async #settled(slug: string): Promise<JournalContents> {
    const contents = await readJournal(this.files, slug);
    if (!contents.pending) return contents;
    return this.#takeBack(slug, contents, contents.pending);
  }

  async #carryOut(
    slug: string,
    before: JournalContents,
    after: JournalContents,
    { step, direction }: Pending,
  ): Promise<void> {
    const moves = movesOf({ step, direction });
    refuseClashes(moves, wording[direction]);
    if (direction !== 'do') await this.#check(slug, moves, wording[direction]);
    const pending = { step, direction };
    try {
      await writeJournal(this.files, slug, { ...before, pending });
    } catch (error) {
      if (step.kind !== 'remove' || direction !== 'do' || !isFull(error)) throw error;
      // What goes to the trash can be taken out of it again also where the disk is too full for Undo to be noted.
      await this.files.disk.move(this.#paths(slug, moves), wording[direction]);
      return;
    }
    try {
      await this.files.disk.move(this.#paths(slug, moves), wording[direction]);
      await writeJournal(this.files, slug, after);
    } catch (error) {
      // Where this fails too, the journal still says what was begun, and whoever opens the project next takes it back.
      await this.recover(slug).catch(() => undefined);
      throw error;
    }
  }

  /** Takes back what it can of a step that was cut off, and tells of what it cannot. */
  async #takeBack(slug: string, contents: JournalContents, pending: Pending): Promise<JournalContents> {
    const doing = 'undo what was interrupted';
    const back = new Map<string, Move>();
    let lost = 0;
    for (const { from, to } of movesOf(pending).reverse()) {
      const [here, there] = [fileOf(this.files, slug, to), fileOf(this.files, slug, from)];
      const moved = (await this.files.disk.exists(here, doing)) && !back.has(here);
      if (!(await this.files.disk.exists(there, doing))) {
        if (moved) back.set(here, { from: here, to: there });
        else lost += 1;
      } else if (moved && (await this.files.disk.isSame(here, there, doing))) {
        await this.files.disk.attempt(doing, (fs) => fs.unlink(here));
      }
    }
    lost += await this.#moveEach([...back.values()], doing);
    if (lost > 0) {
      const of = pending.step.moves.length;
      this.tell(
        `Beckon was interrupted while it moved clips of “${slug}”. ${lost} of ${of} could not be put back where they were: they are gone, or something else is in their place.`,
      );
    }
    const settled = { ...contents, pending: null };
    // On a full disk the journal goes on saying what was begun; taking that back again changes nothing.
    await unlessFull(writeJournal(this.files, slug, settled));
    return settled;
  }

  /** Moves all at once, or where that fails, as many as can be. Answers how many could not be moved. */
  async #moveEach(moves: readonly Move[], doing: string): Promise<number> {
    const failed = (error: unknown): false => {
      if (error instanceof BeckonError && PASSING.has(error.code)) throw error;
      return false;
    };
    const move = (some: readonly Move[]): Promise<boolean> =>
      this.files.disk.move(some, doing).then(() => true, failed);
    if (await move(moves)) return 0;
    let stuck = 0;
    for (const one of moves) if (!(await move([one]))) stuck += 1;
    return stuck;
  }

  /** Rejects where a clip is no longer where the step left it, or something has taken its place. */
  async #check(slug: string, moves: readonly Move[], doing: string): Promise<void> {
    const { classes } = await this.files.read(slug);
    const targets = new Set(moves.map(({ to }) => clipAt(to)?.classId).filter((id) => id !== undefined));
    const gone = [...targets].find((id) => !classes.some((one) => one.id === id));
    if (gone !== undefined) {
      throw new BeckonError(
        'NOT_FOUND',
        `Beckon could not ${doing}: the class “${gone}” is gone. Restore it first.`,
      );
    }
    const exists = (place: string): Promise<boolean> =>
      this.files.disk.exists(fileOf(this.files, slug, place), doing);
    const fit = await mapPool(
      moves,
      CHECKS_AT_ONCE,
      async ({ from, to }) => (await exists(from)) && !(await exists(to)),
    );
    const unfit = fit.filter((one) => !one).length;
    if (unfit === 0) return;
    throw new BeckonError(
      'NOT_FOUND',
      `Beckon could not ${doing}: ${unfit} of ${moves.length} clips are no longer where they were. If their class was deleted, restore it first.`,
    );
  }

  #paths(slug: string, moves: readonly Move[]): Move[] {
    const path = (place: string): string => fileOf(this.files, slug, place);
    return moves.map(({ from, to }) => ({ from: path(from), to: path(to) }));
  }
}

const isFull = (error: unknown): boolean => error instanceof BeckonError && error.code === 'DISK_FULL';

/** Passes over that the disk is full, and nothing else. */
async function unlessFull(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!isFull(error)) throw error;
  });
}

/** Throws where two moves would end at one place. */
function refuseClashes(moves: readonly Move[], doing: string): void {
  if (new Set(moves.map(({ to }) => to)).size === moves.length) return;
  throw new BeckonError(
    'ALREADY_EXISTS',
    `Beckon could not ${doing}: two of them would end up in the same place.`,
  );
}

/** The moves of a step that clips are still there for; where one is trimmed, both of them or none. */
function kept({ kind, moves }: Step, gone: ReadonlySet<string>): Move[] {
  const left = moves.filter(({ from }) => !gone.has(idAt(from)));
  return kind === 'trim' && left.length < moves.length ? [] : left;
}

/** The moves of a step, in the direction it is taken. */
export function movesOf({ step, direction }: Pending): Move[] {
  if (direction !== 'undo') return [...step.moves];
  return step.moves.toReversed().map(({ from, to }) => ({ from: to, to: from }));
}

export const summarise = ({ id, kind, time, to, moves }: Step): StepSummary => ({
  id,
  kind,
  time,
  to,
  // The whole clip and its part are one to a person.
  clips: kind === 'trim' ? moves.length / 2 : moves.length,
});

function choose(steps: readonly Step[], id: string | undefined, direction: 'undo' | 'redo'): Step {
  const last = steps.at(-1);
  if (!last) throw new BeckonError('NOT_FOUND', `There is nothing to ${direction}.`);
  if (id === undefined || id === last.id) return last;
  throw new BeckonError('NOT_FOUND', 'The clips were changed in the meantime, perhaps in another window.');
}
