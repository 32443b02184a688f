import type { HeatMap } from '../../engine/api';

/**
 * One map for all frames of a window, 1 for the place that spoke most; null where none did. By the time that a gesture is
 * named, most of what spoke for it is over: the newest frames alone would seldom show anything.
 */
export function windowHeat({ frames, width, height, values }: HeatMap): Omit<HeatMap, 'frames'> | null {
  const area = width * height;
  const sums = new Float32Array(area);
  values.forEach((value, i) => (sums[i % area] = (sums[i % area] as number) + value));
  const most = sums.reduce((a, b) => Math.max(a, b), 0);
  if (frames === 0 || most <= 0) return null;
  return { width, height, values: sums.map((value) => value / most) };
}
