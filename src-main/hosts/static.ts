import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** What every host serves: the built page's files, and the headers that wall the page in. */

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.ogg': 'audio/ogg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** The MIME type of a file by its name's ending. */
function contentType(path: string): string {
  return types[extname(path).toLowerCase()] ?? 'application/octet-stream';
}

/** The engine's worker, whose threads WebAssembly starts from scripts it makes itself. */
const ENGINE_WORKER = /^\/assets\/engine-worker-[\w-]+\.js$/;

/**
 * The headers of an answer: nothing is loaded from elsewhere, no string is run as code, the page is isolated from
 * other origins (so that threads work), and nothing about it is told to others.
 * @param pathname what was asked for; the engine's worker alone may start workers from blobs
 * @param connect where the page may connect to beside its own origin, e.g. `ws://127.0.0.1:4000`
 */
export function securityHeaders(pathname: string, connect: readonly string[] = []): Record<string, string> {
  const blobs = ENGINE_WORKER.test(pathname) ? ' blob:' : '';
  const policy = [
    `default-src 'self'`,
    `script-src 'self' 'wasm-unsafe-eval'${blobs}`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' blob: data:`,
    `media-src 'self' blob: mediastream:`,
    `font-src 'self'`,
    `connect-src ${["'self'", ...connect].join(' ')}`,
    `worker-src 'self'${blobs}`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(self), midi=(self), microphone=(), geolocation=(), display-capture=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
  };
}

export interface StaticFile {
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * A file of the built page.
 * @param root the folder that holds the page
 * @param pathname a URL's path, still percent-encoded; `/` means `/index.html`
 * @returns null where there is no such file or the path would leave the folder
 */
export async function readStatic(root: string, pathname: string): Promise<StaticFile | null> {
  const segments = safeSegments(pathname === '/' ? '/index.html' : pathname);
  if (!segments) return null;
  const path = join(root, ...segments);
  try {
    return { type: contentType(path), bytes: new Uint8Array(await readFile(path)) };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** The path's parts, or null where one of them could lead out of the folder on some system. */
function safeSegments(pathname: string): string[] | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  const segments = decoded.replace(/^\//, '').split('/');
  const safe = segments.every((segment) => /^[^\\:\0]+$/.test(segment) && !/^\.+$/.test(segment));
  return safe ? segments : null;
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ENAMETOOLONG';
}
