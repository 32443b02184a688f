import { SAMPLE_GESTURES } from '../capture/sample/motion';
import { JobError } from './context';

/** A picture of this size holds all that a clip of the usual 96×96 needs, and is drawn quickly. */
const SIZE = { width: 160, height: 120 };

/** Seeds how somebody performs: the same person moves a little differently for each gesture. */
function manner(seed: number, gestures: readonly string[]): number {
  return gestures
    .join()
    .split('')
    .reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) >>> 0, seed);
}

/** How a sample camera is opened that sees this person perform these gestures: the same person whatever the gestures. */
export function personOptions(
  seed: number,
  gestures: readonly string[],
): { seed: number; performances: number; width: number; height: number } {
  return { seed, performances: manner(seed, gestures), ...SIZE };
}

/** Throws a {@link JobError} where the sample camera does not know one of these gestures. */
export function requireGestures(gestures: readonly string[]): void {
  const known = SAMPLE_GESTURES.map(({ id }) => id);
  const unknown = gestures.find((gesture) => !known.includes(gesture));
  if (unknown === undefined) return;
  throw new JobError('INVALID', `The sample camera has no gesture “${unknown}”. It has ${known.join(', ')}.`);
}
