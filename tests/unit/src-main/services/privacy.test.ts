import { chmod, lstat, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createServices } from '../../../../src-main/services';
import { newCheckpoint, newClip, newModel, temporaryFolder } from '../../../fixtures/services/fixtures';

const mode = async (path: string): Promise<string> => ((await lstat(path)).mode & 0o7777).toString(8);

/** Everything below the folder that others may do something with, by its path. */
async function open(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const path of await readdir(folder, { recursive: true })) {
    const info = await lstat(join(folder, path));
    if (!info.isSymbolicLink() && (info.mode & 0o077) !== 0) found.push(path);
  }
  return found;
}

/** A data folder with one of everything. */
async function fill(dataDir: string): Promise<void> {
  const { projects, classes, clips, models, checkpoints, settings, transfers } =
    await createServices(dataDir);
  const { slug } = await projects.create('Hands');
  await classes.add(slug, 'Wave');
  const clip = await clips.add(slug, newClip('wave', 1));
  await clips.remove(slug, [clip]);
  await clips.add(slug, newClip('wave', 2));
  await models.save(slug, newModel('first'));
  await checkpoints.save(slug, newCheckpoint(6));
  await settings.set({ lastProject: slug });
  const { id } = await transfers.begin();
  await transfers.append(id, 0, new Blob(['bytes']));
  await transfers.hold(['more']);
}

describe.runIf(process.platform !== 'win32')('recordings', () => {
  it('are nobody else’s from the start', async () => {
    const around = await temporaryFolder();
    const mask = process.umask(0);
    try {
      await fill(join(around, 'data'));
    } finally {
      process.umask(mask);
    }
    expect(await open(around)).toEqual([]);
  });

  it('that others could read are closed to them when Beckon starts, and links are not followed', async () => {
    const around = await temporaryFolder();
    const dataDir = join(around, 'data');
    await fill(dataDir);
    for (const path of ['', ...(await readdir(dataDir, { recursive: true }))]) {
      const { mode: now } = await lstat(join(dataDir, path));
      await chmod(join(dataDir, path), now | 0o055);
    }
    const outside = join(around, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'theirs'), '');
    for (const [path, bits] of [
      [outside, 0o755],
      [join(outside, 'theirs'), 0o644],
    ] as const)
      await chmod(path, bits);
    await symlink(outside, join(dataDir, 'projects', 'hands', 'clips', 'link'));
    await symlink(join(outside, 'theirs'), join(dataDir, 'projects', 'hands', 'clips', 'wave', 'link'));
    await createServices(dataDir);
    const through = join('projects', 'hands', 'clips', 'link');
    expect((await open(dataDir)).filter((path) => !path.startsWith(through))).toEqual([]);
    expect(await mode(dataDir)).toBe('700');
    expect([await mode(outside), await mode(join(outside, 'theirs'))]).toEqual(['755', '644']);
  });

  it('in a folder that holds other things leave that folder and those things as they are', async () => {
    const dataDir = await temporaryFolder();
    await chmod(dataDir, 0o755);
    await writeFile(join(dataDir, 'letter.txt'), '');
    await chmod(join(dataDir, 'letter.txt'), 0o644);
    await createServices(dataDir);
    expect([await mode(dataDir), await mode(join(dataDir, 'letter.txt'))]).toEqual(['755', '644']);
    expect(await mode(join(dataDir, 'projects'))).toBe('700');
  });
});
