import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CrashLog } from '../../../../src-main/hosts/crash-log';

let dataDir: string;
beforeEach(async () => (dataDir = await mkdtemp(join(tmpdir(), 'beckon-log-'))));
afterEach(() => rm(dataDir, { recursive: true, force: true }));

describe('CrashLog', () => {
  it('writes lines with their times where only the person can read them', async () => {
    const log = new CrashLog(dataDir);
    log.write('one');
    log.write('two');
    const file = join(dataDir, 'logs', 'crashes.log');
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/^\S+Z /, ''))).toEqual(['one', 'two']);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('begins anew once it is long, and keeps the one before', async () => {
    const log = new CrashLog(dataDir);
    log.write('first');
    const folder = join(dataDir, 'logs');
    await writeFile(join(folder, 'crashes.log'), 'x'.repeat(300_000));
    log.write('next');
    expect((await readdir(folder)).sort()).toEqual(['crashes.log', 'crashes.old.log']);
    expect(await readFile(join(folder, 'crashes.log'), 'utf8')).toMatch(/ next\n$/);
  });

  it('does not fail where it cannot write', async () => {
    await writeFile(join(dataDir, 'logs'), 'a file where the folder should be');
    expect(() => new CrashLog(dataDir).write('lost')).not.toThrow();
  });
});
