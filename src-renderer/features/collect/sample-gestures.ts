import type { GestureClass } from '../../../src-main/contract';
import { sameName } from '../../../src-main/shared/same-name';
import type { SampleGesture } from '../../capture/api';

/** A class's id is its first name as a slug; a number is added where that was taken, if only by one in the trash. */
const firstName = (classId: string): string => classId.replace(/-\d+$/, '');

/**
 * Which of the sample camera's gestures each class stands for, by class id: the one it was first named like, whatever it
 * is called since, or is named like now; else null, for the hand knows nothing of that gesture. A choice made by hand
 * (null: none) wins.
 */
export function presetGestures(
  classes: readonly Pick<GestureClass, 'id' | 'name'>[],
  gestures: readonly SampleGesture[],
  chosen: Readonly<Record<string, string | null>> = {},
): Map<string, string | null> {
  const find = ({ id, name }: Pick<GestureClass, 'id' | 'name'>): string | null => {
    const choice = chosen[id];
    if (choice !== undefined) return choice;
    const byId = gestures.find((gesture) => gesture.id === id || gesture.id === firstName(id));
    return (byId ?? gestures.find((gesture) => sameName(gesture.name, name)))?.id ?? null;
  };
  return new Map(classes.map((each) => [each.id, find(each)]));
}

/** The person and place that the sample camera shows in a session: the same for the same name (FNV-1a, 31 bits). */
export function seedOf(session: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(session)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 1;
}
