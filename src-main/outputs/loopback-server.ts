import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { OutputError } from './output';

const HOST = '127.0.0.1';

/** A web server that only this computer reaches; nothing is answered yet. Rejects with a sentence where it cannot be. */
export async function listen(port: number): Promise<Server> {
  const server = createServer({ requestTimeout: 5000, headersTimeout: 5000 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(refusal(error, port)));
    server.listen(port, HOST, resolve);
  });
  return server;
}

/** Ends it with every connection. */
export function shut(server: Server): void {
  server.close();
  server.closeAllConnections();
}

function refusal(error: NodeJS.ErrnoException, port: number): OutputError {
  const cause = { cause: error };
  if (error.code === 'EADDRINUSE')
    return new OutputError(
      `Port ${port} is in use already. Choose another, or end what uses it.`,
      true,
      cause,
    );
  if (error.code === 'EACCES')
    return new OutputError(`Port ${port} is kept for the system. Choose one from 1024 on.`, false, cause);
  return new OutputError(`Port ${port} could not be opened (${error.code ?? error.message}).`, true, cause);
}

/**
 * Why a request is not let in, as an HTTP status; null: it is. It has to name this computer, so that no website's own
 * name leads here, and to bring the token: as `?token=…` or as `Authorization: Bearer …`.
 */
export function denial(request: IncomingMessage, token: string): 401 | 403 | null {
  const { host = '', authorization = '' } = request.headers;
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/i.test(host)) return 403;
  const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '');
  const given = query.get('token') ?? authorization.replace(/^Bearer /i, '');
  return same(given, token) ? null : 401;
}

/** Compares without telling by its time how much was right. */
function same(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** A receiver that has so many bytes waiting for it is let go: it would only ever fall further behind. */
export const MOST_BEHIND = 1 << 20;

/** How many listen, in words. */
export const listeners = (count: number): string =>
  count === 0
    ? 'Nobody is connected.'
    : count === 1
      ? 'One program is connected.'
      : `${count} programs are connected.`;

/** What a message comes to that nobody was there for. */
export const nobody = (): OutputError => new OutputError('Nobody is connected, so nobody got it.');
