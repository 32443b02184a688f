import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { loadavg } from 'node:os';
import { WebSocket } from 'ws';
import type { OutputConfig } from '../../../src-main/contract';
import { expect, test } from '../../e2e/app';
import { freePort, udpPeer, webPeer } from './peers';
import { asked, openLive, readFigures, switchAll } from './stage';

/** As long as the 200 frames last that the page's figures are of, so that each frame counts once. */
const EVERY_MS = 20_000;
const TOKEN = 'a-token-of-the-soak';

test('live recognition with outputs on, for as long as was asked', async ({ openApp, newFolder }) => {
  const { file, minutes } = asked();
  const [udp, web, wsPort, ssePort] = await Promise.all([udpPeer(), webPeer(true), freePort(), freePort()]);
  const always = { red: ['start', 'held', 'value'], green: ['start', 'value'], blue: ['start', 'value'] };
  const edges = { red: ['start', 'end'], green: ['start', 'end'], blue: ['start', 'end'] };
  const outputs = [
    { id: 'osc', kind: 'osc', name: 'To OSC', settings: { port: udp.port }, moments: always },
    {
      id: 'http',
      kind: 'http',
      name: 'To the web',
      settings: { url: `http://127.0.0.1:${web.port}/` },
      moments: edges,
    },
    {
      id: 'ws',
      kind: 'websocket',
      name: 'To a socket',
      settings: { port: wsPort, token: TOKEN },
      moments: always,
    },
    {
      id: 'sse',
      kind: 'sse',
      name: 'To a stream',
      settings: { port: ssePort, token: TOKEN },
      moments: always,
    },
  ] as OutputConfig[];
  const { page, process: host } = await openLive(await newFolder(), openApp, outputs);
  await switchAll(page, outputs, true);
  await expect(page.getByRole('listitem', { name: 'To a stream' })).toContainText('on:');
  const heard = { socket: 0, stream: 0 };
  const socket = new WebSocket(`ws://127.0.0.1:${wsPort}/?token=${TOKEN}`);
  socket.on('message', () => (heard.socket += 1));
  const stream = get(`http://127.0.0.1:${ssePort}/events?token=${TOKEN}`, (response) =>
    response.on('data', () => (heard.stream += 1)),
  );
  const devtools = await page.context().newCDPSession(page);

  const samples: object[] = [];
  const begun = Date.now();
  while (Date.now() - begun < minutes * 60_000) {
    await page.waitForTimeout(EVERY_MS);
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    const sample = {
      seconds: (Date.now() - begun) / 1000,
      heap: usedSize / 1e6,
      ...processes(host.pid ?? -1),
      ...(await readFigures(page)),
      load: loadavg()[0] ?? NaN,
    };
    samples.push(sample);
    const received = { osc: udp.received(), http: web.received(), ...heard };
    // Written each time, so that a run that is ended early has told what it knows.
    await writeFile(file, JSON.stringify({ samples, received }));
  }
  const { osc, http } = { osc: udp.received(), http: web.received() };
  expect(Math.min(osc, http, heard.socket, heard.stream)).toBeGreaterThan(0);
  stream.destroy();
  socket.terminate();
  udp.close();
  web.close();
});

/** Megabytes in memory, as `ps` tells: the host, the page's process, and all of the browser. */
function processes(host: number): { host: number; page: number; browser: number } {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' });
  const all = stdout.split('\n').flatMap((line) => {
    const [, pid, parent, rss, args] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined
      ? []
      : [{ pid: Number(pid), parent: Number(parent), mb: Number(rss) / 1000, args: args ?? '' }];
  });
  const below = (parent: number): typeof all =>
    all.filter((each) => each.parent === parent).flatMap((each) => [each, ...below(each.pid)]);
  const browser = below(process.pid).filter(({ args }) => /chrom|--type=/i.test(args));
  const sum = (list: typeof all): number => list.reduce((total, { mb }) => total + mb, 0);
  const pages = browser.filter(({ args }) => args.includes('--type=renderer')).map(({ mb }) => mb);
  return {
    host: sum(all.filter(({ pid }) => pid === host)),
    page: Math.max(...pages),
    browser: sum(browser),
  };
}
