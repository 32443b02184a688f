import type { GestureClass, Split, TrainConfig } from '../../src-main/contract';
import { clipKey } from '../../src-main/shared/clip-key';
import { EngineError } from './errors';
import { Random } from './random';

/** As much of a clip as a split needs to know. */
export interface SplitItem {
  classId: string;
  id: string;
  session: string;
}

type SplitConfig = Pick<TrainConfig, 'testSessions' | 'validationShare' | 'seed'>;

const ONE_SESSION =
  'You have only one session, so this score will flatter you. Record the same gestures again on another day, ' +
  'in other light or with another person.';
const ONE_TRAINING_SESSION =
  'Only one session is left to train on, so the validation score will flatter you. Record another.';
const NO_SPARE_SESSION =
  'Every session is needed to cover all classes in training, so validation uses clips of the same sessions ' +
  'and that score will flatter you. Record all gestures in each session.';
const TOO_FEW_CLIPS =
  'There are too few clips to hold any out for validation, so the best epoch is chosen on the training clips.';

const sessionsOf = (items: readonly SplitItem[]): string[] =>
  [...new Set(items.map((item) => item.session))].sort();
const classesOf = (items: readonly SplitItem[]): Set<string> => new Set(items.map((item) => item.classId));

/**
 * Divides clips into training, validation and test so that no session stands on two sides. Where one session only is
 * left to train on, validation clips are taken from it, class by class, and a warning says so. Every class that has
 * clips has some in training. The same seed gives the same split. `classes` gives the names that an error uses.
 * @throws EngineError `NO_CLIPS` if a test session has no clips, or none are left for training.
 */
export function splitClips(
  items: readonly SplitItem[],
  config: SplitConfig,
  classes: readonly Pick<GestureClass, 'id' | 'name'>[] = [],
): Split {
  const known = new Set(sessionsOf(items));
  for (const session of config.testSessions) {
    if (!known.has(session)) throw new EngineError('NO_CLIPS', `There are no clips of session “${session}”.`);
  }
  const testing = new Set(config.testSessions);
  const test = items.filter((item) => testing.has(item.session));
  const rest = items.filter((item) => !testing.has(item.session));
  requireEveryClass(items, rest, classes);
  const random = new Random(config.seed);
  const warnings = known.size === 1 ? [ONE_SESSION] : [];
  if (config.validationShare === 0) return splitOf('session', rest, [], test, warnings);

  const sessions = sessionsOf(rest);
  const held = sessions.length > 1 ? holdOutSessions(rest, sessions, config.validationShare, random) : [];
  if (held.length > 0) {
    const validating = new Set(held);
    return splitOf(
      'session',
      rest.filter((item) => !validating.has(item.session)),
      rest.filter((item) => validating.has(item.session)),
      test,
      warnings,
    );
  }
  const { train, validation } = holdOutClips(rest, config.validationShare, random);
  if (validation.length === 0) warnings.push(TOO_FEW_CLIPS);
  else if (sessions.length > 1) warnings.push(NO_SPARE_SESSION);
  else if (known.size > 1) warnings.push(ONE_TRAINING_SESSION);
  return splitOf('clip', train, validation, test, warnings);
}

function requireEveryClass(
  items: readonly SplitItem[],
  rest: readonly SplitItem[],
  classes: readonly Pick<GestureClass, 'id' | 'name'>[],
): void {
  if (rest.length === 0) {
    throw new EngineError(
      'NO_CLIPS',
      'Every session is a test session, so there are no clips left to train on.',
    );
  }
  const left = classesOf(rest);
  const missing = [...classesOf(items)].find((classId) => !left.has(classId));
  if (missing !== undefined) {
    const name = classes.find(({ id }) => id === missing)?.name ?? missing;
    throw new EngineError(
      'CLASS_WITHOUT_CLIPS',
      `All clips of “${name}” are in test sessions, so it cannot be trained.`,
    );
  }
}

/** Whole sessions, as many as the share asks for (one at least), without which every class is still there. */
function holdOutSessions(
  items: readonly SplitItem[],
  sessions: readonly string[],
  share: number,
  random: Random,
): string[] {
  const wanted = Math.min(sessions.length - 1, Math.max(1, Math.round(share * sessions.length)));
  const classes = classesOf(items).size;
  const held: string[] = [];
  for (const session of random.shuffled(sessions)) {
    if (held.length === wanted) break;
    const without = items.filter((item) => item.session !== session && !held.includes(item.session));
    if (classesOf(without).size === classes) held.push(session);
  }
  return held;
}

/** The share of each class's clips, one at least where there are two. */
function holdOutClips(
  items: readonly SplitItem[],
  share: number,
  random: Random,
): { train: SplitItem[]; validation: SplitItem[] } {
  const train: SplitItem[] = [];
  const validation: SplitItem[] = [];
  for (const classId of [...classesOf(items)].sort()) {
    const own = random.shuffled(items.filter((item) => item.classId === classId));
    const count = Math.min(own.length - 1, Math.max(1, Math.round(share * own.length)));
    validation.push(...own.slice(0, count));
    train.push(...own.slice(count));
  }
  return { train, validation };
}

function splitOf(
  by: Split['by'],
  train: readonly SplitItem[],
  validation: readonly SplitItem[],
  test: readonly SplitItem[],
  warnings: string[],
): Split {
  const keys = (items: readonly SplitItem[]): string[] => items.map(clipKey).sort();
  return {
    by,
    train: keys(train),
    validation: keys(validation),
    test: keys(test),
    sessions: { train: sessionsOf(train), validation: sessionsOf(validation), test: sessionsOf(test) },
    warnings,
  };
}
