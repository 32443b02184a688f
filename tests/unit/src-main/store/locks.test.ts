import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createServices } from '../../../../src-main/services';
import { Locks } from '../../../../src-main/store/locks';
import { bundled } from '../../../fixtures/services/bundled';
import { temporaryFolder } from '../../../fixtures/services/fixtures';

it('a lock runs jobs of one key one after another, and goes on after one that failed', async () => {
  const locks = new Locks(await temporaryFolder());
  const log: string[] = [];
  const job = (name: string, ms: number) => async (): Promise<string> => {
    log.push(`${name} begins`);
    await sleep(ms);
    log.push(`${name} ends`);
    if (name === 'b') throw new Error('b failed');
    return name;
  };
  const outcomes = await Promise.allSettled([
    locks.run('k', job('a', 5)),
    locks.run('k', job('b', 1)),
    locks.run('k', job('c', 1)),
  ]);
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  const order: string[] = [];
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const held = locks.run('x', () => gate.then(() => void order.push('x')));
  await locks.run('y', () => Promise.resolve(order.push('y')));
  open();
  await held;
  expect(order).toEqual(['y', 'x']);
});

it('two programs that change one project at a time both see their changes kept', async () => {
  const program = await bundled('adding-child.ts');
  const dataDir = await temporaryFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Shared');
  const children = ['Left', 'Right'].map((name) =>
    spawn(process.execPath, [program, dataDir, slug, name, '20'], { stdio: 'inherit' }),
  );
  const exits = await Promise.all(children.map((child) => once(child, 'exit')));
  expect(exits).toEqual([
    [0, null],
    [0, null],
  ]);
  const names = (await services.projects.open(slug)).classes.map(({ name }) => name).sort();
  const all = ['Left', 'Right'].flatMap((name) => Array.from({ length: 20 }, (_, i) => `${name} ${i}`));
  expect(names).toEqual(all.sort());
}, 60_000);

it('a lock that a program left behind is taken over, and one in use is not', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'hands.lock'));
  await utimes(join(folder, 'hands.lock'), 0, 0);
  const locks = new Locks(folder);
  expect(await locks.run('hands', () => Promise.resolve('done'))).toBe('done');

  const other = new Locks(folder);
  const order: string[] = [];
  await Promise.all([
    locks.run('hands', async () => {
      await sleep(100);
      order.push('first');
    }),
    sleep(20).then(() => other.run('hands', () => Promise.resolve(order.push('second')))),
  ]);
  expect(order).toEqual(['first', 'second']);
});
