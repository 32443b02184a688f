/** Why no model can be trained, the first thing to mend. */
export type TrainHindrance =
  | { kind: 'no-classes' }
  | { kind: 'one-class'; name: string }
  | { kind: 'no-clips' }
  | { kind: 'classes-without-clips'; names: [string, ...string[]] }
  | { kind: 'all-held-out' }
  /** There is nothing to learn this class from. */
  | { kind: 'class-held-out'; name: string };

/**
 * Whether a model can learn to tell these classes apart by these clips. Null: it can.
 * @param testSessions their clips are held out for the test
 */
export function trainHindrance(
  classes: readonly { readonly id: string; readonly name: string }[],
  clips: readonly { readonly classId: string; readonly meta: { readonly session: string } }[],
  testSessions: readonly string[] = [],
): TrainHindrance | null {
  const [only, second] = classes;
  if (!only) return { kind: 'no-classes' };
  if (!second) return { kind: 'one-class', name: only.name };
  if (clips.length === 0) return { kind: 'no-clips' };
  const without = (some: typeof clips): string[] =>
    classes.filter(({ id }) => !some.some(({ classId }) => classId === id)).map(({ name }) => name);
  const [empty, ...more] = without(clips);
  if (empty !== undefined) return { kind: 'classes-without-clips', names: [empty, ...more] };
  const training = clips.filter(({ meta }) => !testSessions.includes(meta.session));
  if (training.length === 0) return { kind: 'all-held-out' };
  const [name] = without(training);
  return name === undefined ? null : { kind: 'class-held-out', name };
}
