import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { GestureMessage } from '../contract';
import { fillJson } from '../shared/template';
import { denial, listen, listeners, MOST_BEHIND, nobody, shut } from './loopback-server';
import { defineOutput, templateValues } from './output';
import { overlayPage } from './overlay-page';
import { body, portSetting, presets, token } from './server-settings';

/** A line that says nothing keeps connections open that would be ended for want of traffic. */
const KEPT_OPEN_MS = 15_000;

/** Server-sent events on this computer, which a page reads with `EventSource` and a shell with `curl`; and a page that shows them. */
export const eventStream = defineOutput({
  id: 'sse',
  name: 'Event stream',
  description:
    'Lets pages and programs on this computer read gestures as server-sent events (SSE), and OBS show them over its picture.',
  continuous: true,
  settings: { port: portSetting(8766), token, body },
  address: 'http://127.0.0.1:{port}/events?token={token}',
  overlay: 'http://127.0.0.1:{port}/overlay?token={token}',
  moments: ['start', 'end'],
  presets,
  async open({ port, token, body }, link) {
    const server = await listen(port);
    /** Those who are sent what the person made of it, and pages for OBS. */
    const [clients, overlays] = [new Set<ServerResponse>(), new Set<ServerResponse>()];
    const all = (): ServerResponse[] => [...clients, ...overlays];
    const tell = (): void => link.note(listeners(all().length));
    const stream = (response: ServerResponse, among: Set<ServerResponse>): void => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write(': Beckon\n\n');
      among.add(response);
      response.on('error', () => response.destroy());
      response.on('close', () => {
        among.delete(response);
        tell();
      });
      tell();
    };
    server.on('request', (request, response) => {
      const [path = ''] = (request.url ?? '').split('?');
      // Any page may read it that knows the token, also one of a file.
      if (!path.startsWith('/overlay')) response.setHeader('Access-Control-Allow-Origin', '*');
      const known = ['/events', '/overlay', '/overlay/events'].includes(path);
      const refused = denial(request, token) ?? (known ? null : 404);
      if (refused ?? (request.method !== 'GET' ? 405 : null)) {
        response.writeHead(refused ?? 405).end();
        return;
      }
      if (path === '/overlay') sendOverlay(response);
      else stream(response, path === '/events' ? clients : overlays);
    });
    const write = (to: Iterable<ServerResponse>, text: string): void => {
      for (const client of to) {
        if (client.writableLength > MOST_BEHIND) client.destroy();
        else client.write(text);
      }
    };
    const beat = setInterval(() => write(all(), ':\n\n'), KEPT_OPEN_MS);
    tell();
    return {
      send(message) {
        if (all().length === 0) return Promise.reject(nobody());
        write(clients, `event: gesture\ndata: ${fillJson(body, templateValues(message))}\n\n`);
        write(overlays, `event: gesture\ndata: ${JSON.stringify(forOverlay(message))}\n\n`);
        return Promise.resolve();
      },
      close() {
        clearInterval(beat);
        shut(server);
      },
    };
  },
});

const forOverlay = ({ event, classId, className, confidence }: GestureMessage) => ({
  event,
  id: classId,
  name: className,
  share: confidence,
});

function sendOverlay(response: ServerResponse): void {
  const nonce = randomBytes(16).toString('base64');
  const own = `'nonce-${nonce}'`;
  response
    .writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': `default-src 'none'; style-src ${own}; script-src ${own}; connect-src 'self'; base-uri 'none'; form-action 'none'`,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    })
    .end(overlayPage(nonce));
}
