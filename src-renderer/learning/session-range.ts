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

/**
 * The 95 % range of a share of right answers, by resampling sessions (cluster bootstrap: Davison & Hinkley 1997, 3.8).
 * Sessions are what is sampled, however many clips each has: clips of one sitting resemble each other. Among the sessions
 * that are drawn from is one that nobody has seen, with any share of right answers, each as likely; without it two
 * sessions that are all right would leave no doubt about a third.
 * @returns both ends, 0 … 1, the same each time; null where there are fewer than two sessions
 */
export function sessionRange(sessions: readonly SessionScore[]): { low: number; high: number } | null {
  const there = sessions.filter(({ clips }) => clips > 0);
  if (there.length < 2) return null;
  const random = new Random(SEED);
  const size = there.reduce((sum, { clips }) => sum + clips, 0) / there.length;
  const shares = Array.from({ length: RESAMPLES }, () => {
    let [clips, right] = [0, 0];
    for (let i = 0; i < there.length; i++) {
      const drawn = there[random.below(there.length + 1)] ?? { clips: size, right: size * random.next() };
      clips += drawn.clips;
      right += drawn.right;
    }
    return right / clips;
  }).sort((a, b) => a - b);
  const at = (quantile: number): number => shares[Math.round(quantile * (RESAMPLES - 1))] as number;
  return { low: at(TAIL), high: at(1 - TAIL) };
}
