import type { ClipInfo, GestureClass, Run } from '../../../src-main/contract';
import { list } from '../../../src-main/shared/words';

/** Which classes that have clips a model has not been taught, as a sentence; null where it knows them all. */
export function unknownClasses(
  run: Pick<Run, 'name' | 'classes'>,
  classes: readonly Pick<GestureClass, 'id' | 'name'>[],
  clips: readonly Pick<ClipInfo, 'classId'>[],
): string | null {
  const known = new Set(run.classes.map(({ id }) => id));
  const recorded = new Set(clips.map(({ classId }) => classId));
  const unknown = classes.filter(({ id }) => !known.has(id) && recorded.has(id));
  if (unknown.length === 0) return null;
  const names = list(unknown.map(({ name }) => name));
  return `${run.name} does not know ${names}. Train again to teach it.`;
}
