import { Random } from './random';

/** How one session was answered. */
export interface SessionScore {
  clips: number;
  right: number;
}

const RESAMPLES = 4000;
const SEED = 1;
/** What is left out at either end of a 95 % range. */
const TAIL = 0.025;

interface Range {
  low: number;
  high: number;
}

/** What is drawn as a whole: so many clips, and the sum of what they count for. */
interface Cluster {
  clips: number;
  sum: number;
}

/**
 * The 95 % range of a mean over clips, by resampling clusters of them (Davison & Hinkley 1997, 3.8). Among those that are
 * drawn from is one that nobody has seen.
 * @param unseen mean of such a cluster
 * @returns the same each time; null where there are fewer than two clusters
 */
function clusterRange(clusters: readonly Cluster[], unseen: (random: Random) => number): Range | null {
  const there = clusters.filter(({ clips }) => clips > 0);
  if (there.length < 2) return null;
  const random = new Random(SEED);
  const size = there.reduce((total, { clips }) => total + clips, 0) / there.length;
  const means = Array.from({ length: RESAMPLES }, () => {
    let [clips, sum] = [0, 0];
    for (let i = 0; i < there.length; i++) {
      const drawn = there[random.below(there.length + 1)] ?? { clips: size, sum: size * unseen(random) };
      clips += drawn.clips;
      sum += drawn.sum;
    }
    return sum / clips;
  }).sort((a, b) => a - b);
  const at = (quantile: number): number => means[Math.round(quantile * (RESAMPLES - 1))] as number;
  return { low: at(TAIL), high: at(1 - TAIL) };
}

/**
 * The 95 % range of a share of right answers. Sessions are what is sampled, however many clips each has: clips of one
 * sitting resemble each other. In a session that nobody has seen, any share is as likely; without that, two sessions that
 * are all right would leave no doubt about a third.
 * @returns both ends, 0 … 1; null where there are fewer than two sessions
 */
export const sessionRange = (sessions: readonly SessionScore[]): Range | null =>
  clusterRange(
    sessions.map(({ clips, right }) => ({ clips, sum: right })),
    (random) => random.next(),
  );

/** A clip that two models answered: 1 where the later one alone is right, −1 where the earlier one alone is, else 0. */
export interface Change {
  session: string;
  change: number;
}

/**
 * The 95 % range of a change of recall. With one session, of which clips are all that there is to sample, it holds for
 * that session only.
 * @returns both ends, −1 … 1, and whether it is over sessions or the clips of one; null where there are fewer than two
 */
export function changeRange(changes: readonly Change[]): (Range & { over: 'sessions' | 'clips' }) | null {
  const sessions = new Map<string, Cluster>();
  for (const { session, change } of changes) {
    const { clips, sum } = sessions.get(session) ?? { clips: 0, sum: 0 };
    sessions.set(session, { clips: clips + 1, sum: sum + change });
  }
  const over = sessions.size > 1 ? 'sessions' : 'clips';
  const range =
    over === 'sessions'
      ? clusterRange([...sessions.values()], (random) => random.between(-1, 1))
      : clusterRange(
          changes.map(({ change }) => ({ clips: 1, sum: change })),
          (random) => random.below(3) - 1,
        );
  return range && { ...range, over };
}
