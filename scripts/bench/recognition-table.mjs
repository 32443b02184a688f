// The table of `npm run bench:recognition`. Pure.

/**
 * What was measured of one experiment with one seed.
 * @typedef {{ key: string, few: boolean, group: string, name: string, seed: string, mean: number, ece: number,
 *   accuracies: number[], seconds: number, baseline: number, nearestMean: number }} Measured
 */

/** @param {readonly number[]} values */
const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * @param {readonly { group: string, name: string, flags: string[] }[]} experiments in the order of the table
 * @param {readonly Measured[]} measured
 * @param {boolean} few whether models learnt from one person only
 * @param {string} machine
 */
export function recognitionTable(experiments, measured, few, machine) {
  const own = measured.filter((one) => one.few === few);
  const lines = [
    few
      ? 'Learnt from one person’s clips, tried on the others’; the share right is the mean over the people, then over the seeds.'
      : 'Learnt from all people but one, tried on that one; the share right is the mean over the people, then over the seeds.',
    '',
    `Machine: ${machine}.`,
  ];
  const first = own[0];
  if (first) {
    lines.push(
      `By always answering the commonest class ${first.baseline.toFixed(3)} are right; by comparing with each class’s mean clip, ${first.nearestMean.toFixed(3)}.`,
    );
  }
  for (const group of new Set(experiments.map((one) => one.group))) {
    const rows = experiments.filter((one) => one.group === group);
    const there = rows.filter(({ name }) => own.some((one) => one.group === group && one.name === name));
    if (there.length === 0) continue;
    lines.push(
      '',
      `### ${group}`,
      '',
      '| | right | each seed | worst person | calibration error | s a model |',
      '|---|--:|---|--:|--:|--:|',
    );
    for (const { name } of there) {
      const runs = own.filter((one) => one.group === group && one.name === name);
      const people =
        runs[0]?.accuracies.map((_, i) => average(runs.map(({ accuracies }) => accuracies[i] ?? 0))) ?? [];
      lines.push(
        `| ${name} | ${average(runs.map(({ mean }) => mean)).toFixed(3)} | ${runs
          .map(({ mean }) => mean.toFixed(3))
          .join(
            ', ',
          )} | ${people.length > 0 ? Math.min(...people).toFixed(3) : '–'} | ${average(runs.map(({ ece }) => ece)).toFixed(3)} | ${average(
          runs.map(({ seconds }) => seconds),
        ).toFixed(0)} |`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
