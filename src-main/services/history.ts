import type { ClipRef, HistoryState, StepTaken } from '../contract';
import type { HistoryService } from './api';
import type { Clips } from './clips';
import { movesOf, summarise, type Journal } from './journal';
import { clipAt, type Step } from './journal-file';
import type { ProjectFiles } from './project-files';

/** Undo and Redo of what was done to clips, also after a restart. */
export class History implements HistoryService {
  constructor(
    private readonly files: ProjectFiles,
    private readonly journal: Journal,
    private readonly clips: Clips,
  ) {}

  async state(slug: string): Promise<HistoryState> {
    await this.files.read(slug);
    return this.journal.state(slug);
  }

  undo(slug: string, stepId?: string): Promise<StepTaken> {
    return this.#take(slug, 'undo', () => this.journal.undo(slug, stepId));
  }

  redo(slug: string, stepId?: string): Promise<StepTaken> {
    return this.#take(slug, 'redo', () => this.journal.redo(slug, stepId));
  }

  #take(slug: string, direction: 'undo' | 'redo', work: () => Promise<Step>): Promise<StepTaken> {
    return this.files.locked(slug, async () => {
      await this.files.read(slug);
      const step = await work();
      const moves = movesOf({ step, direction });
      const clipsAt = (places: string[]): ClipRef[] => places.map(clipAt).filter((ref) => ref !== null);
      const came = await this.clips.describe(slug, clipsAt(moves.map(({ to }) => to)));
      return { step: summarise(step), gone: clipsAt(moves.map(({ from }) => from)), came };
    });
  }
}
