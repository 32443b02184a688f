import { ORPCError } from '@orpc/client';
import { CodedError } from '../../src-main/shared/coded-error';
import { isErrorCode, type ErrorCode } from '../../src-main/shared/error-codes';

/** An error as a page shows it: a code for programs, a sentence for people. */
export interface Problem {
  code: ErrorCode;
  message: string;
}

/** What is said when the program behind the page is gone. */
export const LOST = 'The connection to Beckon was lost. Start Beckon again; what was saved is still there.';
const unexpected = (detail: string): string => `Something unexpected went wrong: ${detail}`;

/** The first thing a schema has to say against an input, where the error carries such issues. */
function firstIssue(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues))
    return null;
  const issue: unknown = data.issues[0];
  if (typeof issue !== 'object' || issue === null || !('message' in issue)) return null;
  return typeof issue.message === 'string' ? issue.message : null;
}

/** Turns anything that was thrown into a code and a sentence a person can act on. */
export function errorOf(error: unknown): Problem {
  if (error instanceof ORPCError) {
    const { code } = error;
    const issue = firstIssue(error.data);
    if (code === 'BAD_REQUEST') return { code: 'INVALID', message: issue ?? error.message };
    if (code === 'INTERNAL_SERVER_ERROR') return { code: 'INTERNAL', message: unexpected(error.message) };
    return { code: isErrorCode(code) ? code : 'INTERNAL', message: error.message };
  }
  if (error instanceof CodedError) return { code: error.code, message: error.message };
  if (error instanceof Error) {
    if (error.name === 'AbortError' && error.message.includes('Queue'))
      return { code: 'DISCONNECTED', message: LOST };
    if (error.message.includes('WebSocket is not open')) return { code: 'DISCONNECTED', message: LOST };
    if (error.name === 'AbortError') return { code: 'CANCELLED', message: 'It was stopped.' };
    return { code: 'INTERNAL', message: unexpected(error.message) };
  }
  return { code: 'INTERNAL', message: unexpected(String(error)) };
}

/** The page could not reach the program behind it. */
export class ConnectionError extends CodedError<'DISCONNECTED'> {
  override readonly name = 'ConnectionError';
  constructor(message: string, options?: ErrorOptions) {
    super('DISCONNECTED', message, options);
  }
}
