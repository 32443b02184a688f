import type { Split } from '../../src-main/contract';
import { Random } from './random';
import { clipKey } from '../../src-main/shared/clip-key';
import { type SplitItem } from './split';

/** A class with so many training sessions is thinned by whole sessions: then each quarter has one more of them. */
const SESSIONS_ENOUGH = 4;

/**
 * Leaves a share of each class's training clips, one at least, and all that is held out. Whole sessions stay together,
 * the same of every class, where a class has enough of them; else clips are drawn. What a smaller share leaves, a larger
 * one leaves too. The same seed draws the same.
 * @param items every clip of the split
 * @param share 0 … 1
 */
export function thinTraining(split: Split, items: readonly SplitItem[], share: number, seed: number): Split {
  if (share >= 1) return split;
  const random = new Random(seed);
  const training = new Set(split.train);
  const trained = items.filter((item) => training.has(clipKey(item)));
  const sessions = random.shuffled(split.sessions.train);
  const classes = [...new Set(trained.map(({ classId }) => classId))].sort();
  const kept = classes.flatMap((classId) => {
    const own = random.shuffled(
      trained.filter((item) => item.classId === classId).sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
    const there = sessions.filter((session) => own.some((item) => item.session === session));
    if (there.length < SESSIONS_ENOUGH) return own.slice(0, partOf(own.length, share));
    const chosen = new Set(there.slice(0, partOf(there.length, share)));
    return own.filter(({ session }) => chosen.has(session));
  });
  return {
    ...split,
    train: kept.map(clipKey).sort(),
    sessions: { ...split.sessions, train: [...new Set(kept.map(({ session }) => session))].sort() },
  };
}

const partOf = (count: number, share: number): number => Math.max(1, Math.round(share * count));
