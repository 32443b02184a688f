/** Of so many numbers, chance moves a quantile hardly any more. */
const MANY = 400;

/** Of numbers in order; between two of them in proportion. */
export function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return low + (at - Math.floor(at)) * (high - low);
}

/**
 * The mean of what a quantile is in resamples (Harrell and Davis 1982), for which one number out of its place matters less: the
 * second of a hundred is where chance has it. Of so few that nothing is known to lie beyond, and of many, the quantile as it is.
 */
export function steadyQuantile(sorted: readonly number[], share: number): number {
  const count = sorted.length;
  const beyond = count - Math.round((count + 1) * share);
  if (beyond < 1 || count > MANY) return quantile(sorted, share);
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
