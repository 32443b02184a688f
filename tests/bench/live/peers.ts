import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';

/** What messages go to while it is measured. Each closes what it opened with `close`. */
interface Peer {
  port: number;
  /** Messages that came. */
  received: () => number;
  close: () => void;
}

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

/** Takes whatever comes by UDP. */
export async function udpPeer(): Promise<Peer> {
  let received = 0;
  const socket = createSocket('udp4', () => (received += 1));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { port: portOf(socket), received: () => received, close: () => void socket.close() };
}

/** A web server that answers at once, or never. */
export async function webPeer(answers: boolean): Promise<Peer> {
  let received = 0;
  const server = createServer((request, response) => {
    received += 1;
    request.resume();
    if (answers) response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { port: portOf(server), received: () => received, close };
}

/** Lets everybody connect and hangs up in the middle of what they say. */
export async function rudePeer(): Promise<Peer> {
  let received = 0;
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      received += 1;
      socket.resetAndDestroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: portOf(server), received: () => received, close: () => void server.close() };
}

/** A port at which nothing listens. */
export async function freePort(): Promise<number> {
  const { port, close } = await webPeer(false);
  close();
  return port;
}
