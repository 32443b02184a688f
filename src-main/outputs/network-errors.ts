import { OutputError } from './output';

const SENTENCES: Readonly<Record<string, (where: string) => string>> = {
  ECONNREFUSED: (where) =>
    `Nothing listens at ${where}. Start the program that should receive, or change the port.`,
  ENOTFOUND: (where) => `There is no computer that answers to the name in ${where}.`,
  EAI_AGAIN: (where) => `The name in ${where} could not be looked up. Is this computer connected?`,
  ENETUNREACH: (where) => `${where} cannot be reached from this network.`,
  EHOSTUNREACH: (where) => `${where} cannot be reached from this network.`,
  ECONNRESET: (where) => `${where} ended the connection before it had answered.`,
  UND_ERR_SOCKET: (where) => `${where} ended the connection before it had answered.`,
  ETIMEDOUT: (where) => `${where} did not answer in time.`,
  EMSGSIZE: () => 'The message is too long to be sent in one piece. Shorten its arguments.',
};

/** What an error of a socket means. Another attempt may succeed, except where the message itself is at fault. */
export function networkError(error: unknown, where: string): OutputError {
  if (error instanceof OutputError) return error;
  const code = codeOf(error);
  const sentence = code === undefined ? undefined : SENTENCES[code]?.(where);
  const otherwise = `Sending to ${where} failed: ${code ?? (error instanceof Error ? error.message : String(error))}.`;
  return new OutputError(sentence ?? otherwise, code !== 'EMSGSIZE', { cause: error });
}

/** `fetch` tells it in the cause of its error, and of several attempts in the first of them. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}
