import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { ContractClient } from './scene';
import { contractSuite } from './suite';

contractSuite('a WebSocket', async (router, called) => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const handler = new RPCHandler(router);
  server.on('connection', (socket) => void handler.upgrade(socket));
  await once(server, 'listening');

  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(socket, 'open');
  const link = new RPCLink({
    websocket: socket as unknown as globalThis.WebSocket,
    interceptors: [({ next, path }) => (called(path), next())],
  });
  const client: ContractClient = createORPCClient(link);
  const close = async (): Promise<void> => {
    socket.close();
    await once(socket, 'close');
    await new Promise((resolve) => server.close(resolve));
  };
  return { client, close };
});
