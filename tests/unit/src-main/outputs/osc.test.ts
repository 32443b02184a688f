import { expect, it, onTestFinished } from 'vitest';
import type { OutputValues } from '../../../../src-main/contract';
import { osc } from '../../../../src-main/outputs/osc';
import type { Channel } from '../../../../src-main/outputs/output';
import { freePort, message, oscReceiver } from '../../../fixtures/outputs/peers';

const never = new AbortController().signal;

async function open(settings: OutputValues): Promise<Channel> {
  const channel = await osc.open(settings);
  onTestFinished(() => channel.close());
  return channel;
}

it('sends address and arguments with their types to a socket', async () => {
  const { port, received } = await oscReceiver();
  const channel = await open({
    port,
    address: '/gesture/{event}/{id}',
    arguments: '{class} "two words" "1" 1 -2 1.0 .5 {confidence} {number} {probabilities} n{number}',
  });
  await channel.send(message({ confidence: 1 }), never);
  await expect.poll(() => received).toHaveLength(1);
  expect(received).toEqual([
    {
      address: '/gesture/start/swipe-left',
      tags: 'sssiiffffffs',
      values: ['Swipe left', 'two words', '1', 1, -2, 1, 0.5, 1, 2, 0.25, 0.75, 'n2'],
    },
  ]);
});

it.each([
  ['Wekinator, class numbers', '/wek/outputs', [2]],
  ['Wekinator, probabilities', '/wek/outputs', [0.25, 0.75]],
  ['Wekinator, one address a gesture', '/output_2', []],
])('speaks as Wekinator does: %s', async (name, address, values) => {
  const { port, received } = await oscReceiver();
  const preset = osc.presets.find((each) => each.name === name);
  const channel = await open({ ...preset?.values, port });
  await channel.send(message(), never);
  await expect.poll(() => received).toHaveLength(1);
  expect(received).toEqual([{ address, tags: 'f'.repeat(values.length), values }]);
});

it('keeps what a class is called from spoiling an address', async () => {
  const { port, received } = await oscReceiver();
  const channel = await open({ port, address: '/g/{class}', arguments: '' });
  await channel.send(message({ className: 'a/b *ü' }), never);
  await expect.poll(() => received).toHaveLength(1);
  expect(received[0]?.address).toBe('/g/a-b---');
});

it('says that nothing listens, and sends again once something does', async () => {
  const port = await freePort();
  const channel = await open({ port });
  const sentence = `Nothing listens at 127.0.0.1, port ${port}. Start the program that should receive, or change the port.`;
  await expect(channel.send(message(), never)).rejects.toThrow(sentence);
  await expect(channel.send(message(), never)).rejects.toThrow(sentence);
});

it('sends over IPv6 too', async ({ skip }) => {
  const receiver = await oscReceiver('::1').catch(() => null);
  if (!receiver) return skip('This machine has no IPv6.');
  const channel = await open({ host: '::1', port: receiver.port });
  await channel.send(message(), never);
  await expect.poll(() => receiver.received).toHaveLength(1);
});

it('says that there is no such computer', async () => {
  await expect(osc.open({ host: 'no-such-computer.invalid' })).rejects.toThrow(
    /^(There is no computer that answers to the name|The name) in no-such-computer\.invalid, port 9000/,
  );
});

it('says that a message is too long', async () => {
  const { port } = await oscReceiver();
  const channel = await open({ port, arguments: `${'{class} '.repeat(400)}` });
  await expect(channel.send(message({ className: 'x'.repeat(400) }), never)).rejects.toThrow(
    'The message is too long to be sent in one piece.',
  );
});
