import type { ErrorCode } from './error-codes';

/** An error of Beckon's own: a code for programs, and for people a sentence to act on. A room may narrow the code. */
export class CodedError<Code extends ErrorCode = ErrorCode> extends Error {
  constructor(
    readonly code: Code,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
