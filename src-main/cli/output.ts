/** Where text goes. `tty`: whether a line can be written over. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

/** A sink for a terminal, which breaks lines anywhere, and for programs that look for words: every space is a plain one. */
export const plainSpaces = (sink: Sink): Sink => ({
  write: (text) => sink.write(text.replaceAll('\u00a0', ' ')),
  isTTY: sink.isTTY,
});

/** Progress on stderr: one line written over on a terminal; elsewhere a line whenever it has changed, once a second. */
export function createProgress(sink: Sink, now: () => number = Date.now) {
  let last = '';
  let shown = -Infinity;
  const clear = (): void => {
    if (sink.isTTY && last !== '') sink.write('\r\u001b[K');
    last = '';
  };
  return {
    show(line: string): void {
      if (line === last) return;
      if (sink.isTTY) {
        sink.write(`\r\u001b[K${line}`);
      } else {
        if (now() - shown < 1000) return;
        shown = now();
        sink.write(`${line}\n`);
      }
      last = line;
    },
    note(line: string): void {
      clear();
      sink.write(`${line}\n`);
    },
    clear,
  };
}

/** Columns of text, each as wide as its widest cell; numbers stand to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const all = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const right = head.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...all.slice(1).map(line)].join(
    '\n',
  );
}
