/** What is said of a class for everything that is no gesture. */
export interface NoneWords {
  /** What a person should know of it who names a first gesture. */
  first: string;
  /** What comes first. */
  lead: string;
  why: string;
  /** At length, where it is collected. */
  description: string;
}

/**
 * Models of clips know when no gesture is due without such a class, and it is there for what they still take for one; those of
 * single pictures need it.
 * @param single whether clips are single pictures
 */
export const noneWords = (single: boolean): NoneWords =>
  !single
    ? {
        first: 'When you make none of them, Beckon tells by itself.',
        lead: 'You need no class for doing nothing.',
        why: 'A few clips of what else you do at the computer still help to tell it from your gestures.',
        description:
          'A model says “No gesture” and “None of these” without this class. It helps where something that you often do, such as scratching your head, is taken for a gesture all the same: the model learns that it is none.',
      }
    : {
        first: 'Add one for doing nothing, too, so that the model learns when to stay quiet.',
        lead: 'What if you do nothing?',
        why: 'A single picture of that may be taken for a gesture, unless there is a class for it.',
        description:
          'A model of single pictures does not know by itself when you make no gesture. Show it what you do then, and it learns when to stay quiet.',
      };
