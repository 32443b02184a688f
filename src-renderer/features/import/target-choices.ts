import type { GestureClass } from '../../../src-main/contract';
import type { ImportDraft } from './import-draft.svelte';
import { newNames, type Target } from './import-plan';

/** The classes that spans can go to: those there are, and those that the import adds. */
export interface TargetChoices {
  options: readonly { value: string; label: string }[];
  valueOf(target: Target): string;
  /** Undefined where there is no such choice. */
  targetOf(value: string): Target | undefined;
}

/** No class has an id that begins so. */
const NEW = ':new ';

export function targetChoices(classes: readonly GestureClass[], draft: ImportDraft): TargetChoices {
  const added = newNames(draft.rows.map((row) => draft.targetOf(row))).filter((name) => name !== '');
  const targets = new Map<string, { label: string; target: Target }>();
  for (const { id, name } of classes) targets.set(id, { label: name, target: { to: 'class', classId: id } });
  for (const name of added) targets.set(NEW + name, { label: `${name} (new)`, target: { to: 'new', name } });
  return {
    options: [...targets].map(([value, { label }]) => ({ value, label })),
    valueOf: (target) =>
      target.to === 'class' ? target.classId : target.to === 'new' ? NEW + target.name.trim() : '',
    targetOf: (value) => targets.get(value)?.target,
  };
}
