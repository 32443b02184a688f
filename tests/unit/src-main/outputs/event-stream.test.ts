import { expect, it, onTestFinished } from 'vitest';
import { eventStream } from '../../../../src-main/outputs/event-stream';
import type { Channel } from '../../../../src-main/outputs/output';
import { freePort, message } from '../../../fixtures/outputs/peers';

const never = new AbortController().signal;
const TOKEN = 'a-token-of-the-test';

async function open(): Promise<{ channel: Channel; url: string; notes: string[] }> {
  const port = await freePort();
  const notes: string[] = [];
  const link = { lost: () => undefined, note: (text: string) => void notes.push(text) };
  const channel = await eventStream.open({ port, token: TOKEN }, link);
  onTestFinished(() => channel.close());
  return { channel, url: `http://127.0.0.1:${port}`, notes };
}

it('streams events to whoever knows the token', async () => {
  const { channel, url, notes } = await open();
  const response = await fetch(`${url}/events?token=${TOKEN}`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  const read = async (): Promise<string> => (heard += (await reader?.read())?.value ?? '');
  await expect.poll(read).toBe(': Beckon\n\n');
  await channel.send(message(), never);
  await expect
    .poll(read)
    .toContain(
      'event: gesture\ndata: {"event":"start","class":"Swipe left","confidence":0.75,"time":"2026-11-23T09:30:00.000Z"}\n\n',
    );
  expect(notes.at(-1)).toBe('One program is connected.');
  await reader?.cancel();
  await expect.poll(() => notes.at(-1)).toBe('Nobody is connected.');
  await expect(channel.send(message(), never)).rejects.toThrow('Nobody is connected');
});

it.each([
  ['/events', 'GET', 401],
  ['/events?token=guess', 'GET', 401],
  ['/overlay', 'GET', 401],
  ['/overlay/events?token=guess', 'GET', 401],
  [`/overlay/else?token=${TOKEN}`, 'GET', 404],
  [`/?token=${TOKEN}`, 'GET', 404],
  [`/events?token=${TOKEN}`, 'POST', 405],
])('answers %s by %s with %d', async (path, method, status) => {
  const { url } = await open();
  expect((await fetch(`${url}${path}`, { method })).status).toBe(status);
});

it('serves a page for OBS that runs nothing but its own, and sends it gestures whatever the JSON is', async () => {
  const { channel, url } = await open();
  const page = await fetch(`${url}/overlay?token=${TOKEN}`);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('access-control-allow-origin')).toBeNull();
  const policy = page.headers.get('content-security-policy') ?? '';
  const [nonce = ''] = /'nonce-[\w+/=]+'/.exec(policy) ?? [];
  expect(policy).toContain(`default-src 'none'; style-src ${nonce}; script-src ${nonce}; connect-src 'self'`);
  const html = await page.text();
  expect(html.match(new RegExp(nonce.slice(7, -1).replaceAll(/[+/=]/g, '.'), 'g'))).toHaveLength(2);
  // Nothing of who asks for it stands in it.
  expect(html).not.toContain(TOKEN);
  const response = await fetch(`${url}/overlay/events?token=${TOKEN}`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  await expect.poll(async () => (heard += (await reader?.read())?.value ?? '')).toContain('Beckon');
  await channel.send(message(), never);
  await expect
    .poll(async () => (heard += (await reader?.read())?.value ?? ''))
    .toContain('{"event":"start","id":"swipe-left","name":"Swipe left","share":0.75}');
  await reader?.cancel();
});

it('says that its port is taken', async () => {
  const { url } = await open();
  const port = Number(new URL(url).port);
  await expect(eventStream.open({ port, token: TOKEN })).rejects.toThrow(`Port ${port} is in use already.`);
});
