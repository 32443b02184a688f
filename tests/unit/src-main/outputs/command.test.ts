import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { OutputValues } from '../../../../src-main/contract';
import { command } from '../../../../src-main/outputs/command';
import type { Channel } from '../../../../src-main/outputs/output';
import { message } from '../../../fixtures/outputs/peers';
import { temporaryFolder } from '../../../fixtures/services/fixtures';

const never = new AbortController().signal;
const NODE = process.execPath;
/** Writes its arguments as JSON to the first of them. */
const WRITE = 'require("fs").writeFileSync(process.argv[1],JSON.stringify(process.argv.slice(2)))'.replaceAll(
  '"',
  "'",
);

async function open(settings: OutputValues): Promise<Channel> {
  const channel = await command.open({ program: NODE, ...settings });
  onTestFinished(() => channel.close());
  return channel;
}

it('hands arguments over as they are, never through a shell', async () => {
  const path = join(await temporaryFolder(), 'arguments');
  const channel = await open({
    arguments: `-e "${WRITE}" "${path}" "{class}" {confidence} "$(touch nothing); \`id\` && 'a' | b > c" {probabilities}`,
  });
  await channel.send(message({ className: 'Swipe; rm -rf "x" $HOME' }), never);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual([
    'Swipe; rm -rf "x" $HOME',
    '0.75',
    "$(touch nothing); `id` && 'a' | b > c",
    '0.25 0.75',
  ]);
});

it.each([
  [
    { program: 'no-such-program-anywhere' },
    'There is no program “no-such-program-anywhere”. Enter its whole path.',
  ],
  [
    { arguments: `-e "console.error('first');console.error('No lamp.');process.exit(3)"` },
    `“${NODE}” ended with an error (3): No lamp.`,
  ],
  [{ arguments: `-e "process.kill(process.pid)"` }, `“${NODE}” was ended (SIGTERM).`],
])('says what went wrong with %j', async (settings, sentence) => {
  const channel = await open(settings as OutputValues);
  await expect(channel.send(message(), never)).rejects.toThrow(sentence);
});

it('lets a long run go on, starts no more than four, and ends them when it is switched off', async () => {
  const channel = await command.open({ program: NODE, arguments: '-e "setInterval(()=>0,1000)"' });
  await Promise.all(Array.from({ length: 4 }, () => channel.send(message(), never)));
  await expect(channel.send(message(), never)).rejects.toThrow('is still running 4 times');
  channel.close();
  await expect.poll(() => channel.send(message(), never).then(() => 'started', String)).toBe('started');
  channel.close();
});

it('ends what takes longer than it may', async () => {
  const channel = await open({ limit: 1, arguments: '-e "setInterval(()=>0,1000)"' });
  await expect(channel.send(message(), never)).rejects.toThrow('was ended (SIGKILL).');
});
