import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { RPCHandler } from '@orpc/server/message-port';
import type { ContractClient } from './scene';
import { contractSuite } from './suite';

contractSuite('a MessagePort', (router, called) => {
  const { port1, port2 } = new MessageChannel();
  new RPCHandler(router).upgrade(port1);
  port1.start();
  const link = new RPCLink({
    port: port2,
    interceptors: [({ next, path }) => (called(path), next())],
  });
  port2.start();
  const client: ContractClient = createORPCClient(link);
  const close = (): Promise<void> => {
    port1.close();
    return Promise.resolve();
  };
  return Promise.resolve({ client, close });
});
