import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorCode } from '../shared/error-codes';
import type { CommandContext } from './context';
import { describeFailure } from './failure';
import { createLog } from './log';

/** How long to wait, in seconds, before what has failed is started again; the last goes on for ever. */
const PAUSES = [1, 2, 5, 10, 30];
/** What ran for so long, in ms, had started well: the next failure is a new one. */
const WELL_MS = 60_000;

/** Codes of what is not there at all or was asked for wrongly, where it has never worked. */
const IN_VAIN: readonly ErrorCode[] = ['NOT_FOUND', 'INVALID', 'UNSUPPORTED', 'UNREADABLE'];

interface Means {
  pauses?: readonly number[];
  now?: () => number;
}

/**
 * Does something that goes on until a person ends it, again and again where it fails, with a line on stderr for each
 * problem. What fails at first because it is not there at all, or is asked for wrongly, is not tried again.
 * @returns how long it took, in seconds
 */
export async function again(
  context: Pick<CommandContext, 'signal' | 'note'>,
  work: () => Promise<unknown>,
  { pauses = PAUSES, now = Date.now }: Means = {},
): Promise<number> {
  const { signal } = context;
  const log = createLog(context.note, now);
  const began = now();
  let first = true;
  for (let attempt = 0; ; attempt++) {
    const started = now();
    try {
      await work();
      return (now() - began) / 1000;
    } catch (error) {
      if (signal.aborted) return (now() - began) / 1000;
      const { code, message } = describeFailure(error);
      if (first && IN_VAIN.includes(code)) throw error;
      first = false;
      if (now() - started > WELL_MS) attempt = 0;
      log(`${message} It is started again.`);
      const seconds = pauses[Math.min(attempt, pauses.length - 1)] ?? 0;
      await delay(1000 * seconds, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return (now() - began) / 1000;
    }
  }
}
