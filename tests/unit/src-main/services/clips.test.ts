import { execFile } from 'node:child_process';
import * as nodeFs from 'node:fs/promises';
import { copyFile, mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ClipInfo } from '../../../../src-main/contract';
import { createServices, type Services } from '../../../../src-main/services';
import type { FileSystem } from '../../../../src-main/store/disk';
import { fileSystemWith, nodeError } from '../../../fixtures/services/faulty-fs';
import { bytesOf, newClip, temporaryFolder } from '../../../fixtures/services/fixtures';

describe('clips', () => {
  let dataDir: string;
  let services: Services;
  let slug: string;
  let folder: string;

  beforeEach(async () => {
    dataDir = await temporaryFolder();
    services = await createServices(dataDir);
    slug = (await services.projects.create('Hands')).slug;
    await services.classes.add(slug, 'Wave');
    await services.classes.add(slug, 'Stop');
    folder = join(dataDir, 'projects', slug, 'clips');
  });

  const add = (classId: string, seed: number): Promise<ClipInfo> =>
    services.clips.add(slug, newClip(classId, seed));
  const path = ({ classId, id }: { classId: string; id: string }): string =>
    join(folder, classId, `${id}.safetensors`);

  it('are files that say all about themselves', async () => {
    const clip = newClip('wave', 7);
    const info = await services.clips.add(slug, clip);
    expect(info).toMatchObject({ classId: 'wave', shape: clip.shape, meta: clip.meta });
    expect((await stat(path(info))).size).toBe(info.bytes);
    const { clips, frames, unreadable } = await services.clips.read(slug, [info]);
    expect(clips).toEqual([{ ...info, timestamps: clip.timestamps }]);
    expect(await bytesOf(frames)).toEqual(await bytesOf(clip.frames));
    expect(unreadable).toEqual([]);
  });

  it('leave no folder behind where their project goes to the trash meanwhile', async () => {
    let removed: Promise<unknown> = Promise.resolve();
    const slow: FileSystem = {
      ...nodeFs,
      // Long enough for the removal to overtake a clip that does not keep its project to itself.
      mkdir: async (made, options) => {
        if (made === join(folder, 'wave')) await Promise.race([removed, delay(300)]);
        return nodeFs.mkdir(made, options);
      },
    };
    services = await createServices(dataDir, { fileSystem: slow });
    const added = add('wave', 1).catch(() => null);
    removed = services.projects.remove(slug);
    await Promise.all([added, removed]);
    expect(await readdir(join(dataDir, 'projects'))).toEqual([]);
  });

  it('are listed by class in the project’s order, then by time', async () => {
    const stop = await add('stop', 1);
    const first = await add('wave', 2);
    const second = await add('wave', 3);
    expect((await services.clips.list(slug)).clips).toEqual([first, second, stop]);
    await services.classes.reorder(slug, ['stop', 'wave']);
    expect((await services.clips.list(slug)).clips).toEqual([stop, first, second]);
  });

  it('are listed by reading their headers alone', async () => {
    for (let seed = 0; seed < 5; seed++) {
      await services.clips.add(slug, newClip('wave', seed, [16, 96, 96, 3]));
    }
    let bytes = 0;
    const counting: FileSystem = {
      ...nodeFs,
      open: async (file, flags) => {
        const opened = await nodeFs.open(file, flags);
        return {
          read: async (...range) => {
            const result = await opened.read(...range);
            if (file.endsWith('.safetensors')) bytes += result.bytesRead;
            return result;
          },
          writeFile: (data) => opened.writeFile(data),
          stat: () => opened.stat(),
          sync: () => opened.sync(),
          close: () => opened.close(),
        };
      },
      readFile: async (file) => {
        expect(file).not.toContain('.safetensors');
        return nodeFs.readFile(file);
      },
    };
    const watched = await createServices(dataDir, { fileSystem: counting });
    expect((await watched.clips.list(slug)).clips).toHaveLength(5);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(5 * 1024);
  });

  it('with a header longer than the first read are listed too', async () => {
    const clip = newClip('wave');
    const long = { ...clip, meta: { ...clip.meta, source: '\u0007'.repeat(300), session: '🙂'.repeat(60) } };
    const info = await services.clips.add(slug, long);
    expect(info.bytes - clip.frames.size).toBeGreaterThan(2000);
    expect(info.meta).toEqual(long.meta);
    expect((await services.clips.list(slug)).clips).toEqual([info]);
  });

  it('whose timestamps are no numbers are not read', async () => {
    const info = await services.clips.add(slug, { ...newClip('wave'), timestamps: [0, Number.NaN] });
    const { clips, frames, unreadable } = await services.clips.read(slug, [info]);
    expect([clips, frames.size]).toEqual([[], 0]);
    expect(unreadable).toMatchObject([{ reason: 'Its timestamps are damaged.' }]);
  });

  it('that do not fit their description are refused', async () => {
    const clip = newClip('wave');
    const wrong = [
      { ...clip, frames: new Blob([new Uint8Array(119)]) },
      { ...clip, shape: [3, 4, 5, 3] as [number, number, number, 3] },
      { ...clip, timestamps: [1] },
    ];
    for (const one of wrong) {
      await expect(services.clips.add(slug, one)).rejects.toMatchObject({ code: 'INVALID' });
    }
    await expect(services.clips.add(slug, newClip('gone'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await readdir(join(folder, 'wave'))).toEqual([]);
  });

  it('of another size than the project’s are kept, and their size is told', async () => {
    const small = await services.clips.add(slug, newClip('wave', 1, [4, 6, 8, 3]));
    const { clips } = await services.clips.list(slug);
    expect(clips).toEqual([small]);
    expect(clips[0]?.shape).toEqual([4, 6, 8, 3]);
  });

  it('move to another class and back', async () => {
    const [a, b] = [await add('wave', 1), await add('stop', 2)];
    const moved = await services.clips.relabel(slug, [a, b, a], 'stop');
    expect(moved).toEqual([{ ...a, classId: 'stop' }, b]);
    expect((await services.clips.list(slug)).clips.map(({ classId }) => classId)).toEqual(['stop', 'stop']);
    await services.clips.relabel(slug, [{ classId: 'stop', id: a.id }], 'wave');
    expect((await services.clips.list(slug)).clips).toEqual([a, b]);
  });

  it('stay where they are, all of them, where one is not there', async () => {
    const a = await add('wave', 1);
    await add('wave', 2);
    const gone = { classId: 'wave', id: 'gone' };
    const missing = { code: 'NOT_FOUND', message: 'The clip gone of “wave” is no longer there.' };
    await expect(services.clips.relabel(slug, [a, gone], 'stop')).rejects.toMatchObject(missing);
    await expect(services.clips.remove(slug, [a, gone])).rejects.toMatchObject(missing);
    await expect(services.clips.relabel(slug, [a], 'gone')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await readdir(join(folder, 'wave'))).toHaveLength(2);
  });

  it('thrown away come back to their class', async () => {
    const [a, b] = [await add('wave', 1), await add('stop', 2)];
    const { trashIds } = await services.clips.remove(slug, [a, b]);
    expect(trashIds).toHaveLength(2);
    expect((await services.clips.list(slug)).clips).toEqual([]);
    expect(await services.clips.restore(slug, trashIds)).toEqual([a, b]);
    expect((await services.clips.list(slug)).clips).toEqual([a, b]);
    await expect(services.clips.restore(slug, trashIds)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are not found by names that lead elsewhere', async () => {
    const clip = await add('wave', 1);
    const tricks = [
      { classId: '..', id: 'project' },
      { classId: 'wave', id: '../../../x' },
      { classId: 'a/b', id: clip.id },
    ];
    for (const ref of tricks) {
      expect((await services.clips.read(slug, [ref])).unreadable).toHaveLength(1);
      await expect(services.clips.remove(slug, [ref])).rejects.toMatchObject({ code: 'INVALID' });
      await expect(services.clips.relabel(slug, [ref], 'stop')).rejects.toMatchObject({ code: 'INVALID' });
    }
    await expect(services.clips.restore(slug, ['../x'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that cannot be read are listed with the reason and left where they are', async () => {
    const good = await add('wave', 1);
    const short = await add('wave', 2);
    await truncate(path(short), short.bytes - 1);
    await writeFile(join(folder, 'wave', 'foreign.safetensors'), 'PK\u0003\u0004 this is something else');
    await writeFile(join(folder, 'wave', 'none.safetensors'), '');
    await writeFile(join(folder, 'wave', 'video.mp4'), 'x');
    await writeFile(join(folder, 'wave', '.DS_Store'), 'x');
    await copyFile(path(good), join(folder, 'wave', 'My clip.safetensors'));
    await mkdir(join(folder, 'wave', 'folder.safetensors'));
    await mkdir(join(folder, 'Not A Class'));
    await copyFile(path(good), join(folder, 'Not A Class', 'a.safetensors'));
    const files = await readdir(folder, { recursive: true });

    const { clips, unreadable } = await services.clips.list(slug);
    expect(clips).toEqual([good]);
    expect(Object.fromEntries(unreadable.map(({ file, reason }) => [file, reason]))).toEqual({
      [`${short.id}.safetensors`]: `The file is cut short: it has ${short.bytes - 1} bytes and should have ${short.bytes}.`,
      'foreign.safetensors': 'The file is not a safetensors file, or its beginning is damaged.',
      'none.safetensors': 'The file is empty.',
      'video.mp4': 'It is not a .safetensors file.',
      'folder.safetensors': 'It is not a .safetensors file.',
      'My clip.safetensors':
        'Its name may contain only lower-case letters, digits and hyphens. Rename it to use it.',
      'a.safetensors':
        'The name of its folder may contain only lower-case letters, digits and hyphens. Rename it to use it.',
    });
    expect(await readdir(folder, { recursive: true })).toEqual(files);

    const batch = await services.clips.read(slug, [short, good]);
    expect(batch.clips.map(({ id }) => id)).toEqual([good.id]);
    expect(batch.unreadable).toMatchObject([{ file: `${short.id}.safetensors` }]);
    expect(batch.frames.size).toBe(120);

    await expect(services.clips.relabel(slug, [short], 'stop')).rejects.toMatchObject({ code: 'UNREADABLE' });
    const { trashIds } = await services.clips.remove(slug, [short]);
    expect(await services.clips.restore(slug, trashIds)).toEqual([]);
    expect(await readdir(folder, { recursive: true })).toEqual(files);
  });

  it('that may not be read are listed with the reason', async () => {
    const [a, b] = [await add('wave', 1), await add('wave', 2)];
    const fileSystem = fileSystemWith((operation, file) => {
      if (operation === 'open' && file.includes(a.id)) throw nodeError('EACCES');
    });
    const barred = await createServices(dataDir, { fileSystem });
    const { clips, unreadable } = await barred.clips.list(slug);
    expect(clips).toEqual([b]);
    expect(unreadable).toMatchObject([{ reason: expect.stringContaining('no permission') as string }]);
  });

  it('in a folder that may not be read cost no others', async () => {
    await add('wave', 1);
    const stop = await add('stop', 2);
    const fileSystem = fileSystemWith((operation, file) => {
      if (operation === 'readdir' && file.endsWith('wave')) throw nodeError('EACCES');
    });
    const barred = await createServices(dataDir, { fileSystem });
    const { clips, unreadable } = await barred.clips.list(slug);
    expect(clips).toEqual([stop]);
    expect(unreadable).toMatchObject([
      { classId: 'wave', reason: expect.stringContaining('permission') as string },
    ]);
    expect(await barred.projects.list()).toMatchObject([{ clips: 1, unreadable: null }]);
  });

  it('that do not fit on the disk are refused, and those saved before stay', async () => {
    const saved = await add('wave', 1);
    const fileSystem = fileSystemWith((operation) => {
      if (operation === 'sync') throw nodeError('ENOSPC');
    });
    const full = await createServices(dataDir, { fileSystem });
    await expect(full.clips.add(slug, newClip('wave', 2))).rejects.toMatchObject({
      code: 'DISK_FULL',
      message:
        'The disk is full, so Beckon could not save the clip of “Wave”. Free some space and try again.',
    });
    expect(await readdir(join(folder, 'wave'))).toEqual([`${saved.id}.safetensors`]);
  });

  it('open in Python as the format’s own header says', async ({ skip }) => {
    const clip = newClip('wave', 3);
    const info = await services.clips.add(slug, clip);
    const script = [
      'import json, struct, sys',
      'raw = open(sys.argv[1], "rb").read()',
      'n = struct.unpack("<Q", raw[:8])[0]',
      'h = json.loads(raw[8:8 + n])',
      'a, b = h["timestamps"]["data_offsets"]',
      'c, d = h["frames"]["data_offsets"]',
      'data = raw[8 + n:]',
      'print(json.dumps([h["__metadata__"], h["frames"]["shape"], list(struct.unpack("<2d", data[a:b])), list(data[c:d])]))',
    ].join('\n');
    const run = promisify(execFile)('python3', ['-c', script, path(info)]);
    const output = await run.catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') skip('python3 is not installed');
      throw error;
    });
    expect(JSON.parse(output.stdout)).toEqual([
      { ...clip.meta, mirror: 'true', fps: '10' },
      clip.shape,
      clip.timestamps,
      [...(await bytesOf(clip.frames))],
    ]);
    expect((await readFile(path(info))).length).toBe(info.bytes);
  });
});
