/** The same line is not written again within this time, in ms. */
const QUIET_MS = 600_000;
/** So many lines are remembered. */
const MOST_KEPT = 200;

/** Lines with the time of day, for what runs for days: one a problem, not one each time that it happens. */
export function createLog(
  write: (line: string) => void,
  now: () => number = Date.now,
): (line: string) => void {
  const written = new Map<string, number>();
  return (line) => {
    const last = written.get(line);
    if (last !== undefined && now() - last < QUIET_MS) return;
    written.delete(line);
    written.set(line, now());
    const [oldest] = written.keys();
    if (written.size > MOST_KEPT && oldest !== undefined) written.delete(oldest);
    write(`${new Date(now()).toISOString()} ${line}`);
  };
}
