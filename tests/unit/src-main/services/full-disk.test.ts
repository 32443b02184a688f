import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ClipInfo } from '../../../../src-main/contract';
import { createServices, type Services } from '../../../../src-main/services';
import { fileSystemWith, nodeError } from '../../../fixtures/services/faulty-fs';
import { newClip, temporaryFolder } from '../../../fixtures/services/fixtures';

let dataDir: string;
let slug: string;
let services: Services;
let kept: ClipInfo;
let isFull: boolean;

const trashed = async (): Promise<string[]> =>
  (await readdir(join(dataDir, 'projects', slug, 'trash'), { recursive: true })).filter((path) =>
    path.endsWith('.safetensors'),
  );

beforeEach(async () => {
  dataDir = await temporaryFolder();
  isFull = false;
  const fileSystem = fileSystemWith((operation) => {
    if (isFull && operation === 'write') throw nodeError('ENOSPC');
  });
  services = await createServices(dataDir, { fileSystem });
  slug = (await services.projects.create('Hands')).slug;
  await services.classes.add(slug, 'Wave');
  kept = await services.clips.add(slug, newClip('wave', 1));
  const thrown = await services.clips.add(slug, newClip('wave', 2));
  await services.clips.remove(slug, [thrown]);
  isFull = true;
});

describe('on a disk without a byte free', () => {
  it('the trash is emptied, and Undo refuses what is gone', async () => {
    expect(await services.trash.empty(slug)).toEqual({ clips: 1 });
    expect(await trashed()).toEqual([]);
    isFull = false;
    await expect(services.history.undo(slug)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await services.clips.list(slug)).clips).toEqual([kept]);
  });

  it('clips go to the trash, which is then emptied', async () => {
    await services.clips.remove(slug, [kept]);
    expect(await trashed()).toHaveLength(2);
    expect(await services.trash.empty(slug)).toEqual({ clips: 2 });
    expect((await services.clips.list(slug)).clips).toEqual([]);
  });

  it('nothing else is done by halves', async () => {
    await services.classes.add(slug, 'Stop').catch(() => undefined);
    await expect(services.clips.relabel(slug, [kept], 'wave')).resolves.toEqual([kept]);
    await expect(services.clips.add(slug, newClip('wave', 3))).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect((await services.clips.list(slug)).clips).toEqual([kept]);
  });
});

it('a project whose last move was cut off opens on a full disk, and its trash is emptied', async () => {
  isFull = false;
  const dying = fileSystemWith((operation) => {
    if (operation === 'unlink') throw nodeError('EIO');
  });
  const other = await createServices(dataDir, { fileSystem: dying });
  await expect(other.clips.remove(slug, [kept])).rejects.toMatchObject({ code: 'UNREADABLE' });
  isFull = true;
  await services.projects.open(slug);
  await services.trash.empty(slug);
  expect((await services.clips.list(slug)).clips).toEqual([kept]);
});
