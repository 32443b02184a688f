import { BeckonError, type ClipRef, type HistoryState, type StepTaken } from '../contract';
import type { HistoryService } from './api';
import type { Clips } from './clips';
import { movesOf, summarise, type Journal } from '../store/journal';
import { clipAt, placeOf, trashPlace, type Step } from '../store/journal-file';
import type { Moving } from './moving';
import { toTrashId } from '../store/names';
import type { ProjectFiles } from '../store/project-files';

/** Undo and Redo of what was done to clips, also after a restart. */
export class History implements HistoryService {
  constructor(
    private readonly files: ProjectFiles,
    private readonly journal: Journal,
    private readonly parts: { clips: Clips; moving: Moving },
  ) {}

  async state(slug: string): Promise<HistoryState> {
    await this.files.read(slug);
    return this.journal.state(slug);
  }

  added(slug: string, clips: readonly ClipRef[]): Promise<void> {
    return this.files.locked(slug, async () => {
      await this.files.read(slug);
      const there = await this.parts.clips.describe(slug, clips);
      if (there.length === 0) throw new BeckonError('NOT_FOUND', 'These clips are no longer there.');
      const moves = there.map((ref) => ({
        from: trashPlace(ref.classId, toTrashId(ref.id)),
        to: placeOf(ref),
      }));
      await this.journal.note(slug, 'add', moves);
    });
  }

  /** What was moved to another project is here again before it leaves there. */
  async undo(slug: string, stepId?: string): Promise<StepTaken> {
    const { step, taken } = await this.#take(slug, 'undo', () => this.journal.undo(slug, stepId));
    if (step.kind === 'transfer') await this.parts.moving.takeBack(step);
    return taken;
  }

  async redo(slug: string, stepId?: string): Promise<StepTaken> {
    const { step, taken } = await this.#take(slug, 'redo', () => this.journal.redo(slug, stepId));
    if (step.kind !== 'transfer') return taken;
    try {
      await this.parts.moving.giveAgain(step);
    } catch (error) {
      await this.#take(slug, 'undo', () => this.journal.undo(slug, step.id));
      throw error;
    }
    return taken;
  }

  #take(
    slug: string,
    direction: 'undo' | 'redo',
    work: () => Promise<Step>,
  ): Promise<{ step: Step; taken: StepTaken }> {
    return this.files.locked(slug, async () => {
      await this.files.read(slug);
      const step = await work();
      const moves = movesOf({ step, direction });
      const clipsAt = (places: string[]): ClipRef[] => places.map(clipAt).filter((ref) => ref !== null);
      const came = await this.parts.clips.describe(slug, clipsAt(moves.map(({ to }) => to)));
      return {
        step,
        taken: { step: summarise(step), gone: clipsAt(moves.map(({ from }) => from)), came },
      };
    });
  }
}
