import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { fillJson } from '../shared/template';
import { denial, listen, listeners, MOST_BEHIND, nobody, shut } from './loopback-server';
import { defineOutput, templateValues } from './output';
import { body, portSetting, presets, token } from './server-settings';

const STATUS = { 401: 'Unauthorized', 403: 'Forbidden' } as const;

/** A WebSocket server on this computer: every gesture to everybody who is connected. */
export const websocket = defineOutput({
  id: 'websocket',
  name: 'WebSocket server',
  description: 'Lets programs and pages on this computer connect, and sends them JSON.',
  continuous: true,
  settings: { port: portSetting(8765), token, body },
  address: 'ws://127.0.0.1:{port}/?token={token}',
  presets,
  async open({ port, token, body }, link) {
    const server = await listen(port);
    // Nothing that a client says is of interest.
    const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false });
    const tell = (): void => link.note(listeners(sockets.clients.size));
    server.on('request', (_, response) => void response.writeHead(426).end('This is a WebSocket server.\n'));
    server.on('upgrade', (request, socket: Duplex, head) => {
      socket.on('error', () => socket.destroy());
      const refused = denial(request, token);
      if (refused !== null) {
        socket.end(
          `HTTP/1.1 ${refused} ${STATUS[refused]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
        );
        return;
      }
      sockets.handleUpgrade(request, socket, head, (client) => {
        client.on('error', () => client.terminate());
        client.on('close', tell);
        tell();
      });
    });
    tell();
    return {
      send(message) {
        const text = fillJson(body, templateValues(message));
        const open = [...sockets.clients].filter((client) => client.readyState === WebSocket.OPEN);
        for (const client of open) {
          if (client.bufferedAmount > MOST_BEHIND) client.terminate();
          else client.send(text);
        }
        return open.length === 0 ? Promise.reject(nobody()) : Promise.resolve();
      },
      close() {
        for (const client of sockets.clients) client.terminate();
        sockets.close();
        shut(server);
      },
    };
  },
});
