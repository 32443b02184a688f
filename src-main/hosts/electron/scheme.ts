import { protocol } from 'electron';
import { readStatic, securityHeaders } from '../static';

/** The page's own scheme and address. It is never opened from `file://`, which would share an origin with every file. */
const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://beckon`;

/** Gives the scheme the rights of https. Must be called before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
}

/** Serves the built page at `app://beckon/`, and nothing else there. */
export function serveBundle(rendererDir: string): void {
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    const headers = securityHeaders(url.pathname);
    if (url.host !== 'beckon' || request.method !== 'GET')
      return new Response(null, { status: 403, headers });
    const file = await readStatic(rendererDir, url.pathname);
    if (!file) return new Response(null, { status: 404, headers });
    return new Response(file.bytes, { headers: { ...headers, 'Content-Type': file.type } });
  });
}

/** Whether an address or origin is one of our own page's. */
export function isOurs(address: string): boolean {
  return address === ORIGIN || address.startsWith(`${ORIGIN}/`);
}
