import { z } from 'zod';
import { CodedError } from '../shared/coded-error';
import { ERROR_CODES } from '../shared/error-codes';

export const errorCodeSchema = z.enum(ERROR_CODES);

/** An error with a sentence a person can act on. Services throw it; the router carries code and message across. */
export class BeckonError extends CodedError {
  override readonly name = 'BeckonError';
}
