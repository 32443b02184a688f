import { z } from 'zod';
import { CodedError } from '../shared/coded-error';
import { ERROR_CODES, type ErrorCode } from '../shared/error-codes';
import { shorten } from '../shared/shorten';

export const errorCodeSchema = z.enum(ERROR_CODES);

const MOST_MESSAGE = 600;

/** An error with a sentence a person can act on. Services throw it; the router carries code and message across. */
export class BeckonError extends CodedError {
  override readonly name = 'BeckonError';

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    // A message may quote what is in a file, and is read by a person.
    super(code, shorten(message, MOST_MESSAGE), options);
  }
}
