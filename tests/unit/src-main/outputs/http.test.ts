import { expect, it } from 'vitest';
import { http } from '../../../../src-main/outputs/http';
import { OutputError } from '../../../../src-main/outputs/output';
import { freePort, httpReceiver, message } from '../../../fixtures/outputs/peers';

const never = new AbortController().signal;

/** What sending to a receiver that answers so comes to: the sentence, and whether another attempt may help. */
async function failure(url: string): Promise<{ message: string; again: boolean }> {
  const channel = await http.open({ url });
  const error: unknown = await channel.send(message(), never).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OutputError)) throw new Error(`expected an OutputError, got ${String(error)}`);
  return { message: error.message, again: error.again };
}

it('posts JSON to a server', async () => {
  const { url, posted } = await httpReceiver();
  await (await http.open({ url })).send(message(), never);
  await (await http.open({ url, body: '{"text": "{class}: {event}"}' })).send(message(), never);
  expect(posted).toEqual([
    {
      url: '/gesture',
      type: 'application/json',
      body: { event: 'start', class: 'Swipe left', confidence: 0.75, time: '2026-11-23T09:30:00.000Z' },
    },
    { url: '/gesture', type: 'application/json', body: { text: 'Swipe left: start' } },
  ]);
});

it('does not follow to another address', async () => {
  const elsewhere = await httpReceiver();
  const { url, posted } = await httpReceiver((response) => {
    response.writeHead(307, { location: elsewhere.url }).end();
  });
  const where = new URL(url).host;
  expect(await failure(url)).toEqual({
    message: `${where} points to “${elsewhere.url}”, which is not followed. If you trust it, enter that address.`,
    again: false,
  });
  expect(posted).toHaveLength(1);
  expect(elsewhere.posted).toEqual([]);
});

it.each([
  [500, true],
  [503, true],
  [429, true],
  [404, false],
  [401, false],
])('says that the server answered %d', async (status, again) => {
  const { url } = await httpReceiver((response) => void response.writeHead(status).end('no'));
  const { host } = new URL(url);
  expect(await failure(url)).toEqual({ message: `${host} answered with an error (HTTP ${status}).`, again });
});

it('says that the server ended the connection in the middle', async () => {
  const { url } = await httpReceiver((_, request) => void request.socket.destroy());
  const { host } = new URL(url);
  expect(await failure(url)).toEqual({
    message: `${host} ended the connection before it had answered.`,
    again: true,
  });
});

it('says that there is no server', async () => {
  const where = `127.0.0.1:${await freePort()}`;
  expect(await failure(`http://${where}/`)).toEqual({
    message: `Nothing listens at ${where}. Start the program that should receive, or change the port.`,
    again: true,
  });
});

it('says that a port is not for web requests', async () => {
  expect(await failure('http://127.0.0.1:1/')).toEqual({
    message: 'Web requests may not go to the port of 127.0.0.1:1. Choose another port.',
    again: false,
  });
});

it('ends a request that it is told to end', async () => {
  const { url, posted } = await httpReceiver(() => undefined);
  const stop = new AbortController();
  const sending = (await http.open({ url })).send(message(), stop.signal);
  await expect.poll(() => posted).toHaveLength(1);
  stop.abort();
  await expect(sending).rejects.toThrow();
});
