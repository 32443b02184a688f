import { createORPCClient } from '@orpc/client';
import { RPCLink as MessagePortLink } from '@orpc/client/message-port';
import { RPCLink as WebSocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../src-main/contract';
import { ConnectionError, LOST } from './errors';

export { ConnectionError, errorOf, type Problem } from './errors';

/** Every procedure of the contract, as an async function. */
export type Client = ContractRouterClient<Contract>;

const HELLO = 'beckon:hello';
const PORT = 'beckon:port';
const PATIENCE_MS = 10_000;

const listeners = new Set<(error: ConnectionError) => void>();

/** Calls back once for each WebSocket connection that ends while the page lives. Returns how to stop listening. */
export function onLost(listener: (error: ConnectionError) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function lost(): void {
  const error = new ConnectionError(LOST);
  for (const listener of listeners) listener(error);
}

/**
 * Reaches the program behind this page: over a MessagePort in Electron, over a WebSocket elsewhere.
 * Rejects with a {@link ConnectionError} where nothing answers.
 */
export async function connect(): Promise<Client> {
  return location.protocol === 'app:' ? clientOfPort(await askForPort()) : clientOfSocket(await openSocket());
}

/**
 * A client that speaks over a port whose other side serves the contract. A port does not tell that its other side is
 * gone; in Electron the window goes with it.
 */
export function clientOfPort(port: MessagePort): Client {
  const client: Client = createORPCClient(new MessagePortLink({ port }));
  port.start();
  return client;
}

/** A client that speaks over an open socket whose other side serves the contract. */
export function clientOfSocket(websocket: WebSocket): Client {
  const client: Client = createORPCClient(new WebSocketLink({ websocket }));
  websocket.addEventListener('close', lost, { once: true });
  return client;
}

/** Asks the preload for the port to the main process, by a message to this window. */
export function askForPort(patience = PATIENCE_MS): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      window.removeEventListener('message', answer);
    };
    const answer = (event: MessageEvent<unknown>): void => {
      if (event.source !== window || event.origin !== location.origin) return;
      const { data, ports } = event;
      if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== PORT) return;
      const [port] = ports;
      if (!port) return;
      stop();
      resolve(port);
    };
    const timer = setTimeout(() => {
      stop();
      reject(
        new ConnectionError('The window did not reach the rest of Beckon. Close it and start Beckon again.'),
      );
    }, patience);
    window.addEventListener('message', answer);
    window.postMessage({ type: HELLO }, location.origin);
  });
}

function openSocket(): Promise<WebSocket> {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}/rpc`);
  return new Promise((resolve, reject) => {
    const refused = (): void =>
      reject(
        new ConnectionError(
          'Beckon did not answer this page. It may have been closed, or this address may have expired: start it again.',
        ),
      );
    socket.addEventListener('open', () => {
      socket.removeEventListener('close', refused);
      resolve(socket);
    });
    socket.addEventListener('close', refused, { once: true });
  });
}
