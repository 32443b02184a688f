import type { Answer, ClipInfo, GestureClass } from '../../../src-main/contract';
import { clipKey } from '../../../src-main/shared/clip-key';

/** A clip that a model was tried on, as it stands now, and what the model took it for. */
export interface Answered {
  clip: ClipInfo;
  confidence: number;
}

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
  const own = answers.filter(({ clip, predicted: given }) => given === index && clip.startsWith(`${truth}/`));
  const there = new Map(clips.map((clip) => [clipKey(clip), clip]));
  const found = own.flatMap(({ clip: key, confidence }) => {
    const clip = there.get(key);
    return clip ? { clip, confidence } : [];
  });
  found.sort((a, b) => b.confidence - a.confidence);
  return { found, gone: own.length - found.length };
}
