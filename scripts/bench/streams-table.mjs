// The tables of `npm run bench:streams`. Pure.

/**
 * What `beckon score` says, as far as it stands in a table.
 * @typedef {{ f1: number | null, precision: number | null, recall: number | null, falsePerHour: number | null,
 *   delayP50: number | null, delayP95: number | null, onShare: number | null,
 *   counts: { gestures: number, events: number, right: number } }} Scored
 */

/**
 * One video with one model. `rate`: its pictures a second, where it was encoded anew. `scene`: what is to be seen where
 * nothing is done.
 * @typedef {{ stream: string, seed: string, rate: number | null, scene: string | null, score: Scored }} Measured
 */

/** @param {number | null} value @param {number} [digits] */
const number = (value, digits = 2) => (value === null ? '–' : value.toFixed(digits));

/** The mean of what is known. @param {readonly (number | null)[]} values */
function mean(values) {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)];
}

/** @param {string} name @param {readonly Scored[]} scores */
function row(name, scores) {
  const of = (/** @type {(score: Scored) => number | null} */ value) => mean(scores.map(value));
  return [
    name,
    number(of(({ f1 }) => f1)),
    number(of(({ precision }) => precision)),
    number(of(({ recall }) => recall)),
    number(
      of(({ falsePerHour }) => falsePerHour),
      0,
    ),
    number(of(({ delayP50 }) => delayP50)),
    number(of(({ delayP95 }) => delayP95)),
  ];
}

const isFar = (/** @type {string} */ stream) => stream.startsWith('far-');

/**
 * @param {readonly Measured[]} measured
 * @param {{ how: string, machine: string, skipped: readonly string[] }} about how models were trained and tried, on what
 *   machine, and what was left out
 */
export function streamsTable(measured, { how, machine, skipped }) {
  const own = measured.filter(({ rate, scene }) => rate === null && scene === null);
  const streams = [...new Set(own.map(({ stream }) => stream))];
  const seeds = [...new Set(measured.map(({ seed }) => seed))];
  const scores = (/** @type {(one: Measured) => boolean} */ fits, from = own) =>
    from.filter(fits).map(({ score }) => score);
  const means = [
    ['mean of the near', scores(({ stream }) => !isFar(stream))],
    ['mean of the far', scores(({ stream }) => isFar(stream))],
  ].flatMap(([name, of]) =>
    typeof name === 'string' && Array.isArray(of) && of.length > 0 ? [row(name, of)] : [],
  );
  const lines = [
    `${how} The person of a stream is left out of training. Means over ${seeds.length === 1 ? `seed ${seeds.join()}` : `the seeds ${seeds.join(', ')}`}. Machine: ${machine}.`,
    '',
    ...table(
      ['stream', 'F1', 'precision', 'recall', 'false an hour', 'delay, median (s)', 'delay, 95 % (s)'],
      [
        ...streams.map((name) =>
          row(
            name,
            scores(({ stream }) => stream === name),
          ),
        ),
        ...means,
      ],
    ),
  ];
  const rates = [...new Set(measured.flatMap(({ rate }) => (rate === null ? [] : [rate])))].sort(
    (a, b) => a - b,
  );
  if (rates.length > 0) {
    const others = measured.filter(({ rate }) => rate !== null);
    const there = [...new Set(others.map(({ stream }) => stream))];
    const f1 = (/** @type {(one: Measured) => boolean} */ fits) =>
      number(mean(scores(fits, others).map((score) => score.f1)), 2);
    lines.push(
      '',
      'F1 of the same stream with so many pictures a second:',
      '',
      ...table(
        ['stream', ...rates.map(String)],
        [
          ...there.map((name) => [
            name,
            ...rates.map((each) => f1(({ stream, rate }) => stream === name && rate === each)),
          ]),
          ['mean', ...rates.map((each) => f1(({ rate }) => rate === each))],
        ],
      ),
    );
  }
  const scenes = [...new Set(measured.flatMap(({ scene }) => (scene === null ? [] : [scene])))];
  if (scenes.length > 0) {
    lines.push(
      '',
      'Where nothing is done, over the models of all people:',
      '',
      ...table(
        ['what is seen', 'share of time a class is on', 'at most', 'events an hour'],
        scenes.map((name) => {
          const of = measured.filter(({ scene }) => scene === name).map(({ score }) => score);
          const on = of.map(({ onShare }) => onShare ?? 0);
          return [
            name,
            `${number(100 * (mean(on) ?? 0))} %`,
            `${number(100 * Math.max(...on))} %`,
            number(mean(of.map(({ falsePerHour }) => falsePerHour)), 1),
          ];
        }),
      ),
    );
  }
  if (skipped.length > 0) lines.push('', ...skipped.map((what) => `Skipped: ${what}`));
  return `${lines.join('\n')}\n`;
}
