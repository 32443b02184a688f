import { failure } from './failure';

/** The confidence that is asked for, above 0 and up to 1. Rejects what is none. */
export function parseThreshold(typed: string): number {
  const threshold = Number(typed);
  if (threshold > 0 && threshold <= 1) return threshold;
  throw failure('INVALID', `--threshold does not take “${typed}”; it takes numbers above 0, up to 1.`);
}
