/** An error of Beckon's own: a code for programs, and for people a sentence to act on. Each room narrows the code. */
export class CodedError<Code extends string = string> extends Error {
  constructor(
    readonly code: Code,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
