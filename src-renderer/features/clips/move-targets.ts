import type { ClipInfo, GestureClass } from '../../../src-main/contract';

/** Classes that clips can be moved to: not one that all of them are in already. */
export const moveTargets = (
  classes: readonly GestureClass[],
  clips: readonly Pick<ClipInfo, 'classId'>[],
): GestureClass[] => classes.filter(({ id }) => clips.some(({ classId }) => classId !== id));
