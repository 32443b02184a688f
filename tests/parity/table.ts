/** What came of one model in one runtime, or why it was left out. */
export type Row = { format: string; runtime: string; version: string } & (
  { model: string; clips: number; most: number } | { skipped: string }
);

/** How far two lists of answers lie apart, and the app's own from clip to clip. */
export function comparison(
  own: readonly (readonly number[])[],
  others: readonly (readonly number[])[],
): { clips: number; most: number; varied: number } {
  const apart = (a: readonly number[] = [], b: readonly number[] = []): number =>
    a.length === b.length && a.length > 0
      ? Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? Number.NaN))))
      : Number.NaN;
  return {
    clips: own.length,
    most:
      own.length === others.length
        ? Math.max(...own.map((answer, clip) => apart(answer, others[clip])))
        : NaN,
    varied: Math.max(...own.map((answer) => apart(answer, own[0]))),
  };
}

/** All rows as a table in Markdown. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.format,
    `${row.runtime} ${row.version}`.trim(),
    ...('skipped' in row
      ? ['', '', `skipped: ${row.skipped}`]
      : [row.model, String(row.clips), row.most.toExponential(1)]),
  ]);
  const all = [['Format', 'Runtime', 'Model', 'Clips', 'max \\|Δp\\|'], ...cells];
  const widths = (all[0] ?? []).map((_, column) =>
    Math.max(...all.map((line) => (line[column] ?? '').length)),
  );
  const lines = all.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  return [lines[0], `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines.slice(1)].join(
    '\n',
  );
}
