import type { GestureClass } from '../../../src-main/contract';
import type { SampleGesture } from '../../capture/api';

/** A class's id is its first name as a slug; a number is added where that was taken, if only by one in the trash. */
const firstName = (classId: string): string => classId.replace(/-\d+$/, '');

/**
 * Which of the sample camera's gestures each class stands for, by class id. A class first named like a gesture gets
 * that one, whatever it is called since; the others get, in their order, those that no class was named after. A choice
 * made by hand (null: none) wins.
 */
export function presetGestures(
  classes: readonly Pick<GestureClass, 'id'>[],
  gestures: readonly SampleGesture[],
  chosen: Readonly<Record<string, string | null>> = {},
): Map<string, string | null> {
  const result = new Map<string, string | null>();
  for (const { id } of classes) {
    const byName = gestures.find((gesture) => gesture.id === id || gesture.id === firstName(id));
    const choice = chosen[id];
    if (choice !== undefined) result.set(id, choice);
    else if (byName) result.set(id, byName.id);
  }
  const free = gestures.map(({ id }) => id).filter((id) => ![...result.values()].includes(id));
  for (const { id } of classes) if (!result.has(id)) result.set(id, free.shift() ?? null);
  return result;
}

/** The person and place that the sample camera shows in a session: the same for the same name (FNV-1a, 31 bits). */
export function seedOf(session: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(session)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 1;
}
