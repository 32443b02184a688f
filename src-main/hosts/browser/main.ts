import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Router } from '@orpc/server';
import type { AnyContractRouter } from '@orpc/contract';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocket, WebSocketServer } from 'ws';
import { BeckonError } from '../../contract';
import { readStatic, securityHeaders } from '../static';
import type { CallContext } from '../../router/router';
import { ENTRANCE, entrancePage, readForm } from './entrance';
import { createAccess, type Access } from './access';
import { hasDisplay } from './chromium';
import { mayBeParsed } from './frames';
import { openFolder } from './open-folder';
import { noFiles, type HostCapabilities } from '../host';
import { appVersion } from '../version';

/** What the browser host can do: the page offers downloads; only the command line offers files. */
export function browserCapabilities(
  log: HostCapabilities['log'],
  offeredFiles: HostCapabilities['offeredFiles'] = noFiles,
): HostCapabilities {
  return {
    version: appVersion,
    host: 'browser',
    saveDialog: null,
    openFolder: hasDisplay() ? (path) => openFolder(path) : null,
    stayAwake: null,
    offeredFiles,
    log,
  };
}

export interface BrowserHostOptions {
  router: Router<AnyContractRouter, CallContext>;
  /** The folder of the built page. */
  rendererDir: string;
  /** 0 (the default): one that is free. */
  port?: number;
  /** The largest message taken from the page, in bytes. */
  maxPayload?: number;
}

/** The app, served to browsers on this machine. */
export interface BrowserHost {
  /** The address to open; it works once, and its browser is then let in until the host is closed. */
  readonly url: string;
  /** The same for another page of the bundle, e.g. `/headless.html`. */
  urlOf(path: string): string;
  readonly origin: string;
  /**
   * The page that lets a browser in: opened from a file, it hands over a secret of its own that works once, so that the
   * secret is in no address and in no program's arguments. `onUsed` is told when it was.
   */
  entrance(onUsed: () => void): string;
  /** Lets a browser in without the address, for one that we drive ourselves. */
  readonly cookie: { name: string; value: string };
  close(): Promise<void>;
}

const MAX_PAYLOAD = 256 * 1024 * 1024;

/** Serves the page over HTTP and the contract over a WebSocket at `/rpc`, to this machine only. */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  const access = createAccess(port);
  const origin = `http://127.0.0.1:${port}`;
  const connect = [`ws://127.0.0.1:${port}`, `ws://localhost:${port}`];
  const headersFor = (pathname: string): Record<string, string> => securityHeaders(pathname, connect);
  const handler = new RPCHandler(options.router);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: options.maxPayload ?? MAX_PAYLOAD,
    perMessageDeflate: false,
    WebSocket: GuardedSocket,
  });

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, { access, headersFor, rendererDir: options.rendererDir }).catch(
      (error: unknown) => {
        process.stderr.write(`Could not serve ${request.url ?? ''}: ${String(error)}\n`);
        if (!response.headersSent)
          send(response, 500, headersFor('/'), 'Something went wrong inside Beckon.');
        else response.destroy();
      },
    );
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (!mayUpgrade(request, access)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => client.terminate());
      const gone = new AbortController();
      client.on('close', () => gone.abort());
      void handler.upgrade(client, { context: { connection: gone.signal } });
    });
  });

  const urlOf = (path: string): string => `${origin}${path}?token=${access.token}`;
  return {
    url: urlOf('/'),
    urlOf,
    origin,
    entrance: (onUsed) => entrancePage(`${origin}${ENTRANCE}`, access.issue(onUsed)),
    cookie: access.cookie,
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const sentence =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is in use by another program. Choose another with --port, or leave it out.`
          : `Beckon could not listen on port ${port} (${error.code ?? error.message}).`;
      reject(new BeckonError('INVALID', sentence, { cause: error }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

/** A connection that ends where it is sent what could not be parsed in good time. */
class GuardedSocket extends WebSocket {
  override emit(event: string | symbol, ...values: unknown[]): boolean {
    const [data] = values;
    if (event !== 'message' || !(data instanceof Uint8Array) || mayBeParsed(data)) {
      return super.emit(event, ...values);
    }
    this.close(1009, 'The message is too large or too deep.');
    return true;
  }
}

function mayUpgrade(request: IncomingMessage, access: Access): boolean {
  return (
    pathOf(request)?.pathname === '/rpc' &&
    access.hostAllowed(request) &&
    access.originAllowed(request, true) &&
    access.authorised(request)
  );
}

interface Site {
  access: Access;
  /** The headers of an answer to a path. */
  headersFor: (pathname: string) => Record<string, string>;
  rendererDir: string;
}

async function answer(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  const { access, headersFor } = site;
  const headers = headersFor('/');
  const say = (status: number, text: string): void => send(response, status, headers, text);
  if (!access.hostAllowed(request)) return say(403, 'This address is not one that Beckon answers to.');
  if (request.method === 'POST' && pathOf(request)?.pathname === ENTRANCE) {
    const cookie = access.redeem(new URLSearchParams(await readForm(request)).get('token') ?? '');
    if (cookie === null) return say(403, usedUp);
    // The page itself goes on: a redirection would still come from the file, and go without the cookie.
    response.setHeader('Set-Cookie', cookie);
    return send(
      response,
      200,
      headers,
      'Beckon is opening…',
      '<meta http-equiv="refresh" content="0;url=/">',
    );
  }
  if (!access.originAllowed(request, false)) return say(403, 'Beckon answers its own page only.');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return say(405, 'Beckon answers GET and HEAD only.');
  }
  const url = pathOf(request);
  if (!url) return say(400, 'This is not an address.');
  const token = url.searchParams.get('token');
  if (token !== null && !access.authorised(request)) {
    const cookie = request.method === 'GET' ? access.redeem(token) : null;
    if (cookie === null) return say(403, usedUp);
    response.writeHead(303, { ...headers, 'Set-Cookie': cookie, Location: url.pathname }).end();
    return;
  }
  if (!access.authorised(request)) return say(403, noTicket);
  if (token !== null) {
    response.writeHead(303, { ...headers, Location: url.pathname }).end();
    return;
  }
  const file = await readStatic(site.rendererDir, url.pathname);
  if (!file) return say(404, 'There is no such page in Beckon.');
  response.writeHead(200, {
    ...headersFor(url.pathname),
    'Content-Type': file.type,
    'Content-Length': String(file.bytes.byteLength),
  });
  response.end(request.method === 'HEAD' ? undefined : file.bytes);
}

const usedUp =
  'This link has already been used, or is wrong. Start Beckon again and open the link it prints.';
const noTicket =
  'Beckon is running, but this browser was not let in. Open the link that Beckon printed when it started.';

function send(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  text: string,
  head = '',
): void {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8">${head}<title>Beckon</title><p>${text}</p></html>\n`;
  response.writeHead(status, { ...headers, 'Content-Type': 'text/html; charset=utf-8' });
  response.end(page);
}

/** The request's path and query, or null where they do not parse. Only the path counts; the host is checked apart. */
function pathOf(request: IncomingMessage): URL | null {
  const target = request.url ?? '';
  const base = 'http://localhost';
  if (!target.startsWith('/') || target.startsWith('//') || !URL.canParse(target, base)) return null;
  const url = new URL(target, base);
  return url.pathname.startsWith('//') ? null : url;
}
