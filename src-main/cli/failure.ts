import { BeckonError } from '../contract';
import { isErrorCode, type ErrorCode } from '../shared/error-codes';

/** What went wrong, as a code and one sentence. Causes and stacks stay inside. */
export interface FailureDescription {
  code: ErrorCode;
  message: string;
}

/** Makes an error with a sentence a person can act on. */
export const failure = (code: ErrorCode, message: string, cause?: unknown): BeckonError =>
  new BeckonError(code, message, cause === undefined ? undefined : { cause });

/** The sentence for anything thrown. What is not one of ours is called a fault inside Beckon. */
export function describeFailure(error: unknown): FailureDescription {
  if (error instanceof BeckonError) return { code: error.code, message: error.message };
  const message = firstLine(error instanceof Error ? error.message : String(error));
  return error instanceof Error && 'code' in error && isErrorCode(error.code)
    ? { code: error.code, message }
    : { code: 'INTERNAL', message: `Something went wrong inside Beckon: ${message}` };
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';
