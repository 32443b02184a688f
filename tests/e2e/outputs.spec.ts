import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { decode } from 'node-osc';
import { PNG } from 'pngjs';
import { WebSocket } from 'ws';
import { createServices } from '../../src-main/services';
import { expect, test } from './app';
import { LIGHTS, lightsVideo, makeLightsProject } from './lights';

const TOKEN = 'a-token-of-the-test';

test('three gestures of a stream as the webcam switch three outputs, exactly once each', async ({
  openApp,
  newFolder,
}) => {
  const video = join(await newFolder(), 'lights.y4m');
  await writeFile(video, lightsVideo());
  /** What has arrived, by whichever way, in the order in which it did. */
  const heard: string[] = [];
  const udp = createSocket('udp4', (bytes) => {
    const { address, args } = decode(bytes) as { address: string; args: { value: unknown }[] };
    heard.push([address, ...args.map(({ value }) => value)].join(' '));
  });
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  const web = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      heard.push(`POST ${(JSON.parse(body) as { class: string }).class}`);
      response.end();
    });
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const [port, ssePort] = [await freePort(), await freePort()];
  const always = ['start' as const, 'end' as const, 'value' as const];

  const dataDir = await newFolder();
  await makeLightsProject(await createServices(dataDir), [
    {
      id: 'to-osc',
      kind: 'osc',
      name: 'Sound',
      settings: { port: udp.address().port, address: '/lamp', arguments: '{id}' },
      moments: { red: ['start'] },
    },
    {
      id: 'to-web',
      kind: 'http',
      name: 'Door',
      settings: { url: `http://127.0.0.1:${(web.address() as AddressInfo).port}/` },
      moments: { green: ['start'] },
    },
    {
      id: 'to-socket',
      kind: 'websocket',
      name: 'Page',
      settings: { port, token: TOKEN },
      moments: { blue: ['start'] },
    },
    {
      id: 'to-obs',
      kind: 'sse',
      name: 'Overlay',
      settings: { port: ssePort, token: TOKEN },
      moments: { red: always, green: always, blue: always },
    },
  ]);
  const { page, close } = await openApp({ dataDir, video });
  await page.getByRole('button', { name: 'Live', exact: true }).click();
  // Nothing is sent before a person has switched them on.
  await expect(page.getByTestId('verdict')).toContainText(new RegExp(LIGHTS.join('|')), { timeout: 60_000 });
  expect(heard).toEqual([]);
  for (const name of ['Sound', 'Door', 'Page']) await page.getByRole('switch', { name }).click();
  await expect(page.getByRole('listitem', { name: 'Page' })).toContainText('on:');
  const socket = new WebSocket(`ws://127.0.0.1:${port}/?token=${TOKEN}`);
  socket.on('message', (data: Buffer) =>
    heard.push(`socket ${(JSON.parse(data.toString()) as { class: string }).class}`),
  );
  await once(socket, 'open');
  await expect(page.getByRole('listitem', { name: 'Page' })).toContainText('One program is connected.');

  // Twice around. Each gesture of the stream comes where it is due, once, and at its own receiver alone.
  const cycle = ['/lamp red', 'POST Green', 'socket Blue'];
  await expect.poll(() => heard.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(7);
  const from = heard.findIndex((one) => one === cycle[0]);
  expect(heard.slice(from)).toEqual(heard.slice(from).map((_, index) => cycle[index % 3]));
  expect(heard.slice(0, from)).toEqual(cycle.slice(3 - from));

  await page.getByRole('switch', { name: 'Overlay' }).click();
  const overlay = await page
    .context()
    .browser()
    ?.newPage({ viewport: { width: 800, height: 450 } });
  if (overlay) {
    await overlay.goto(`http://127.0.0.1:${ssePort}/overlay?token=${TOKEN}&bars=1`);
    const shown = overlay.locator('#gesture[data-on]');
    await expect(shown).toContainText(/^Green\d+ %$/);
    await expect(overlay.locator('#bars span')).toHaveText([...LIGHTS]);
    // What is shown lies on nothing, and goes with the gesture.
    const picture = PNG.sync.read(await overlay.screenshot({ omitBackground: true }));
    expect(picture.data[3]).toBe(0);
    await expect(shown).toBeHidden();
    await expect(shown).toContainText('Blue');
    await overlay.close();
  }

  await page.getByRole('button', { name: 'Stop outputs' }).click();
  await expect(page.getByRole('listitem', { name: 'Page' })).toContainText('off');
  const before = heard.length;
  await expect(page.getByTestId('verdict')).toContainText('Red', { timeout: 30_000 });
  await expect(page.getByTestId('verdict')).toContainText('Blue', { timeout: 30_000 });
  expect(heard).toHaveLength(before);
  // It also ends with a server of its own open and others connected to it.
  await page.getByRole('switch', { name: 'Page' }).click();
  await expect(page.getByRole('listitem', { name: 'Page' })).toContainText('on:');
  const again = new WebSocket(`ws://127.0.0.1:${port}/?token=${TOKEN}`);
  await once(again, 'open');
  await close();
  again.terminate();
  socket.terminate();
  udp.close();
  web.closeAllConnections();
  web.close();
});

/** A port at which nothing listens. */
async function freePort(): Promise<number> {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  await new Promise((resolve) => taken.close(resolve));
  return port;
}
