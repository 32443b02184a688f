import { mkdir, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewStretch } from '../../../../src-main/contract';
import { createServices, type Services } from '../../../../src-main/services';
import { fileSystemWith, nodeError } from '../../../fixtures/services/faulty-fs';
import { bytesOf, temporaryFolder } from '../../../fixtures/services/fixtures';

const MP4 = new Uint8Array([0, 0, 0, 24, ...new TextEncoder().encode('ftypisom'), 1, 2, 3]);
const WEBM = new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

const stretch: NewStretch = {
  name: 'Evening',
  source: 'evening.mp4',
  seconds: 12,
  events: [{ class: 'wave', start: 1, end: 2.5 }],
  unknown: [{ start: 4, end: 5 }],
};

describe('stretches', () => {
  let dataDir: string;
  let services: Services;
  let slug: string;
  let folder: string;
  let video: string;

  beforeEach(async () => {
    dataDir = await temporaryFolder();
    services = await createServices(dataDir);
    slug = (await services.projects.create('Hands')).slug;
    folder = join(dataDir, 'projects', slug, 'stretches');
    video = join(await temporaryFolder(), 'video');
    await writeFile(video, MP4);
  });

  it('are two files each, and come back as they were', async () => {
    const first = await services.stretches.add(slug, video, stretch);
    await writeFile(video, WEBM);
    const second = await services.stretches.add(slug, video, { ...stretch, name: 'Morning', events: [] });
    expect(first).toMatchObject({ ...stretch, size: MP4.length, type: 'video/mp4' });
    expect(second).toMatchObject({ name: 'Morning', size: WEBM.length, type: 'video/webm' });
    expect((await readdir(folder)).sort()).toEqual(
      [`${first.id}.json`, `${first.id}.mp4`, `${second.id}.json`, `${second.id}.webm`].sort(),
    );
    expect(await services.stretches.list(slug)).toEqual({ stretches: [first, second], unreadable: [] });
    expect(await bytesOf(await services.stretches.read(slug, first.id, 0))).toEqual(MP4);
    expect(await bytesOf(await services.stretches.read(slug, first.id, 12))).toEqual(MP4.slice(12));
    expect((await services.stretches.read(slug, first.id, MP4.length)).size).toBe(0);
  });

  it('take what was done anew, and another name', async () => {
    const { id, ...before } = await services.stretches.add(slug, video, stretch);
    const events = [{ class: 'push', start: 3, end: 3 }];
    expect(await services.stretches.change(slug, id, { events })).toEqual({ id, ...before, events });
    expect(await services.stretches.change(slug, id, { name: 'Noon' })).toEqual({
      ...{ id, ...before, events },
      name: 'Noon',
    });
    expect(await services.stretches.change(slug, id, { learn: true })).toMatchObject({ learn: true, events });
    expect(await services.stretches.change(slug, id, { name: 'One' })).toMatchObject({ learn: true });
    const late = { unknown: [{ start: 12, end: 13 }] };
    await expect(services.stretches.change(slug, id, late)).rejects.toMatchObject({ code: 'INVALID' });
    await expect(services.stretches.change(slug, 'gone', {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are no other files than videos, and none that is said to be longer than it is', async () => {
    await writeFile(video, 'GIF89a and no video');
    await expect(services.stretches.add(slug, video, stretch)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await writeFile(video, '');
    await expect(services.stretches.add(slug, video, stretch)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await writeFile(video, MP4);
    await truncate(video, 2 ** 31);
    await expect(services.stretches.add(slug, video, stretch)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await truncate(video, 15);
    await expect(services.stretches.add(slug, video, { ...stretch, seconds: 1 })).rejects.toThrow(
      'Something is said to start at 1 s, but the video is over after 1.0 s.',
    );
    expect((await services.stretches.list(slug)).stretches).toEqual([]);
  });

  it('are thrown away, come back, and go for good with the trash', async () => {
    const added = await services.stretches.add(slug, video, stretch);
    const { trashId } = await services.stretches.remove(slug, added.id);
    expect(await services.stretches.list(slug)).toEqual({ stretches: [], unreadable: [] });
    expect(await services.trash.list(slug)).toEqual([{ kind: 'stretch', trashId, name: trashId, clips: 0 }]);
    expect(await services.stretches.restore(slug, trashId)).toEqual(added);
    await expect(services.stretches.restore(slug, trashId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const again = await services.stretches.remove(slug, added.id);
    await services.trash.empty(slug);
    await expect(services.stretches.restore(slug, again.trashId)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(services.stretches.remove(slug, added.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that cannot be read are named with the reason, and hide no other', async () => {
    const added = await services.stretches.add(slug, video, stretch);
    const write = (name: string, text: string) => writeFile(join(folder, name), text);
    await write('a-nothing.json', '{"schema": 1}');
    await write('b-garbage.json', 'no json');
    await write('c-newer.json', '{"schema": 99}');
    await write('Bad Name.json', '{}');
    await write('d-alone.json', JSON.stringify({ schema: 1, created: added.created, ...stretch }));
    const { stretches, unreadable } = await services.stretches.list(slug);
    expect(stretches).toEqual([added]);
    expect(unreadable.map(({ file, reason }) => [file, reason])).toEqual([
      ['stretches/Bad Name.json', expect.stringContaining('not the id of a stretch')],
      ['stretches/a-nothing.json', expect.stringContaining('“created” is not valid')],
      ['stretches/b-garbage.json', expect.stringContaining('not valid JSON')],
      ['stretches/c-newer.json', expect.stringContaining('newer Beckon')],
      ['stretches/d-alone.json', 'The stretch’s video is missing.'],
    ]);
  });

  it('are read from nowhere else', async () => {
    await services.stretches.add(slug, video, stretch);
    await expect(services.stretches.read(slug, '../project', 0)).rejects.toMatchObject({ code: 'INVALID' });
    await expect(services.stretches.restore(slug, '../../x')).rejects.toMatchObject({ code: 'INVALID' });
    await rm(folder, { recursive: true });
    const elsewhere = await temporaryFolder();
    await mkdir(join(elsewhere, 'x'));
    await symlink(elsewhere, folder);
    await expect(services.stretches.list(slug)).rejects.toThrow('is a link');
  });

  it('are whole or not there where the disk fills up', async () => {
    const full = await createServices(dataDir, {
      fileSystem: fileSystemWith((operation, path) => {
        if (operation === 'write' && path.includes('.json')) throw nodeError('ENOSPC');
      }),
    });
    await expect(full.stretches.add(slug, video, stretch)).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(await readdir(folder)).toEqual([]);
    expect(await services.stretches.list(slug)).toEqual({ stretches: [], unreadable: [] });
  });
});
