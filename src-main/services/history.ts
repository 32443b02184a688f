import { BeckonError, type ClipRef, type HistoryState, type NewStep, type StepTaken } from '../contract';
import type { Clips } from './clips';
import { movesOf, summarise, type Journal } from '../store/journal';
import { clipAt, placeOf, trashPlace, type Step } from '../store/journal-file';
import type { Moving } from './moving';
import { toTrashId } from '../store/names';
import type { ProjectFiles } from '../store/project-files';

/** Whatever is done to clips, recording them included, is a step that can be taken back, also after a restart. */
export class History {
  constructor(
    private readonly files: ProjectFiles,
    private readonly journal: Journal,
    private readonly parts: { clips: Clips; moving: Moving },
  ) {}

  async state(slug: string): Promise<HistoryState> {
    await this.files.read(slug);
    return this.journal.state(slug);
  }

  /** Notes that clips came in, or were recorded for one class, together: a step that takes them to the trash when it is undone. */
  added(slug: string, clips: readonly ClipRef[], kind: NewStep['kind'] = 'add'): Promise<void> {
    return this.files.locked(slug, async () => {
      await this.files.read(slug);
      const there = await this.parts.clips.infosOf(slug, clips);
      const [first] = there;
      if (!first) throw new BeckonError('NOT_FOUND', 'These clips are no longer there.');
      const moves = there.map((ref) => ({
        from: trashPlace(ref.classId, toTrashId(ref.id)),
        to: placeOf(ref),
      }));
      await this.journal.note(slug, { kind, to: kind === 'record' ? first.classId : null, moves });
    });
  }

  /**
   * Takes the last step back, all of it or nothing. Rejects where `stepId` names another one. What was moved to another
   * project is here again before it leaves there.
   */
  async undo(slug: string, stepId?: string): Promise<StepTaken> {
    const { step, taken } = await this.#take(slug, 'undo', () => this.journal.undo(slug, stepId));
    if (step.kind === 'move') await this.parts.moving.takeBack(step);
    return taken;
  }

  /** Does the step undone last again. Rejects where `stepId` names another one. */
  async redo(slug: string, stepId?: string): Promise<StepTaken> {
    const { step, taken } = await this.#take(slug, 'redo', () => this.journal.redo(slug, stepId));
    if (step.kind !== 'move') return taken;
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
      const came = await this.parts.clips.infosOf(slug, clipsAt(moves.map(({ to }) => to)));
      return {
        step,
        taken: { step: summarise(step), gone: clipsAt(moves.map(({ from }) => from)), came },
      };
    });
  }
}
