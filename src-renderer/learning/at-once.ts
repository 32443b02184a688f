/** Clips that a class needs before it is told apart with no training. */
export const CLIPS_AT_ONCE = 3;
/** Classes that there must be. */
const CLASSES = 2;
/** The newest so many clips are enough, and looking at each for the first time takes a while. */
export const MOST_CLIPS = 1000;

/** The classes that an instant model can tell apart; none where there are too few. */
export function classesAtOnce<C extends { readonly id: string }>(
  classes: readonly C[],
  clips: readonly { readonly classId: string }[],
): readonly C[] {
  const enough = classes.filter(
    ({ id }) => clips.filter(({ classId }) => classId === id).length >= CLIPS_AT_ONCE,
  );
  return enough.length < CLASSES ? [] : enough;
}
