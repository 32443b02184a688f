import { z } from 'zod';

/**
 * Everything that can go wrong in a way a person can act on. The code is for programs, the message (one or two plain
 * sentences, made where the error happens) is for people and is shown as it is, in the app and by the command line.
 */
export const errorCodes = [
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'INVALID',
  'EMPTY',
  'BUSY',
  'UNREADABLE',
  'NEWER_SCHEMA',
  'DISK_FULL',
  'NO_PERMISSION',
  'UNSUPPORTED',
  'CANCELLED',
  'ENGINE',
  'INTERNAL',
] as const;

export const errorCodeSchema = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** An error with a sentence a person can act on. Services throw it; the router carries code and message across. */
export class BeckonError extends Error {
  override readonly name = 'BeckonError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
