import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Decides who may talk to a server that listens on this machine only. */
export interface Access {
  /** The one-time secret that the printed address carries. */
  readonly token: string;
  /** Another such secret; `onUsed` is told when it was. */
  issue(onUsed: () => void): string;
  /** Takes a token: the cookie to set where it is right and unused, else null. */
  redeem(token: string): string | null;
  /** The secret that `redeem` would give, as a `Cookie` header. For a browser that we start ourselves. */
  readonly cookie: { name: string; value: string };
  /** Whether the request names this server as its host (else another name was made to point here). */
  hostAllowed(request: IncomingMessage): boolean;
  /** Whether the request comes from this server's own page. A missing origin counts only where `required` is false. */
  originAllowed(request: IncomingMessage, required: boolean): boolean;
  /** Whether the request carries the cookie. */
  authorised(request: IncomingMessage): boolean;
}

export function createAccess(port: number): Access {
  const token = secret();
  const cookie = { name: `beckon_${port}`, value: secret() };
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const unused = new Map<string, () => void>([[token, () => undefined]]);
  return {
    token,
    cookie,
    issue(onUsed) {
      const issued = secret();
      unused.set(issued, onUsed);
      return issued;
    },
    redeem(given) {
      const found = [...unused].find(([each]) => same(given, each));
      if (!found) return null;
      unused.delete(found[0]);
      found[1]();
      return `${cookie.name}=${cookie.value}; Path=/; HttpOnly; SameSite=Strict`;
    },
    hostAllowed: (request) => hosts.includes(request.headers.host ?? ''),
    originAllowed(request, required) {
      const { origin, host } = request.headers;
      return origin === undefined ? !required : origin === `http://${host ?? ''}`;
    },
    authorised(request) {
      const values = cookies(request.headers.cookie ?? '')
        .filter(([name]) => name === cookie.name)
        .map(([, value]) => value);
      return values.some((value) => same(value, cookie.value));
    },
  };
}

const secret = (): string => randomBytes(32).toString('base64url');

/** Compares without telling by its time how much was right. */
function same(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

const cookies = (header: string): [string, string][] =>
  header.split(';').map((part) => {
    const at = part.indexOf('=');
    return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
  });
