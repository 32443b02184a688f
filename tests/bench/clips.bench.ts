import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { RPCHandler } from '@orpc/server/message-port';
import { bench, describe } from 'vitest';
import type { Contract } from '../../src-main/contract';
import { createRouter } from '../../src-main/router/router';
import { createServices } from '../../src-main/services';
import { CLASSES, CLIPS_A_CLASS, fillProject } from './support/large-project';

const dataDir = mkdtempSync(join(tmpdir(), 'beckon-bench-'));
const services = await createServices(dataDir);
const { slug } = await services.projects.create('Large');

await fillProject(services, slug);

function overMessagePort(): ContractRouterClient<Contract> {
  const { port1, port2 } = new MessageChannel();
  const router = createRouter(services, {
    version: '0',
    host: 'browser',
    saveDialog: null,
    openFolder: null,
    stayAwake: null,
    offeredFiles: () => Promise.resolve([]),
    log: () => undefined,
  });
  new RPCHandler(router).upgrade(port1);
  for (const port of [port1, port2]) {
    port.start();
    port.unref();
  }
  return createORPCClient(new RPCLink({ port: port2 }));
}

describe('a project of 10,000 clips', () => {
  const few = { iterations: 5, warmupIterations: 1, time: 0, warmupTime: 0 };

  bench(
    'lists them',
    async () => {
      const { clips } = await services.clips.list(slug);
      if (clips.length !== CLASSES * CLIPS_A_CLASS) throw new Error(`listed ${clips.length} clips`);
    },
    few,
  );

  const client = overMessagePort();
  bench(
    'lists them through the contract, over a MessagePort',
    async () => {
      await client.clips.list({ slug });
    },
    few,
  );

  bench(
    'opens',
    async () => {
      await services.projects.open(slug);
    },
    few,
  );

  bench(
    'counts them for the list of projects',
    async () => {
      await services.projects.list();
    },
    {
      ...few,
      teardown: (_, mode) => {
        if (mode === 'run') rmSync(dataDir, { recursive: true, force: true });
      },
    },
  );
});
