import type { ClipInfo, GestureClass, Run } from '../../../src-main/contract';
import { trainHindrance } from '../../../src-main/shared/trainable';
import { newToWords } from '../../learning/train-config';
import { FEW_CLIPS } from '../report/warnings';

/** Why a person may go on to Train, as a sentence, and what the button says that leads there. */
export interface NextStep {
  message: string;
  label: string;
  /** Whether it is what to do now, and not only what one may do. */
  first: boolean;
}

/**
 * Null where there is too little to train with, or nothing that the chosen model does not know.
 * @param runs `list` of the project's models, `report` the chosen one's; null while it is read
 */
export function nextStep(
  classes: readonly Pick<GestureClass, 'id' | 'name'>[],
  clips: readonly ClipInfo[],
  runs: { readonly list: readonly unknown[]; readonly report: Run | null },
): NextStep | null {
  if (trainHindrance(classes, clips) !== null) return null;
  if (runs.list.length === 0) {
    const few = classes.some(({ id }) => clips.filter(({ classId }) => classId === id).length < FEW_CLIPS);
    if (few) return null;
    return {
      message: `Every class has ${FEW_CLIPS} clips or more: enough for a first model.`,
      label: 'Train now',
      first: true,
    };
  }
  const message = runs.report && newToWords(runs.report, clips);
  return message === null ? null : { message, label: 'Train again', first: false };
}
