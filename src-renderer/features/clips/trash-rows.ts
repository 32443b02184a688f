import type { TrashItem } from '../../../src-main/contract';
import { count, list } from '../../../src-main/shared/words';

/** A row of the list: one thing, or all clips of one class that were thrown away one by one. */
export interface TrashRow {
  kind: TrashItem['kind'];
  label: string;
  trashIds: readonly string[];
}

/** `nameOf` names a class by its id. */
export function rowsOf(
  items: readonly TrashItem[],
  nameOf: (classId: string) => string = (id) => id,
): TrashRow[] {
  const classIds = [...new Set(items.filter(({ kind }) => kind === 'clip').map(({ name }) => name))];
  const clips = classIds.map((classId): TrashRow => {
    const own = items.filter(({ kind, name }) => kind === 'clip' && name === classId);
    const label = `${count(own.length, 'clip')} of ${nameOf(classId)}`;
    return { kind: 'clip', label, trashIds: own.map(({ trashId }) => trashId) };
  });
  const others = items.filter(({ kind }) => kind !== 'clip');
  return [...clips, ...others.map((item) => ({ ...item, label: labelOf(item), trashIds: [item.trashId] }))];
}

function labelOf({ kind, name, clips }: TrashItem): string {
  if (kind === 'class') return `The class ${name}, ${count(clips, 'clip')}`;
  if (kind === 'model') return `The model ${name}`;
  return kind === 'stretch' ? 'A stretch' : 'An interrupted training';
}

/** The things in a trash, in words. */
export function lossOf(items: readonly TrashItem[]): string {
  const clips = items.filter(({ kind }) => kind === 'clip').length;
  const models = items.filter(({ kind }) => kind === 'model').length;
  const trainings = items.filter(({ kind }) => kind === 'training').length;
  const stretches = items.filter(({ kind }) => kind === 'stretch').length;
  const classes = items.filter(({ kind }) => kind === 'class');
  return list([
    ...(clips > 0 ? [count(clips, 'clip')] : []),
    ...classes.map((one) => `the class ${one.name} (${count(one.clips, 'clip')})`),
    ...(models > 0 ? [count(models, 'model')] : []),
    ...(stretches > 0 ? [count(stretches, 'stretch', 'stretches')] : []),
    ...(trainings > 0 ? [count(trainings, 'interrupted training')] : []),
  ]);
}
