import { mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BeckonError } from '../../../../src-main/contract';
import { below, Disk, explain } from '../../../../src-main/store/disk';
import { fileSystemWith, nodeError, type Operation } from '../../../fixtures/services/faulty-fs';
import { temporaryFolder } from '../../../fixtures/services/fixtures';

describe('a path below a folder', () => {
  it('is joined', () => {
    expect(below('/data', 'projects', 'wave.json')).toBe('/data/projects/wave.json');
    expect(below('/', 'data')).toBe('/data');
  });

  it.each([['..'], ['.'], [''], ['a/b'], ['a\\b'], ['../x'], ['/etc'], ['a\0b']])('refuses %j', (name) => {
    expect(() => below('/data', 'projects', name)).toThrow(BeckonError);
  });
});

describe('an atomic write', () => {
  it('syncs the file, renames it, then syncs the folder', async () => {
    const folder = await temporaryFolder();
    const log: Operation[] = [];
    await new Disk(fileSystemWith((operation) => log.push(operation))).write(
      join(folder, 'a'),
      ['x', 'y'],
      'do it',
    );
    expect(log).toEqual(['open', 'write', 'write', 'sync', 'close', 'rename', 'open', 'sync', 'close']);
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('xy');
  });

  it.each<[Operation, string, string]>([
    ['write', 'ENOSPC', 'DISK_FULL'],
    ['sync', 'ENOSPC', 'DISK_FULL'],
    ['write', 'EDQUOT', 'DISK_FULL'],
    ['open', 'EACCES', 'NO_PERMISSION'],
    ['open', 'EROFS', 'NO_PERMISSION'],
    ['rename', 'EPERM', 'NO_PERMISSION'],
    ['write', 'EIO', 'UNREADABLE'],
  ])('that fails at %s with %s leaves the old file, and nothing else', async (operation, code, expected) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'a'), 'old');
    const disk = new Disk(
      fileSystemWith((current) => {
        if (current === operation) throw nodeError(code);
      }),
    );
    const error = await disk.write(join(folder, 'a'), ['new content'], 'save it').catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'BeckonError', code: expected });
    expect((error as Error).message).toContain('save it');
    expect((error as Error).message).not.toContain(folder);
    expect(await readdir(folder)).toEqual(['a']);
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old');
  });
});

describe('a folder written at once', () => {
  it('is not there at all where one of its files fails', async () => {
    const folder = await temporaryFolder();
    let writes = 0;
    const disk = new Disk(
      fileSystemWith((operation) => {
        if (operation === 'write' && ++writes === 2) throw nodeError('ENOSPC');
      }),
    );
    const files = { 'one.json': ['1'], 'two.bin': ['2'] };
    await expect(disk.writeFolder(join(folder, 'run'), files, 'save it')).rejects.toMatchObject({
      code: 'DISK_FULL',
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('never takes the place of one that holds something', async () => {
    const folder = await temporaryFolder();
    const disk = new Disk();
    await disk.writeFolder(join(folder, 'run'), { a: ['1'] }, 'save it');
    await expect(disk.writeFolder(join(folder, 'run'), { a: ['2'] }, 'save it')).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    expect(await readFile(join(folder, 'run', 'a'), 'utf8')).toBe('1');
  });
});

describe('a move of several', () => {
  const movesOf = (folder: string): { from: string; to: string }[] =>
    ['a', 'b', 'c'].map((name) => ({ from: join(folder, name), to: join(folder, 'to', name) }));

  it('is taken back where one fails', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'a'), 'a');
    await writeFile(join(folder, 'b'), 'b');
    await expect(new Disk().move(movesOf(folder), 'move them')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await readdir(join(folder, 'to'))).toEqual([]);
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('a');
    expect(await readFile(join(folder, 'b'), 'utf8')).toBe('b');
  });

  it('says how many were moved before one failed, where they cannot be taken back', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'a'), '');
    await writeFile(join(folder, 'b'), '');
    const disk = new Disk(
      fileSystemWith((operation, path) => {
        if (operation === 'link' && path === join(folder, 'a')) throw nodeError('EIO');
      }),
    );
    await expect(disk.move(movesOf(folder), 'move them')).rejects.toThrow('1 of 3 were moved before that.');
    expect(await readdir(join(folder, 'to'))).toEqual(['a']);
  });
});

it('a missing folder is empty, and temporary files are not seen', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, '.tmp-x'), '');
  await writeFile(join(folder, 'b'), '');
  await symlink('nowhere', join(folder, 'a'));
  const disk = new Disk();
  expect((await disk.entries(folder, 'read')).map(({ name }) => name)).toEqual(['a', 'b']);
  expect(await disk.entries(join(folder, 'none'), 'read')).toEqual([]);
  expect(await disk.entries(join(folder, 'b', 'none'), 'read')).toEqual([]);
});

it('sweeping takes old temporary files only', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, '.tmp-new'), '');
  await writeFile(join(folder, '.tmp-old'), '');
  await mkdir(join(folder, '.tmp-old-folder'));
  await writeFile(join(folder, 'old'), '');
  const yesterday = new Date(Date.now() - 86_400_000);
  for (const name of ['.tmp-old', '.tmp-old-folder', 'old'])
    await utimes(join(folder, name), yesterday, yesterday);
  await new Disk().sweep(folder);
  expect((await readdir(folder)).sort()).toEqual(['.tmp-new', 'old']);
});

it('every error becomes a sentence, and sentences stay what they are', () => {
  const own = new BeckonError('EMPTY', 'Nothing here.');
  expect(explain(own, 'do it')).toBe(own);
  expect(explain(nodeError('ENOENT'), 'do it')).toMatchObject({ code: 'NOT_FOUND' });
  expect(explain(nodeError('EMFILE'), 'do it').message).toContain('Try again');
  expect(explain(nodeError('EWHAT'), 'do it').message).toBe('Beckon could not do it (EWHAT).');
});

it.each([
  ['EROFS', 'The disk can only be read'],
  ['ENOTDIR', 'a part of its path is a file'],
  ['EISDIR', 'there is a folder where a file should be'],
  ['ENAMETOOLONG', 'too long'],
  ['ELOOP', 'form a loop'],
  ['EXDEV', 'on different disks'],
  ['EFBIG', 'does not accept a file of this size'],
  ['ENOTREG', 'a pipe or a device'],
])('%s is told as what it is', (code, words) => {
  const { message } = explain(nodeError(code), 'save it');
  expect(message).toContain(words);
  expect(message).not.toContain('no longer there');
});

it('a message that quotes a file is of a length a person reads', () => {
  expect(new BeckonError('UNREADABLE', `It says “${'x'.repeat(5000)}”.`).message.length).toBeLessThanOrEqual(
    600,
  );
  expect(explain(new Error('x'.repeat(5000)), 'do it').message.length).toBeLessThan(300);
});

describe.runIf(process.platform === 'linux')('a folder', () => {
  it('that can be made nowhere is said to be so, and why', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    const make = (path: string): Promise<string> =>
      new Disk().makeFolder(path, 'use it').then(
        () => 'made',
        (error: Error) => error.message,
      );
    expect(await make(join(folder, 'file', 'x'))).toContain('a part of its path is a file');
    expect(await make(join(folder, 'file'))).toContain('a part of its path is a file');
    // Node's own way to make folders never ends here.
    expect(await make('/proc/beckon/x')).toContain('no permission');
    expect(await make(join(folder, 'a', 'b', 'c'))).toBe('made');
    expect(await make(join(folder, 'a', 'b', 'c'))).toBe('made');
  });
});
