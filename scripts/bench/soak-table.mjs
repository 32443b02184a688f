// What a soak makes of its samples. All pure.
import { quantile } from './statistics.mjs';

/**
 * Memory in MB, delays in ms of the frames since the sample before, and the computer's load.
 * @typedef {{ seconds: number, heap: number, page: number, browser: number, host: number,
 *   half: number, most: number, due: number, missed: number, load: number }} Sample
 * @typedef {{ slope: number, error: number }} Trend growth an hour, and its standard error
 */

/** While the first minute lasts, code is compiled and buffers are filled. */
const WARM_UP = 60;
/** Of the frames that were due, so many may be missed. */
const MOST_MISSED = 0.02;

/** @type {readonly { key: 'heap' | 'page' | 'browser' | 'host' | 'half' | 'most', label: string, unit: string, most: number }[]} */
const BOUNDS = [
  { key: 'heap', label: 'Page, JavaScript', unit: 'MB', most: 5 },
  { key: 'page', label: 'Page, its process', unit: 'MB', most: 60 },
  { key: 'browser', label: 'Browser, all of it', unit: 'MB', most: 100 },
  { key: 'host', label: 'Beckon’s process', unit: 'MB', most: 30 },
  { key: 'half', label: 'Delay, half of them within', unit: 'ms', most: 10 },
  { key: 'most', label: 'Delay, 95 % within', unit: 'ms', most: 30 },
];

/**
 * The straight line through the points with the least squares.
 * @param {readonly { seconds: number, value: number }[]} points
 * @returns {Trend}
 */
export function trend(points) {
  const count = points.length;
  const hours = points.map(({ seconds }) => seconds / 3600);
  const mean = (/** @type {number[]} */ values) => values.reduce((sum, each) => sum + each, 0) / count;
  const [middle, level] = [mean(hours), mean(points.map(({ value }) => value))];
  const spread = hours.reduce((sum, hour) => sum + (hour - middle) ** 2, 0);
  const slope =
    points.reduce((sum, { value }, index) => sum + ((hours[index] ?? 0) - middle) * (value - level), 0) /
    spread;
  const left = points.reduce(
    (sum, { value }, index) => sum + (value - level - slope * ((hours[index] ?? 0) - middle)) ** 2,
    0,
  );
  return { slope, error: Math.sqrt(left / Math.max(1, count - 2) / spread) };
}

/** Samples after the warm-up. @param {readonly Sample[]} samples */
export const warm = (samples) => samples.filter(({ seconds }) => seconds > WARM_UP);

/**
 * A value grows too fast where all of its slope's likely range (two standard errors) lies above the bound.
 * @param {readonly Sample[]} samples
 * @returns {string[]} what is wrong, a sentence each
 */
export function faultsOf(samples) {
  const steady = warm(samples);
  if (steady.length < 3) return ['It was too short: after the first minute it takes a minute at least.'];
  const grown = BOUNDS.flatMap(({ key, label, unit, most }) => {
    const { slope, error } = trend(steady.map((each) => ({ seconds: each.seconds, value: each[key] })));
    return slope - 2 * error > most ? [`${label}: grows by ${slope.toFixed(1)} ${unit} an hour.`] : [];
  });
  const share = missedShare(steady);
  return share > MOST_MISSED ? [...grown, `${(100 * share).toFixed(1)} % of the frames were missed.`] : grown;
}

/** @param {readonly Sample[]} samples */
function missedShare(samples) {
  const due = samples.reduce((sum, each) => sum + each.due, 0);
  return samples.reduce((sum, each) => sum + each.missed, 0) / Math.max(1, due);
}

/** As Markdown. @param {readonly Sample[]} samples @returns {string} */
export function soakTable(samples) {
  const steady = warm(samples);
  const part = Math.max(1, Math.floor(steady.length / 5));
  const rows = BOUNDS.map(({ key, label, unit, most }) => {
    const values = steady.map((each) => each[key]);
    const { slope, error } = trend(steady.map((each) => ({ seconds: each.seconds, value: each[key] })));
    const of = (/** @type {number[]} */ some) => `${quantile(some, 0.5).toFixed(1)} ${unit}`;
    return `| ${label} | ${of(values.slice(0, part))} | ${of(values.slice(-part))} | ${slope.toFixed(1)} ± ${(2 * error).toFixed(1)} ${unit}/h | ${most} ${unit}/h |`;
  });
  const missed = steady.reduce((sum, each) => sum + each.missed, 0);
  const due = steady.reduce((sum, each) => sum + each.due, 0);
  const load = quantile(
    steady.map((each) => each.load),
    0.5,
  );
  return [
    '| what | first fifth | last fifth | growth | at most |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
    `Frames missed: ${missed} of ${due} (${(100 * missedShare(steady)).toFixed(2)} %; at most ${100 * MOST_MISSED} %). Load of the computer: ${load.toFixed(1)}.`,
  ].join('\n');
}
