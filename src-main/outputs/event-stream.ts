import type { ServerResponse } from 'node:http';
import { fillJson } from '../shared/template';
import { denial, listen, listeners, MOST_BEHIND, nobody, shut } from './loopback-server';
import { defineOutput, templateValues } from './output';
import { body, portSetting, presets, token } from './server-settings';

/** A line that says nothing keeps connections open that would be ended for want of traffic. */
const KEPT_OPEN_MS = 15_000;

/** Server-sent events on this computer, which a page reads with `EventSource` and a shell with `curl`. */
export const eventStream = defineOutput({
  id: 'sse',
  name: 'Event stream',
  description: 'Lets pages and programs on this computer read gestures as server-sent events (SSE).',
  continuous: true,
  settings: { port: portSetting(8766), token, body },
  address: 'http://127.0.0.1:{port}/events?token={token}',
  presets,
  async open({ port, token, body }, link) {
    const server = await listen(port);
    const clients = new Set<ServerResponse>();
    const tell = (): void => link.note(listeners(clients.size));
    server.on('request', (request, response) => {
      // Any page may read it that knows the token, also one of a file.
      response.setHeader('Access-Control-Allow-Origin', '*');
      const [path] = (request.url ?? '').split('?');
      const refused = denial(request, token) ?? (path !== '/events' ? 404 : null);
      if (refused ?? (request.method !== 'GET' ? 405 : null)) {
        response.writeHead(refused ?? 405).end();
        return;
      }
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write(': Beckon\n\n');
      clients.add(response);
      response.on('error', () => response.destroy());
      response.on('close', () => {
        clients.delete(response);
        tell();
      });
      tell();
    });
    const write = (text: string): void => {
      for (const client of clients) {
        if (client.writableLength > MOST_BEHIND) client.destroy();
        else client.write(text);
      }
    };
    const beat = setInterval(() => write(':\n\n'), KEPT_OPEN_MS);
    tell();
    return {
      send(message) {
        if (clients.size === 0) return Promise.reject(nobody());
        write(`event: gesture\ndata: ${fillJson(body, templateValues(message))}\n\n`);
        return Promise.resolve();
      },
      close() {
        clearInterval(beat);
        shut(server);
      },
    };
  },
});
