import { createServer, type AddressInfo, type Server } from 'node:net';
import { Aedes } from 'aedes';
import { expect, it, onTestFinished } from 'vitest';
import type { OutputValues } from '../../../../src-main/contract';
import { mqtt } from '../../../../src-main/outputs/mqtt';
import type { OutputError } from '../../../../src-main/outputs/output';
import { type Channel, type Link } from '../../../../src-main/outputs/output';
import { failure, freePort, message } from '../../../fixtures/outputs/peers';

const never = new AbortController().signal;
const OUTPUT = { id: 'lamp', name: 'Lamp' };

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A broker that keeps what is published to it; it wants this password where there is one. */
async function broker(password?: string) {
  const aedes = await Aedes.createBroker();
  if (password !== undefined)
    aedes.authenticate = (_, user, given, done) => {
      const right = user === 'ann' && given?.toString() === password;
      done(right ? null : Object.assign(new Error('no'), { returnCode: 4 }), right);
    };
  const published: { topic: string; text: string; retain: boolean }[] = [];
  aedes.on('publish', ({ topic, payload, retain }, client) => {
    if (client || !topic.startsWith('$SYS')) published.push({ topic, text: payload.toString(), retain });
  });
  const server = createServer(aedes.handle);
  const port = await listen(server);
  const close = async (): Promise<void> => {
    await new Promise<void>((resolve) => aedes.close(resolve));
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  const of = (topic: string) => published.filter((each) => each.topic === topic).map(({ text }) => text);
  return { port, published, of, close };
}

async function open(settings: OutputValues, link: Partial<Link> = {}): Promise<Channel> {
  const channel = await mqtt.open(
    settings,
    { lost: () => undefined, note: () => undefined, ...link },
    OUTPUT,
  );
  onTestFinished(() => channel.close());
  return channel;
}

it('publishes gestures to a broker, with a user name and a password', async () => {
  const { port, of } = await broker('secret');
  const settings = { port, user: 'ann', password: 'secret', topic: 'home/{class}/{event}', discovery: false };
  const channel = await open(settings);
  await channel.send(message({ className: 'Up/+down' }), never);
  expect(of('home/Up--down/start').map((text) => JSON.parse(text) as unknown)).toEqual([
    { event: 'start', class: 'Up/+down', confidence: 0.75, time: '2026-11-23T09:30:00.000Z' },
  ]);
});

it('has a sensor appear in Home Assistant, which shows the gesture', async () => {
  const { port, of, published } = await broker();
  const channel = await open({ port });
  const config = 'homeassistant/sensor/beckon-lamp/gesture/config';
  expect(published.find(({ topic }) => topic === config)?.retain).toBe(true);
  const about = JSON.parse(of(config)[0] ?? '') as Record<string, string>;
  expect(about).toMatchObject({
    name: 'Gesture',
    unique_id: 'beckon-lamp-gesture',
    device: { identifiers: ['beckon-lamp'], name: 'Beckon Lamp' },
  });
  await channel.send(message(), never);
  await channel.send(message({ event: 'end' }), never);
  expect(of(about.state_topic ?? '')).toEqual(['none', 'Swipe left', 'none']);
  expect(of(about.json_attributes_topic ?? '')[0]).toBe('{"confidence":0.75}');
  expect(of(about.availability_topic ?? '')).toEqual(['online']);
  channel.close();
  await expect.poll(() => of(about.availability_topic ?? '')).toEqual(['online', 'offline']);
});

it.each([{}, { user: 'ann', password: 'guess' }])('says that %j is not let in', async (wrong) => {
  const { port } = await broker('secret');
  expect(await failure(mqtt.open({ port, ...wrong }))).toEqual({
    message: `127.0.0.1, port ${port} does not accept the user name or the password.`,
    again: false,
  });
});

it('says that there is no broker, or something else', async () => {
  const port = await freePort();
  const absent = await failure(mqtt.open({ port }));
  expect(absent).toMatchObject({ again: true });
  expect(absent.message).toContain(`Nothing listens at 127.0.0.1, port ${port}.`);
  const other = createServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  onTestFinished(() => void other.close());
  const elsewhere = await listen(other);
  expect((await failure(mqtt.open({ port: elsewhere }))).message).toContain(`127.0.0.1, port ${elsewhere}`);
});

it('says that the broker has gone, and publishes no more', async () => {
  const { port, close } = await broker();
  const lost: OutputError[] = [];
  const channel = await open({ port }, { lost: (error) => void lost.push(error) });
  await close();
  const ended = { message: `127.0.0.1, port ${port} ended the connection.`, again: true };
  await expect.poll(() => lost).toMatchObject([ended]);
  expect(await failure(channel.send(message(), never))).toEqual(ended);
});
