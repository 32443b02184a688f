import { MessageChannelMain, type WebContents } from 'electron';
import type { AnyContractRouter } from '@orpc/contract';
import type { Router } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import type { CallContext } from '../../router/router';
import { isOurs } from './scheme';

/** The channel on which the preload gets the page's port. */
const PORT_CHANNEL = 'beckon:port';

/** Hands each page that has loaded (again after a reload) one end of a port whose other end answers the contract. */
export function connectPage(contents: WebContents, router: Router<AnyContractRouter, CallContext>): void {
  const handler = new RPCHandler(router);
  let current: Electron.MessagePortMain | null = null;
  contents.on('did-finish-load', () => {
    if (!isOurs(contents.getURL())) return;
    current?.close();
    const { port1, port2 } = new MessageChannelMain();
    const gone = new AbortController();
    port1.on('close', () => gone.abort());
    handler.upgrade(port1, { context: { connection: gone.signal } });
    port1.start();
    contents.postMessage(PORT_CHANNEL, null, [port2]);
    current = port1;
  });
}
