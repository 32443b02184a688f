import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createServices } from '../../../../src-main/services';
import { tryLock } from '../../../../src-main/store/lock-folder';
import { Locks } from '../../../../src-main/store/locks';
import { formatOwner, thisOwner, type Owner } from '../../../../src-main/store/owner';
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

/** Locks that count how often they wait, in a folder where `owner` holds the lock of `hands`. */
async function heldBy(
  owner: Partial<Owner> | string,
): Promise<{ locks: Locks; waits: () => number; held: string }> {
  const folder = await temporaryFolder();
  const held = join(folder, 'hands.lock', 'held');
  await mkdir(join(folder, 'hands.lock'));
  await writeFile(held, typeof owner === 'string' ? owner : formatOwner({ ...thisOwner(), ...owner }));
  let count = 0;
  const wait = (): Promise<number> => Promise.resolve((count += 1));
  return { locks: new Locks(folder, { wait, attempt: tryLock }), waits: () => count, held };
}

const done = (): Promise<string> => Promise.resolve('done');

describe('the lock of a process that is gone is taken over without waiting', () => {
  it.runIf(process.platform === 'linux').each<[string, Partial<Owner>]>([
    ['that ran before the machine was started', { boot: 'another' }],
    ['whose number is another’s now', { started: '1' }],
    ['whose number nobody has', { pid: 2 ** 22 + 1 }],
  ])('%s', async (_, owner) => {
    const { locks, waits } = await heldBy(owner);
    expect([await locks.run('hands', done), waits()]).toEqual(['done', 0]);
  });

  it('killed in the middle of its job', async () => {
    const folder = await temporaryFolder();
    const program = await bundled('locking-child.ts');
    const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    expect(await readdir(join(folder, 'hands.lock'))).toHaveLength(1);
    let waits = 0;
    const wait = (): Promise<number> => Promise.resolve((waits += 1));
    const locks = new Locks(folder, { wait, attempt: tryLock });
    expect([await locks.run('hands', done), waits]).toEqual(['done', 0]);
  });

  it('of another machine, once it was not heard of for long', async () => {
    const { locks, waits, held } = await heldBy({ host: 'elsewhere' });
    await utimes(held, 0, 0);
    expect([await locks.run('hands', done), waits()]).toEqual(['done', 0]);
  });
});

it.each<[string, Partial<Owner> | string]>([
  ['runs', {}],
  ['runs on another machine', { host: 'elsewhere' }],
  ['has not said who it is', ''],
])('the lock of a process that %s is waited for, and not for ever', async (_, owner) => {
  const { locks, waits } = await heldBy(owner);
  await expect(locks.run('hands', done)).rejects.toMatchObject({ code: 'BUSY' });
  expect(waits()).toBe(150);
});

it('where no lock can be made nothing is waited for', async () => {
  const folder = join(await temporaryFolder(), 'file');
  await writeFile(folder, '');
  let waits = 0;
  const wait = (): Promise<number> => Promise.resolve((waits += 1));
  const locks = new Locks(folder, { wait, attempt: tryLock });
  expect([await locks.run('hands', done), waits]).toEqual(['done', 0]);
  expect(await new Locks(join(folder, '..', 'none'), { wait, attempt: tryLock }).run('hands', done)).toBe(
    'done',
  );
  expect(waits).toBe(0);
});

it('a lock leaves nothing behind', async () => {
  const folder = await temporaryFolder();
  await new Locks(folder).run('hands', done);
  expect(await readdir(folder)).toEqual([]);
});
