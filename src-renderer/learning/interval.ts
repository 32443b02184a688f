/** Standard normal quantile of a two-sided 95 % interval. */
const Z = 1.959964;

/**
 * The 95 % range of a share of which `right` of `total` were seen, by the score interval (Wilson 1927). It holds for
 * draws that are independent of each other; clips of few sessions are less so, and the truth may lie further away.
 * @returns both ends, 0 … 1; all of it where nothing was seen
 */
export function wilson(right: number, total: number): { low: number; high: number } {
  if (total <= 0) return { low: 0, high: 1 };
  const share = right / total;
  const scale = 1 + Z ** 2 / total;
  const centre = (share + Z ** 2 / (2 * total)) / scale;
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / total + Z ** 2 / (4 * total ** 2));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
