import type { DeletedProject, ProjectSummary } from '../../../src-main/contract';
import { count, list, when } from '../../../src-main/shared/words';

/** What is in a project, e.g. `3 classes, 24 clips and 1 model`. */
export function contentsOf({
  classes,
  clips,
  models,
}: Pick<ProjectSummary, 'classes' | 'clips' | 'models'>): string {
  return list([count(classes, 'class', 'classes'), count(clips, 'clip'), count(models, 'model')]);
}

/** When a project was deleted; of one that was deleted by an older Beckon, when it was last changed. */
export function dateOf({ deleted, modified }: DeletedProject): string {
  if (deleted !== null) return `Deleted ${when(deleted, { seconds: true })}`;
  return modified === null ? 'Deleted at an unknown time' : `Last changed ${when(modified)}`;
}
