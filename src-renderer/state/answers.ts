import type { Answer, ClipInfo, GestureClass } from '../../src-main/contract';

/** A clip that a model was tried on, as it stands now, and what the model took it for. */
export interface Answered {
  clip: ClipInfo;
  confidence: number;
}

const idOf = (key: string): string => key.slice(key.indexOf('/') + 1);
const classIdOf = (key: string): string => key.slice(0, key.indexOf('/'));

/**
 * The clips of one class that were taken for one class, the surest answers first. `gone` counts those that are no longer
 * in the class that they had been in, as they were deleted or moved since.
 * @param clips all there are now
 */
export function answersOf(
  answers: readonly Answer[],
  classes: readonly Pick<GestureClass, 'id'>[],
  clips: readonly ClipInfo[],
  truth: string,
  predicted: string,
): { found: Answered[]; gone: number } {
  const index = classes.findIndex(({ id }) => id === predicted);
  const own = answers.filter(({ clip, predicted: given }) => given === index && classIdOf(clip) === truth);
  const there = new Map(clips.filter(({ classId }) => classId === truth).map((clip) => [clip.id, clip]));
  const found = own.flatMap(({ clip: key, confidence }) => {
    const clip = there.get(idOf(key));
    return clip ? { clip, confidence } : [];
  });
  found.sort((a, b) => b.confidence - a.confidence);
  return { found, gone: own.length - found.length };
}
