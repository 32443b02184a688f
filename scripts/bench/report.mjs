// What the bench prints. All pure.
import { ratio } from './statistics.mjs';

/** @typedef {import('../../tests/bench/engine/contract').BenchBackend} BenchBackend */
/** @typedef {import('../../tests/bench/engine/contract').Cost} Cost */
/** @typedef {import('../../tests/bench/engine/contract').SizeName} SizeName */
/** @typedef {import('../../tests/bench/engine/contract').Soak} Soak */
/** @typedef {import('../../tests/bench/engine/contract').Variant} Variant */
/** @typedef {import('./statistics.mjs').Times} Times */

/**
 * What was measured of one variant on one backend at one size.
 * @typedef {{
 *   size: SizeName, backend: BenchBackend | 'pytorch', variant: Variant | 'pytorch', device: string, scale: number,
 *   buildToFirstStep: number | null, programs: number | null, train: Times | null, live: Times | null,
 *   step: Cost | null, frame: Cost | null, soak: Soak | null, problem: string | null,
 * }} Row
 * `scale`: its training steps took a batch that many times smaller; `train` is their time, times that.
 */

/**
 * @typedef {{
 *   webgl: { drawsPerStep: number | null, programsToFirstStep: number | null, drawsPerLiveFrame: number | null,
 *     uploadBytesPerStep: number | null, trainStepVsStock: number | null, buildToFirstStepVsStock: number | null,
 *     liveFrameVsStock: number | null },
 *   wasm: { trainStepVsStockCpu: number | null, trainStepVsPytorch: number | null, liveFrameVsStock: number | null },
 *   tensorsGrown: number | null,
 * }} Entry
 */

/** The JSON of `--json`: one entry a model. @param {readonly Row[]} rows @returns {{ large: Entry, small: Entry }} */
export const entries = (rows) => ({ large: entry(rows, 'large'), small: entry(rows, 'small') });

/** @param {readonly Row[]} all @param {SizeName} size @returns {Entry} */
function entry(all, size) {
  const rows = all.filter((row) => row.size === size);
  /** @param {Row['backend']} backend @param {Row['variant']} variant */
  const of = (backend, variant) => rows.find((row) => row.backend === backend && row.variant === variant);
  const [gl, glStock] = [of('webgl', 'ours'), of('webgl', 'stock')];
  const [wasm, wasmStock] = [of('wasm', 'ours'), of('wasm', 'stock')];
  const grown = rows.flatMap(({ soak }) => (soak ? [soak.tensorsGrown] : []));
  return {
    webgl: {
      drawsPerStep: gl?.step?.draws ?? null,
      programsToFirstStep: gl?.programs ?? null,
      drawsPerLiveFrame: gl?.frame?.draws ?? null,
      uploadBytesPerStep: gl?.step?.uploadBytes ?? null,
      trainStepVsStock: ratio(glStock?.train, gl?.train),
      buildToFirstStepVsStock: ratio(once(glStock), once(gl)),
      liveFrameVsStock: ratio(glStock?.live, gl?.live),
    },
    wasm: {
      trainStepVsStockCpu: ratio(of('cpu', 'stock')?.train, wasm?.train),
      // Other programs on the machine strike the two of them differently, so each counts by its best round.
      trainStepVsPytorch: ratio(wasm?.train, of('pytorch', 'pytorch')?.train, 'best'),
      liveFrameVsStock: ratio(wasmStock?.live, wasm?.live),
    },
    tensorsGrown: grown.length > 0 ? Math.max(...grown) : null,
  };
}

/** The build to the first step as times of which there is one. @param {Row | undefined} row @returns {Times | null} */
function once(row) {
  const time = row?.buildToFirstStep ?? null;
  return time === null ? null : { median: time, p95: time, best: time, count: 1 };
}

/** Fewer steps than this are told of. */
const FEW = 3;

/** @type {readonly [string, (row: Row) => string][]} */
const COLUMNS = [
  ['size', (row) => row.size],
  ['backend', (row) => row.backend],
  ['variant', (row) => row.variant],
  ['step ms (p95)', (row) => (row.train && row.scale > 1 ? '~' : '') + times(row.train)],
  ['frame ms (p95)', (row) => times(row.live)],
  ['build to 1st step ms', (row) => number(row.buildToFirstStep)],
  ['programs', (row) => number(row.programs)],
  ['draws/step', (row) => number(row.step?.draws)],
  ['draws/frame', (row) => number(row.frame?.draws)],
  ['upload B/step', (row) => number(row.step?.uploadBytes)],
  ['peak tensors', (row) => number(row.step?.peakTensors ?? row.frame?.peakTensors)],
  ['peak MB', (row) => megabytes(row.step?.peakBytes ?? row.frame?.peakBytes)],
  ['grown', (row) => grown(row.soak)],
];

/** A Markdown table, its columns in line, and below it what must be known of it. @param {readonly Row[]} rows */
export function table(rows) {
  const cells = [COLUMNS.map(([title]) => title), ...rows.map((row) => COLUMNS.map(([, text]) => text(row)))];
  const widths = COLUMNS.map((_, c) => Math.max(...cells.map((line) => (line[c] ?? '').length)));
  const lines = cells.map((line) => pipe(line.map((cell, c) => pad(cell, widths[c] ?? 0, c > 2))));
  lines.splice(
    1,
    0,
    pipe(widths.map((width, c) => '-'.repeat(width - (c > 2 ? 1 : 0)) + (c > 2 ? ':' : ''))),
  );
  const notes = rows.flatMap(({ size, backend, variant, scale, train, problem }) => [
    ...(train && train.count < FEW
      ? [`${size} ${backend} ${variant}: of ${train.count} ${train.count === 1 ? 'step' : 'steps'} only`]
      : []),
    ...(scale > 1
      ? [`${size} ${backend} ${variant}: ~ of a batch ${scale} times smaller, times ${scale}`]
      : []),
    ...(problem === null ? [] : [`${size} ${backend} ${variant}: ${problem}`]),
  ]);
  return [...lines, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

/** @param {string[]} cells */
const pipe = (cells) => `| ${cells.join(' | ')} |`;
/** @param {string} cell @param {number} width @param {boolean} right */
const pad = (cell, width, right) => (right ? cell.padStart(width) : cell.padEnd(width));

/** @param {Times | null} value */
const times = (value) => (value ? `${number(value.median)} (${number(value.p95)})` : '–');
/** @param {number | null | undefined} value */
const megabytes = (value) => number(value === null || value === undefined ? value : value / 1e6);
/** @param {Soak | null} soak */
const grown = (soak) => (soak ? `${soak.tensorsGrown} (${soak.steps} + ${soak.frames})` : '–');

/** Whole numbers whole, others to three digits. @param {number | null | undefined} value */
function number(value) {
  if (value === null || value === undefined) return '–';
  return Number.isInteger(value) || Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
