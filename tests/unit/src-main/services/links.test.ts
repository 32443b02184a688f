import { mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ClipInfo } from '../../../../src-main/contract';
import { createServices, type Services } from '../../../../src-main/services';
import { newClip, newModel, temporaryFolder } from '../../../fixtures/services/fixtures';

let around: string;
let dataDir: string;
let services: Services;
let slug: string;
let folder: string;
let clip: ClipInfo;

const OUT = { code: 'INVALID', message: expect.stringContaining('outside the data folder') as string };

beforeEach(async () => {
  around = await temporaryFolder();
  dataDir = join(around, 'data');
  services = await createServices(dataDir);
  slug = (await services.projects.create('Hands')).slug;
  folder = join(dataDir, 'projects', slug);
  for (const name of ['Wave', 'Stop']) await services.classes.add(slug, name);
  clip = await services.clips.add(slug, newClip('wave', 1));
});

/** Puts a folder of the project, or an empty one, elsewhere, and a link to it in its place. */
async function moveAway(to: string, ...names: string[]): Promise<void> {
  await mkdir(join(to, '..'), { recursive: true });
  await rename(join(folder, ...names), to).catch(() => mkdir(to));
  await symlink(to, join(folder, ...names), 'dir');
}

describe('a link to a place inside of the data folder', () => {
  it('in place of a class’s folder is that folder', async () => {
    await moveAway(join(dataDir, 'big', 'wave'), 'clips', 'wave');
    const added = await services.clips.add(slug, newClip('wave', 2));
    expect((await services.clips.list(slug)).clips.map(({ id }) => id)).toEqual([clip.id, added.id]);
    await services.clips.relabel(slug, [clip], 'stop');
    await services.history.undo(slug);
    await services.clips.remove(slug, [added]);
    expect((await services.clips.list(slug)).clips).toEqual([clip]);
    expect(await services.projects.list()).toMatchObject([{ clips: 1 }]);
  });

  it('in place of the trash is emptied, but not what is in use in a project', async () => {
    await services.clips.remove(slug, [await services.clips.add(slug, newClip('wave', 2))]);
    await moveAway(join(dataDir, 'rubbish'), 'trash');
    expect(await services.trash.empty(slug)).toEqual({ clips: 1 });
    const other = await services.projects.create('Other');
    await services.classes.add(other.slug, 'Wave');
    await services.clips.add(other.slug, newClip('wave', 3));
    await rename(join(folder, 'trash'), join(folder, 'before'));
    await symlink(join(dataDir, 'projects', other.slug), join(folder, 'trash'), 'dir');
    await expect(services.trash.empty(slug)).rejects.toMatchObject({ code: 'INVALID' });
    expect((await services.clips.list(other.slug)).clips).toHaveLength(1);
  });
});

describe('a link that leads out of the data folder', () => {
  it('in place of a class’s folder takes no clip, and is named', async () => {
    const outside = join(around, 'outside');
    await moveAway(outside, 'clips', 'wave');
    const before = await readdir(outside);
    expect(await services.clips.list(slug)).toMatchObject({
      clips: [],
      unreadable: [{ classId: 'wave', file: '*', reason: OUT.message }],
    });
    await expect(services.clips.add(slug, newClip('wave', 2))).rejects.toMatchObject(OUT);
    await expect(services.clips.relabel(slug, [clip], 'stop')).rejects.toMatchObject(OUT);
    await expect(services.clips.remove(slug, [clip])).rejects.toMatchObject(OUT);
    const inside = await services.clips.add(slug, newClip('stop', 3));
    await expect(services.clips.relabel(slug, [inside], 'wave')).rejects.toMatchObject(OUT);
    expect((await services.clips.list(slug)).clips).toEqual([inside]);
    expect(await readdir(outside)).toEqual(before);
  });

  it('in place of a clip is not read', async () => {
    const outside = join(around, 'theirs.safetensors');
    await rename(join(folder, 'clips', 'wave', `${clip.id}.safetensors`), outside);
    await symlink(outside, join(folder, 'clips', 'wave', `${clip.id}.safetensors`));
    expect((await services.clips.list(slug)).unreadable).toHaveLength(1);
    expect((await services.clips.read(slug, [clip])).unreadable).toMatchObject([{ reason: OUT.message }]);
  });

  it.each([[['trash']], [['trash', 'clips']]])(
    'in place of %j loses nothing there',
    async (names: string[]) => {
      const outside = join(around, 'outside');
      await mkdir(join(outside, 'clips', 'wave'), { recursive: true });
      await mkdir(join(outside, 'wave'), { recursive: true });
      await writeFile(join(outside, 'clips', 'wave', 'theirs.safetensors'), '');
      await mkdir(join(folder, ...names.slice(0, -1)), { recursive: true });
      await symlink(outside, join(folder, ...names), 'dir');
      const before = await readdir(outside, { recursive: true });
      await expect(services.trash.empty(slug)).rejects.toMatchObject({ code: 'INVALID' });
      await expect(services.clips.remove(slug, [clip])).rejects.toMatchObject(OUT);
      expect((await services.clips.list(slug)).clips).toEqual([clip]);
      expect(await readdir(outside, { recursive: true })).toEqual(before);
    },
  );

  it('in place of a project or a model is listed with the reason', async () => {
    await services.models.save(slug, newModel('first'));
    await moveAway(join(around, 'first'), 'models', 'first');
    expect(await services.models.list(slug)).toMatchObject({
      runs: [],
      unreadable: [{ id: 'first', reason: OUT.message }],
    });
    await rename(folder, join(around, 'hands'));
    await symlink(join(around, 'hands'), folder, 'dir');
    expect(await services.projects.list()).toMatchObject([{ slug, unreadable: OUT.message }]);
    await expect(services.projects.open(slug)).rejects.toMatchObject(OUT);
    expect((await services.projects.create('Hands')).slug).not.toBe(slug);
  });

  it('in place of the trash of projects takes none', async () => {
    await mkdir(join(around, 'outside'));
    await symlink(join(around, 'outside'), join(dataDir, 'trash'), 'dir');
    await expect(services.projects.remove(slug)).rejects.toMatchObject(OUT);
    expect(await readdir(join(around, 'outside'))).toEqual([]);
  });
});

it('a data folder may be a link, and its projects lie on another disk', async () => {
  await rename(join(dataDir, 'projects'), join(around, 'disk'));
  await symlink(join(around, 'disk'), join(dataDir, 'projects'), 'dir');
  await symlink(dataDir, join(around, 'link'), 'dir');
  const again = await createServices(join(around, 'link'));
  await again.clips.add(slug, newClip('stop', 2));
  expect((await again.clips.list(slug)).clips).toHaveLength(2);
});
