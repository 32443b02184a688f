/**
 * A person's yes to what some settings say now: it holds for exactly that, and is kept on this computer, so that a project
 * that comes from elsewhere brings none along.
 */
export const consentOf = (keys: readonly string[], values: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(keys.map((key) => values[key] ?? ''));
