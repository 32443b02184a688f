import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Contract } from '../../../../../src-main/contract';
import {
  browserCapabilities,
  startBrowserHost,
  type BrowserHost,
} from '../../../../../src-main/hosts/browser/main';
import { createRouter } from '../../../../../src-main/router/router';
import { createServices } from '../../../../../src-main/services';

let dir: string;
let host: BrowserHost;
let port: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beckon-host-'));
  const rendererDir = join(dir, 'renderer');
  await mkdir(join(rendererDir, 'assets'), { recursive: true });
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>Beckon</title>');
  await writeFile(join(rendererDir, 'assets', 'app.js'), 'export {};');
  await writeFile(join(rendererDir, 'assets', 'engine-worker-a1.js'), 'export {};');
  await writeFile(join(dir, 'secret.txt'), 'secret');
  const services = await createServices(join(dir, 'data'));
  const router = createRouter(
    services,
    browserCapabilities((message, error) => {
      throw new Error(message, { cause: error });
    }),
  );
  host = await startBrowserHost({ router, rendererDir, maxPayload: 1_000_000 });
  port = new URL(host.origin).port;
});

afterEach(async () => {
  await host.close();
  await rm(dir, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Asks as no browser would: the path goes out as it is written, and any header can be set. */
function ask(path: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

const pathAndQuery = (url: string): string => url.slice(host.origin.length);

/** Opens the printed address and keeps the cookie, as a browser does. */
async function letIn(): Promise<string> {
  const answer = await ask(pathAndQuery(host.url));
  const [cookie] = answer.headers['set-cookie'] ?? [];
  return cookie?.split(';')[0] ?? '';
}

describe('the printed address', () => {
  it('lets the first browser in with a cookie that no script and no other site can use', async () => {
    const answer = await ask(pathAndQuery(host.url));
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    const [cookie] = answer.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Strict/);
    const page = await ask('/', { cookie: cookie?.split(';')[0] });
    expect(page.status).toBe(200);
    expect(page.body).toContain('<title>Beckon</title>');
  });

  it('works once', async () => {
    await letIn();
    const again = await ask(pathAndQuery(host.url));
    expect(again.status).toBe(403);
    expect(again.body).toContain('Start Beckon again');
    expect(again.headers['set-cookie']).toBeUndefined();
  });

  it('is not used up by a look ahead (HEAD), nor by a wrong guess', async () => {
    expect((await ask(pathAndQuery(host.url), {}, 'HEAD')).status).toBe(403);
    expect((await ask('/?token=wrong')).status).toBe(403);
    expect(await letIn()).not.toBe('');
  });

  it('leads a browser that is in already to the page without the token', async () => {
    const cookie = await letIn();
    const answer = await ask(pathAndQuery(host.url), { cookie });
    expect([answer.status, answer.headers.location]).toEqual([303, '/']);
  });

  it('never leads to another server', async () => {
    const token = new URL(host.url).searchParams.get('token') ?? '';
    for (const path of [`//example.org/?token=${token}`, `/..//example.org/?token=${token}`]) {
      const answer = await ask(path);
      expect(answer.status).toBe(400);
      expect(answer.headers.location).toBeUndefined();
    }
  });
});

describe('without the cookie', () => {
  it.each(['/', '/index.html', '/assets/app.js', '/missing', '/rpc'])('%s is refused', async (path) => {
    expect((await ask(path)).status).toBe(403);
    expect((await ask(path, { cookie: `beckon_${port}=guess` })).status).toBe(403);
  });
});

describe('requests that another site or another name could cause', () => {
  it.each(['example.org', 'localhost', '127.0.0.1:1', 'localhost.example.org:PORT'])(
    'Host %s is refused, even with the cookie',
    async (name) => {
      const cookie = await letIn();
      expect((await ask('/', { cookie, host: name.replace('PORT', port) })).status).toBe(403);
    },
  );

  it('the names of this machine are answered', async () => {
    const cookie = await letIn();
    expect((await ask('/', { cookie, host: `localhost:${port}` })).status).toBe(200);
    expect((await ask('/', { cookie, host: `127.0.0.1:${port}` })).status).toBe(200);
  });

  it.each(['http://example.org', 'null', 'http://localhost:1', 'https://127.0.0.1:PORT'])(
    'Origin %s is refused',
    async (origin) => {
      const cookie = await letIn();
      expect((await ask('/', { cookie, origin: origin.replace('PORT', port) })).status).toBe(403);
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is refused', async (method) => {
    const answer = await ask('/', { cookie: await letIn() }, method);
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/%00',
    '/%',
    '/assets',
    '/assets/',
    '/C:/secret.txt',
  ])('%s leads nowhere', async (path) => {
    const answer = await ask(path, { cookie: await letIn() });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret');
  });
});

describe('headers', () => {
  it('wall in every answer, refusals too', async () => {
    const cookie = await letIn();
    for (const answer of [await ask('/', { cookie }), await ask('/missing', { cookie }), await ask('/')]) {
      const policy = String(answer.headers['content-security-policy']);
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
      expect(policy).not.toContain("'unsafe-eval'");
      expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}`);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("object-src 'none'");
      expect(answer.headers).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
    }
  });

  it('let the engine’s worker, and nothing else, start threads from scripts it makes', async () => {
    const cookie = await letIn();
    const policyOf = async (path: string): Promise<string> =>
      String((await ask(path, { cookie })).headers['content-security-policy']);
    const worker = await policyOf('/assets/engine-worker-a1.js');
    expect(worker).toContain("worker-src 'self' blob:;");
    expect(worker).toContain("script-src 'self' 'wasm-unsafe-eval' blob:;");
    expect(worker).not.toContain("'unsafe-eval'");
    for (const path of ['/', '/assets/app.js', '/assets/engine-worker-a1.js/no.js']) {
      const policy = await policyOf(path);
      expect(policy).toContain("worker-src 'self';");
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    }
  });

  it('name each file’s type', async () => {
    const cookie = await letIn();
    expect((await ask('/', { cookie })).headers['content-type']).toBe('text/html; charset=utf-8');
    const script = await ask('/assets/app.js', { cookie });
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  it('stand alone in the answer to HEAD', async () => {
    const answer = await ask('/', { cookie: await letIn() }, 'HEAD');
    expect([answer.status, answer.body]).toEqual([200, '']);
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(0);
  });
});

/** Opens the socket; gives the HTTP status where it is refused. */
function connect(path: string, headers: Record<string, string>): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.once('error', reject);
  });
}

describe('the socket', () => {
  it('answers the contract to our own page', async () => {
    const socket = await connect('/rpc', { cookie: await letIn(), origin: host.origin });
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
    const client: ContractRouterClient<Contract> = createORPCClient(
      new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
    );
    expect(await client.app.info()).toMatchObject({ host: 'browser', saveDialog: false });
    const project = await client.projects.create({ name: 'Waves' });
    expect(await client.projects.open({ slug: project.slug })).toEqual(project);
    await expect(client.projects.open({ slug: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(client.offeredFiles.read({ id: 'any' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    socket.close();
  });

  it.each([
    ['no cookie', '/rpc', false, 'OWN'],
    ['no origin', '/rpc', true, null],
    ['another site’s origin', '/rpc', true, 'http://example.org'],
    ['the other name as origin', '/rpc', true, 'http://localhost:PORT'],
    ['another path', '/', true, 'OWN'],
  ])('is refused with %s', async (_what, path, withCookie, origin) => {
    const cookie = await letIn();
    const headers = {
      ...(withCookie && { cookie }),
      ...(origin !== null && { origin: origin.replace('OWN', host.origin).replace('PORT', port) }),
    };
    expect(await connect(path, headers)).toBe(403);
  });

  it('closes on a message that is too large, and the host goes on', async () => {
    const cookie = await letIn();
    const socket = await connect('/rpc', { cookie, origin: host.origin });
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    socket.send(new Uint8Array(1_000_001));
    expect(await closed).toBe(1009);
    expect((await ask('/', { cookie })).status).toBe(200);
  });
});

it('says so where the port is taken', async () => {
  const again = startBrowserHost({ router: {}, rendererDir: dir, port: Number(port) });
  await expect(again).rejects.toMatchObject({ code: 'INVALID', message: expect.stringContaining('in use') });
});
