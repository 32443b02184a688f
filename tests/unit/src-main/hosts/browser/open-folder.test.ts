import { EventEmitter } from 'node:events';
import type { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { openFolder } from '../../../../../src-main/hosts/browser/open-folder';

/** What was started, and how each of them ends. */
function programs(end: (child: EventEmitter) => void): { started: unknown[][]; start: typeof spawn } {
  const started: unknown[][] = [];
  const start = (...args: unknown[]): unknown => {
    started.push(args);
    const child = Object.assign(new EventEmitter(), { unref: () => undefined });
    queueMicrotask(() => end(child));
    return child;
  };
  return { started, start: start as unknown as typeof spawn };
}
const exits = (code: number) => (child: EventEmitter) => child.emit('exit', code);

it.each([
  ['linux', 'xdg-open', 0],
  ['darwin', 'open', 0],
  ['win32', 'explorer.exe', 1],
] as const)(
  'on %s, %s gets the folder as its one argument, and no shell reads it',
  async (platform, program, code) => {
    const { started, start } = programs(exits(code));
    const folder = '/data/$(touch x); "a b"';
    await openFolder(folder, platform, start);
    expect(started).toEqual([[program, [folder], { stdio: 'ignore', detached: true }]]);
  },
);

it.each([
  ['fails', exits(3)],
  ['is not there', (child: EventEmitter) => child.emit('error', new Error('ENOENT'))],
])('says where the folder is where the opener %s', async (_, end) => {
  await expect(openFolder('/data/beckon', 'linux', programs(end).start)).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: 'The folder could not be opened here. It is /data/beckon.',
  });
});
