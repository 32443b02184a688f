import { CLIPS_AT_ONCE } from '../../learning/at-once';
import type { Advice } from '../../learning/coaching';
import { count, percent } from '../../../src-main/shared/words';

/** What is said of a class, as a sentence or two. `nameOf` names a class by its id. */
export function adviceWords(advice: Advice, classId: string, nameOf: (classId: string) => string): string {
  switch (advice.kind) {
    case 'doubt':
      return `This one ${looksLike(nameOf(advice.as))}.`;
    case 'alike': {
      const { other, confused, of, more } = advice;
      const pair = `${nameOf(classId)} and ${nameOf(other)}`;
      return `${pair} are hard to tell apart: ${confused} of ${of} mixed up.${moreWords(more)}`;
    }
    case 'few':
      return `${count(advice.missing, 'more clip')}, and it is recognised at once.`;
    case 'session':
      return `All ${advice.clips} clips are of one session. One of another would tell how it does there.`;
    case 'enough': {
      const right = `${advice.right} of ${advice.of} right, and no fewer with half of the clips.`;
      return advice.sessions > 1
        ? `${right} More would add little.`
        : `${right} A second session would tell more than further clips.`;
    }
  }
}

function moreWords(more: boolean | null): string {
  if (more === null) return ' Record more of both.';
  return more ? ' More clips help.' : ' More clips have not helped: make them differ more.';
}

/** Why it is said, for those who ask. */
export function adviceReason(advice: Advice): string {
  switch (advice.kind) {
    case 'doubt':
      return `A model made without it is ${percent(advice.confidence, 0)} sure of that.`;
    case 'few':
      return `A class takes part from ${CLIPS_AT_ONCE} clips on.`;
    case 'session':
      return 'Clips are tried on a model made without their session, and that one knows none of these.';
    case 'alike':
    case 'enough':
      return 'Each clip was tried on a model made without it and others.';
  }
}

/** What is said of a clip, after what it is called. */
export const looksLike = (name: string): string => `looks more like ${name}`;
