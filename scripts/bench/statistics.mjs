// What the bench makes of its times. All pure.

/**
 * The value below which a share of the values lies, between two of them by straight line.
 * @param {readonly number[]} values in any order, at least one
 * @param {number} share 0 … 1
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * In ms; `best` is the least median of a round.
 * @typedef {{ median: number, p95: number, best: number, count: number }} Times
 */

/** @param {readonly (readonly number[])[]} rounds the times of each @returns {Times | null} null for none */
export function summarise(rounds) {
  const values = rounds.flat();
  if (values.length === 0) return null;
  const medians = rounds.filter((times) => times.length > 0).map((times) => quantile(times, 0.5));
  return {
    median: quantile(values, 0.5),
    p95: quantile(values, 0.95),
    best: Math.min(...medians),
    count: values.length,
  };
}

/** Times of work so many times as great. @param {Times | null} times @param {number} factor @returns {Times | null} */
export const scaled = (times, factor) =>
  times && {
    median: times.median * factor,
    p95: times.p95 * factor,
    best: times.best * factor,
    count: times.count,
  };

/**
 * How many times as long `theirs` takes as `ours`; null where either is not known.
 * @param {Times | null | undefined} theirs
 * @param {Times | null | undefined} ours
 * @param {'median' | 'best'} by what to compare
 */
export const ratio = (theirs, ours, by = 'median') =>
  theirs && ours ? round(theirs[by] / ours[by], 3) : null;

/** To so many significant digits. @param {number} value @param {number} digits */
const round = (value, digits) => Number(value.toPrecision(digits));

/**
 * Greatest difference between numbers in the same places, relative to the greatest of the second.
 * @param {readonly number[]} actual
 * @param {readonly number[]} expected
 */
export function difference(actual, expected) {
  if (actual.length !== expected.length || actual.some((value) => !Number.isFinite(value))) return Infinity;
  const size = Math.max(1e-6, ...expected.map(Math.abs));
  return Math.max(0, ...expected.map((value, i) => Math.abs((actual[i] ?? Infinity) - value))) / size;
}
