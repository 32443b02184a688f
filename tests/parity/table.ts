import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/ensure-build.mjs';

/** What came of one model in one runtime, of its events, or why it was left out. */
export type Row = { format: string; runtime: string; version: string } & (
  { model: string; clips: number; most: number } | { events: string } | { skipped: string }
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

interface Line {
  what: string;
  /** Of the trained model, and of the others. */
  most: [number | null, number | null];
  instead: string;
}

/** A runtime's name with its version, after it unless it says where that belongs. */
const calledWith = ({ runtime, version }: Row): string =>
  runtime.includes('VERSION')
    ? runtime.replace(/ ?VERSION/, version && ` ${version}`)
    : `${runtime} ${version}`.trim();

/** A line for each format in each runtime. */
function linesOf(rows: readonly Row[]): Line[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const what = `${`\`${row.format}\``.replace(/, (.*)`/, '`, $1')} | ${calledWith(row)}`;
    groups.set(what, [...(groups.get(what) ?? []), row]);
  }
  return [...groups].map(([what, group]): Line => {
    const most = (trained: boolean): number | null => {
      const found = group.flatMap((row) =>
        'most' in row && (row.model === TRAINED) === trained ? [row.most] : [],
      );
      return found.length > 0 ? Math.max(...found) : null;
    };
    const [instead = ''] = group.flatMap((row) =>
      'events' in row ? [row.events] : 'skipped' in row ? [`skipped: ${row.skipped}`] : [],
    );
    return { what, most: [most(true), most(false)], instead };
  });
}

/** What the model that was trained is called. */
export const TRAINED = 'trained';

/** All rows as a table in Markdown: the greatest difference in each runtime. */
export function table(rows: readonly Row[]): string {
  const clips = (trained: boolean): number => {
    const counts = rows.flatMap((row) => ('most' in row ? [[row.model, row.clips] as const] : []));
    const models = new Map(counts.filter(([model]) => (model === TRAINED) === trained));
    return [...models.values()].reduce((sum, count) => sum + count, 0);
  };
  const cells = [
    ['Format', 'Runtime', `Trained, ${clips(true)} clips`, `Others, ${clips(false)} clips`],
    ...linesOf(rows).map(({ what, most, instead }) => {
      const [trained, others] = most.map((value) => value?.toExponential(1) ?? '');
      return [...what.split(' | '), trained || instead, others ?? ''];
    }),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((line) => (line[column] ?? '').length)));
  const line = (parts: string[]): string =>
    `| ${parts.map((part, column) => part.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

const README = join(root, 'README.md');
const [BEGIN, END] = ['<!-- parity: `npm run test:parity -- --write` writes it -->', '<!-- /parity -->'];

/** How much further apart than the README says answers may lie: another processor rounds in its own way. */
const ROUNDING = 10;

/** What of the README's table is not what came of it here, as sentences. What was skipped here is left aside. */
export function readmeProblems(rows: readonly Row[]): string[] {
  const said = new Map(
    between(readFileSync(README, 'utf8'))
      .text.split('\n')
      .filter((text) => text.startsWith('| `'))
      .map((text) => text.split('|').map((cell) => cell.trim()))
      .map(([, format, runtime, ...numbers]) => [`${format} | ${runtime}`, numbers]),
  );
  const lines = linesOf(rows);
  const here = lines.filter(({ instead }) => !instead.startsWith('skipped'));
  const skipped = lines.length > here.length;
  return [
    ...here.flatMap(({ what, most }) => {
      const numbers = said.get(what);
      if (!numbers) return [`The README has no row ${what}.`];
      return most.flatMap((value, column) =>
        value !== null && !(value <= ROUNDING * Number(numbers[column] ?? NaN))
          ? [`The README says ${numbers[column]} of ${what}; here it is ${value.toExponential(1)}.`]
          : [],
      );
    }),
    ...[...said.keys()]
      .filter((what) => !skipped && !lines.some((line) => line.what === what))
      .map((what) => `The README has a row ${what}, which was not measured.`),
  ];
}

/** Puts the table into the README. */
export function writeReadme(rows: readonly Row[]): void {
  const text = readFileSync(README, 'utf8');
  const { from, to } = between(text);
  writeFileSync(README, `${text.slice(0, from)}\n\n${table(rows)}\n\n${text.slice(to)}`);
}

function between(text: string): { from: number; to: number; text: string } {
  const [from, to] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  if (from < BEGIN.length || to < from) throw new Error('The README has no place for the table of parity.');
  return { from, to, text: text.slice(from, to) };
}
