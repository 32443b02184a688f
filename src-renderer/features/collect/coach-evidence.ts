import type { ClipRef } from '../../../src-main/contract';
import { clipKey } from '../../../src-main/shared/clip-key';
import type { InstantModel } from '../../engine/api';
import type { Coaching, LeftOutAnswer } from '../../learning/coaching';
import { doubtKeyOf } from '../check/findings';
import { looksLike } from './coach-words';

/** How the instant model's like answered clips that they were made without. */
export function answersOf(model: Pick<InstantModel, 'run' | 'tried'> | null): LeftOutAnswer[] {
  return (model?.tried ?? []).flatMap(({ answer, ...tried }) => {
    const as = model?.run.classes[answer]?.id;
    return as === undefined ? [] : [{ ...tried, as }];
  });
}

/**
 * Whether nothing is to be said against a clip.
 * @param fine findings that a person has dismissed
 * @param settled keys of clips that a person has put where they are
 */
export function fineBy(
  fine: readonly string[],
  settled: readonly string[],
): (clip: ClipRef, as: string) => boolean {
  const [dismissed, placed] = [new Set(fine), new Set(settled)];
  return (clip, as) => dismissed.has(doubtKeyOf(clip, as)) || placed.has(clipKey(clip));
}

/** What is said of single clips, by their keys. */
export const marksOf = (
  { doubts }: Coaching,
  nameOf: (classId: string) => string,
): ReadonlyMap<string, string> => new Map([...doubts].map(([key, { as }]) => [key, looksLike(nameOf(as))]));
