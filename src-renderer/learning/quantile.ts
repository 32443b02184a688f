/** Of so many numbers, chance moves a quantile hardly any more. */
const MANY = 400;

/** Of numbers in order, the one at a place that may lie between two. */
function between(sorted: readonly number[], place: number): number {
  const at = Math.min(sorted.length - 1, Math.max(0, place));
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return low + (at - Math.floor(at)) * (high - low);
}

/**
 * Beyond which one more number lies as seldom as asked for: the mean of what a quantile is in resamples (Harrell and Davis 1982), for
 * which one number out of its place matters less. Of so few that nothing is known to lie beyond, and of many, the one in its place.
 */
export function steadyQuantile(sorted: readonly number[], share: number): number {
  const count = sorted.length;
  const beyond = count - Math.round((count + 1) * share);
  if (beyond < 1 || count > MANY) return between(sorted, (count + 1) * share - 1);
  let [sum, before] = [0, 0];
  sorted.forEach((value, index) => {
    const within = chanceOfAtMost(beyond, count, (count - 1 - index) / count);
    sum += (within - before) * value;
    before = within;
  });
  return sum;
}

/** How likely at most so many of `count` draws are hits, each of which is as likely as `chance`, less than 1. */
function chanceOfAtMost(most: number, count: number, chance: number): number {
  let term = (1 - chance) ** count;
  let sum = term;
  for (let hits = 0; hits < most; hits++) {
    term *= ((count - hits) / (hits + 1)) * (chance / (1 - chance));
    sum += term;
  }
  return Math.min(1, sum);
}
