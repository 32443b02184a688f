import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Channel, Link } from '../../../../src-main/outputs/output';
import { websocket } from '../../../../src-main/outputs/websocket';
import { freePort, message } from '../../../fixtures/outputs/peers';

const never = new AbortController().signal;
const TOKEN = 'a-token-of-the-test';

async function open(port: number, notes: string[] = []): Promise<Channel> {
  const link: Link = { lost: () => undefined, note: (text) => void notes.push(text) };
  const channel = await websocket.open({ port, token: TOKEN }, link);
  onTestFinished(() => channel.close());
  return channel;
}

/** A program that connects; `heard` is what it was sent. */
async function connect(address: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(address, { headers });
  const heard: unknown[] = [];
  socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString())));
  onTestFinished(() => socket.terminate());
  const outcome = await new Promise<'open' | number>((resolve) => {
    socket.once('open', () => resolve('open'));
    socket.on('error', () => undefined);
    socket.once('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode));
  });
  return { socket, heard, outcome };
}

it('sends JSON to everybody who knows the token', async () => {
  const port = await freePort();
  const notes: string[] = [];
  const channel = await open(port, notes);
  const one = await connect(`ws://127.0.0.1:${port}/?token=${TOKEN}`);
  const other = await connect(`ws://localhost:${port}/`, { authorization: `Bearer ${TOKEN}` });
  expect([one.outcome, other.outcome]).toEqual(['open', 'open']);
  await channel.send(message(), never);
  const sent = { event: 'start', class: 'Swipe left', confidence: 0.75, time: '2026-11-23T09:30:00.000Z' };
  await expect.poll(() => one.heard).toEqual([sent]);
  await expect.poll(() => other.heard).toEqual([sent]);
  one.socket.close();
  await expect.poll(() => notes.at(-1)).toBe('One program is connected.');
  await channel.send(message({ event: 'end' }), never);
  await expect.poll(() => other.heard.length).toBe(2);
  expect(one.heard).toHaveLength(1);
});

it.each([
  ['without the token', '/', {}, 401],
  ['with another token', '/?token=guess', {}, 401],
  ['by another name for this computer', `/?token=${TOKEN}`, { host: 'evil.example' }, 403],
])('lets nobody in %s', async (_, path, headers, status) => {
  const port = await freePort();
  await open(port);
  const { outcome } = await connect(`ws://127.0.0.1:${port}${path}`, headers as Record<string, string>);
  expect(outcome).toBe(status);
});

it('is not reached from other computers', async () => {
  const port = await freePort();
  await open(port);
  const elsewhere = new WebSocket(`ws://[::1]:${port}/?token=${TOKEN}`);
  await expect(
    new Promise((_, reject) => elsewhere.on('error', reject).on('open', () => reject(new Error('open')))),
  ).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('says that nobody is connected', async () => {
  const channel = await open(await freePort());
  await expect(channel.send(message(), never)).rejects.toThrow('Nobody is connected, so nobody got it.');
});

it('says that its port is taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  await expect(websocket.open({ port, token: TOKEN })).rejects.toMatchObject({
    message: `Port ${port} is in use already. Choose another, or end what uses it.`,
    again: true,
  });
});

it('lets go of a program that does not read, and serves the others', async () => {
  const port = await freePort();
  const channel = await websocket.open({
    port,
    token: TOKEN,
    body: `{"class":"{class}","much":"${'x'.repeat(3000)}"}`,
  });
  onTestFinished(() => channel.close());
  const slow = await connect(`ws://127.0.0.1:${port}/?token=${TOKEN}`);
  const well = await connect(`ws://127.0.0.1:${port}/?token=${TOKEN}`);
  slow.socket.pause();
  let closed = false;
  slow.socket.on('close', () => (closed = true));
  const sent = 4000;
  for (let number = 0; number < sent; number++) {
    await channel.send(message(), never);
    if (number % 50 === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  await expect.poll(() => well.heard.length).toBe(sent);
  slow.socket.resume();
  await expect.poll(() => closed).toBe(true);
  expect(slow.heard.length).toBeLessThan(sent);
});
