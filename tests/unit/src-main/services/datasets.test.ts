import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import type { DatasetImportReport } from '../../../../src-main/contract';
import { createServices, type Services } from '../../../../src-main/services';
import { fileSystemWith, nodeError } from '../../../fixtures/services/faulty-fs';
import { collect, newClip, surrounded, temporaryFolder } from '../../../fixtures/services/fixtures';

type Files = Record<string, Uint8Array>;

let services: Services;
let other: Services;
let otherDir: string;
let slug: string;
let folder: string;

beforeEach(async () => {
  services = await createServices(await temporaryFolder());
  otherDir = await temporaryFolder();
  other = await createServices(otherDir);
  folder = await temporaryFolder();
  const capture = { frames: 8, fps: 5, width: 32, height: 24, mirror: false };
  slug = (await services.projects.create('Hands 手', capture)).slug;
  await services.classes.add(slug, 'Wave', '#123456');
  await services.classes.add(slug, 'Stop');
  await services.classes.add(slug, 'Nothing yet');
  await services.classes.update(slug, 'stop', { key: '9', name: 'Halt' });
  await services.classes.update(slug, 'wave', { mirror: 'stop', text: 'a hand waves' });
  await services.classes.reorder(slug, ['stop', 'nothing-yet', 'wave']);
  const { id } = await services.clips.add(slug, newClip('wave', 1, [2, 4, 5, 3], 'Ada'));
  await services.projects.setTexts(slug, { [id]: 'Ada waves' });
  await services.clips.add(slug, newClip('wave', 2, [3, 5, 4, 3], 'Bob 🙂'));
  const stop = newClip('stop', 3);
  await services.clips.add(slug, { ...stop, meta: { ...stop.meta, mirror: false, fps: 29.97 } });
});

const exported = async (from: Services, project: string, format = 'zip'): Promise<Uint8Array<ArrayBuffer>> =>
  collect((await from.datasets.export(project, format)).chunks);

async function save(bytes: Uint8Array, name = 'data.zip'): Promise<string> {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

const clipsOf = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith('clips/')));

const importAs = async (bytes: Uint8Array, name: string | null = null): Promise<DatasetImportReport> =>
  other.datasets.import(await save(bytes), { name });

describe('a dataset', () => {
  it('goes out, in elsewhere and out again with the same bytes, classes and order', async () => {
    const first = await exported(services, slug);
    const report = await importAs(first);
    const source = await services.projects.open(slug);
    expect(report).toMatchObject({ added: 3, known: 0, unreadable: [], stopped: false });
    expect(report.classes).toEqual([
      { name: 'Halt', added: 1 },
      { name: 'Nothing yet', added: 0 },
      { name: 'Wave', added: 2 },
    ]);
    const { name, classes, capture, texts } = report.project;
    expect({ name, classes, capture, texts }).toEqual({
      name: source.name,
      classes: source.classes,
      capture: source.capture,
      texts: source.texts,
    });
    expect(await other.clips.list(report.project.slug)).toEqual(await services.clips.list(slug));
    const second = unzipSync(await exported(other, report.project.slug));
    expect(Object.keys(second)).toHaveLength(5);
    expect(clipsOf(second)).toEqual(clipsOf(unzipSync(first)));
  });

  it('goes out as pictures, in elsewhere and out again with the same bytes', async () => {
    const pictures = await exported(services, slug, 'pictures');
    const files = Object.keys(unzipSync(pictures));
    expect(files.filter((path) => path.endsWith('.png'))).toHaveLength(2 + 3 + 2);
    const report = await importAs(pictures);
    expect(report).toMatchObject({ added: 3, known: 0, unreadable: [], stopped: false });
    expect(clipsOf(unzipSync(await exported(other, report.project.slug)))).toEqual(
      clipsOf(unzipSync(await exported(services, slug))),
    );
    expect(await importAs(pictures, 'Again')).toMatchObject({ added: 3 });
    expect(await other.datasets.import(await save(pictures), { into: report.project.slug })).toMatchObject({
      added: 0,
      known: 3,
    });
  });

  it.each(['zip', 'pictures'])('takes along what surrounds its clips (%s)', async (format) => {
    await services.clips.add(slug, surrounded(newClip('stop', 9)));
    await services.clips.add(slug, surrounded(newClip('wave', 10), 0, 1));
    const report = await importAs(await exported(services, slug, format));
    expect(report).toMatchObject({ added: 5, unreadable: [] });
    const into = report.project.slug;
    expect(await other.clips.list(into)).toEqual(await services.clips.list(slug));
    expect(clipsOf(unzipSync(await exported(other, into)))).toEqual(
      clipsOf(unzipSync(await exported(services, slug))),
    );
  });

  it('knows a clip again that has lost what surrounds it', async () => {
    const whole = await services.clips.add(slug, surrounded(newClip('stop', 9)));
    const files = unzipSync(await exported(services, slug, 'pictures'));
    const bare = Object.entries(files).filter(([path]) => !/\/(?:before|after)\//.test(path));
    const about = `clips/stop/${whole.id}/clip.json`;
    const { before, after, ...rest } = JSON.parse(new TextDecoder().decode(files[about])) as Record<
      string,
      unknown
    >;
    expect([before, after]).toEqual([expect.any(Array), expect.any(Array)]);
    const stripped = { ...Object.fromEntries(bare), [about]: new TextEncoder().encode(JSON.stringify(rest)) };
    const file = await save(zipSync(stripped));
    expect(await services.datasets.import(file, { into: slug })).toMatchObject({ added: 0, known: 4 });
    expect((await services.clips.list(slug)).clips).toContainEqual(whole);
  });

  it('of pictures names what is wrong with a clip, and takes in the others', async () => {
    const files = unzipSync(await exported(services, slug, 'pictures'));
    const folders = [
      ...new Set(Object.keys(files).flatMap((path) => /^(.*)\/0001\.png$/.exec(path)?.[1] ?? [])),
    ];
    const [a = '', b = '', c = ''] = folders;
    const without = (path: string): Files =>
      Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));
    const reasons = async (changed: Files): Promise<unknown> => {
      const { added, unreadable } = await importAs(zipSync(changed));
      return [added, ...unreadable.map(({ file, reason }) => `${file}: ${reason}`)];
    };
    expect(await reasons(without(`${a}/clip.json`))).toEqual([
      2,
      `${a}: There is no clip.json beside its pictures.`,
    ]);
    expect(await reasons(without(`${b}/0001.png`))).toEqual([
      2,
      expect.stringMatching(/clip\.json tells the times of \d pictures, and there are \d\.$/),
    ]);
    expect(await reasons({ ...files, [`${c}/clip.json`]: new TextEncoder().encode('{}') })).toEqual([
      2,
      `${c}: Its clip.json is damaged.`,
    ]);
    expect(await reasons({ ...files, [`${a}/0002.png`]: new Uint8Array(100) })).toEqual([
      2,
      `${a}: One of its pictures is not a PNG.`,
    ]);
    const png = Uint8Array.from(files[`${a}/0001.png`] ?? []);
    expect(await reasons({ ...files, [`${a}/0002.png`]: png.subarray(0, png.length - 30) })).toEqual([
      2,
      `${a}: One of its pictures is damaged.`,
    ]);
    const vast = Uint8Array.from(png);
    new DataView(vast.buffer).setUint32(16, 2 ** 31 - 1);
    expect(await reasons({ ...files, [`${a}/0001.png`]: vast })).toEqual([
      2,
      expect.stringContaining('claims to be 2147483647×'),
    ]);
  });

  it('taken in twice adds nothing the second time, whatever class its clips are in by then', async () => {
    const file = await save(await exported(services, slug));
    const { project } = await other.datasets.import(file, { name: null });
    const [clip] = (await other.clips.list(project.slug)).clips;
    if (!clip) throw new Error('Nothing was imported.');
    await other.clips.relabel(project.slug, [clip], 'wave');
    const again = await other.datasets.import(file, { into: project.slug });
    expect(again).toMatchObject({ added: 0, known: 3, unreadable: [] });
    expect((await other.clips.list(project.slug)).clips).toHaveLength(3);
  });

  it('joins classes by their names, and gives new ones what no other class has', async () => {
    const { slug: into } = await other.projects.create('Mine');
    await other.classes.add(into, 'halt');
    await other.classes.update(into, 'halt', { key: '3' });
    await other.classes.add(into, 'Stop');
    const report = await other.datasets.import(await save(await exported(services, slug)), { into });
    expect(report.project.classes.map(({ id, name, key }) => [id, name, key])).toEqual([
      ['halt', 'halt', '3'],
      ['stop', 'Stop', '1'],
      ['nothing-yet', 'Nothing yet', '2'],
      ['wave', 'Wave', '4'],
    ]);
    const { clips } = await other.clips.list(into);
    expect(clips.map(({ classId }) => classId)).toEqual(['halt', 'wave', 'wave']);
  });

  it('brings back a clip that is in the trash, and leaves that one restorable', async () => {
    const file = await save(await exported(services, slug));
    const { project } = await other.datasets.import(file, { name: null });
    const { clips } = await other.clips.list(project.slug);
    const { trashIds } = await other.clips.remove(project.slug, clips);
    expect(await other.datasets.import(file, { into: project.slug })).toMatchObject({ added: 3, known: 0 });
    await other.clips.restore(project.slug, trashIds);
    expect((await other.clips.list(project.slug)).clips).toHaveLength(6);
  });

  it('gets a number where its name is taken, and no number where a name was asked for', async () => {
    const bytes = await exported(services, slug);
    expect((await importAs(bytes)).project.name).toBe('Hands 手');
    expect((await importAs(bytes)).project.name).toBe('Hands 手 (2)');
    expect((await importAs(bytes)).project.name).toBe('Hands 手 (3)');
    expect((await importAs(bytes, 'Theirs')).project.name).toBe('Theirs');
    await expect(importAs(bytes, 'theirs')).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  it('leaves out a clip that cannot be read, and names it', async () => {
    const [gone] = (await services.clips.list(slug)).clips;
    if (!gone) throw new Error('There are no clips.');
    const { chunks, leftOut } = await services.datasets.export(slug, 'zip');
    await services.clips.remove(slug, [gone]);
    expect(Object.keys(clipsOf(unzipSync(await collect(chunks))))).toHaveLength(2);
    expect(leftOut).toMatchObject([{ file: `${gone.classId}/${gone.id}.safetensors` }]);
  });

  it('may be packed by hand: with a folder around it, compressed, with other things beside it', async () => {
    const files = unzipSync(await exported(services, slug));
    const packed = Object.entries(files).map(([path, bytes]) => [`My hands/${path}`, bytes] as const);
    const extra = { 'My hands/models/r/run.json': new Uint8Array(2), '__MACOSX/x': new Uint8Array(1) };
    const report = await importAs(zipSync({ ...Object.fromEntries(packed), ...extra }));
    expect(report).toMatchObject({ added: 3, unreadable: [] });
    expect(report.project.name).toBe('Hands 手');
  });

  it('may say nothing of its project: classes are called like their folders', async () => {
    const { 'project.json': _, ...files } = unzipSync(await exported(services, slug));
    const clip =
      Object.entries(files).find(([path]) => path.startsWith('clips/wave/'))?.[1] ?? new Uint8Array();
    const report = await importAs(zipSync({ ...files, 'clips/Big Hug!/A b.safetensors': clip }));
    expect(report.project.name).toBe('Data');
    expect(report.classes.map(({ name, added }) => [name, added])).toEqual([
      ['Stop', 1],
      ['Wave', 2],
      ['Big Hug!', 1],
    ]);
    const colours = report.project.classes.map(({ colour }) => colour);
    expect(new Set(colours).size).toBe(3);
  });

  it('with zip64 records is read', async () => {
    const zip = new ZipFile();
    for (const [path, bytes] of Object.entries(unzipSync(await exported(services, slug)))) {
      zip.addBuffer(Buffer.from(bytes), path, { forceZip64Format: true });
    }
    zip.end({ forceZip64Format: true, comment: '' });
    expect(await importAs(await collect(zip.outputStream as AsyncIterable<Buffer>))).toMatchObject({
      added: 3,
      unreadable: [],
    });
  });
});

describe('a bad file in a zip', () => {
  const outside = [
    '../evil.safetensors',
    'clips/../../../evil.safetensors',
    '/etc/evil.safetensors',
    'C:/evil.safetensors',
    '..\\evil.safetensors',
  ];

  it.each(outside)('that leads out of it (%s) is named, and spoils none of the others', async (path) => {
    const files = unzipSync(await exported(services, slug));
    const clip = Object.values(clipsOf(files))[0] ?? new Uint8Array();
    const before = await readdir(otherDir, { recursive: true });
    const report = await importAs(zipSync({ [path]: clip, ...files }));
    expect(report.added).toBe(3);
    expect(report.unreadable).toEqual([
      { file: path.replaceAll('\\', '/'), reason: expect.stringContaining('leads out') as string },
    ]);
    const made = (await readdir(otherDir, { recursive: true })).filter((name) => !before.includes(name));
    expect(made.filter((name) => !name.startsWith(join('projects', report.project.slug)))).toEqual([]);
    expect(made.filter((name) => name.includes('evil'))).toEqual([]);
    expect(await readdir(folder)).toEqual(['data.zip']);
  });

  it('is named with its reason, and spoils none of the others', async () => {
    const files = unzipSync(await exported(services, slug));
    const [good = new Uint8Array()] = Object.values(clipsOf(files));
    const report = await importAs(
      zipSync({
        ...files,
        'clips/wave/short.safetensors': good.slice(0, good.length - 1),
        'clips/wave/empty.safetensors': new Uint8Array(),
        'clips/wave/notes.txt': new Uint8Array(3),
        'clips/deep/er/clip.safetensors': good,
        'film.mp4': new Uint8Array(3),
      }),
    );
    expect(report.added).toBe(3);
    const reasons = Object.fromEntries(report.unreadable.map(({ file, reason }) => [file, reason]));
    expect(reasons).toEqual({
      'clips/wave/short.safetensors': expect.stringMatching(/cut short/) as string,
      'clips/wave/empty.safetensors': expect.stringMatching(/empty/) as string,
      'clips/wave/notes.txt': expect.stringMatching(/not a clip/) as string,
      'clips/deep/er/clip.safetensors': expect.stringMatching(/not a clip/) as string,
      'film.mp4': expect.stringMatching(/not a clip/) as string,
    });
  });

  it('whose bytes are damaged is found by its checksum', async () => {
    const bytes = await exported(services, slug);
    const clip = Object.values(clipsOf(unzipSync(bytes)))[0] ?? new Uint8Array();
    const at = Buffer.from(bytes).indexOf(Buffer.from(clip)) + clip.length - 1;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const report = await importAs(bytes);
    expect(report.added).toBe(2);
    expect(report.unreadable).toMatchObject([{ reason: expect.stringMatching(/damaged/) as string }]);
  });

  it.each([
    ['no zip', new TextEncoder().encode('hello'), 'UNREADABLE'],
    ['an empty file', new Uint8Array(), 'UNREADABLE'],
    ['a zip of other things', zipSync({ 'holiday.jpg': new Uint8Array(9) }), 'INVALID'],
  ])('is not taken for a dataset: %s', async (_, bytes, code) => {
    await expect(importAs(bytes)).rejects.toMatchObject({
      code,
      message: expect.stringContaining('data.zip') as string,
    });
    expect(await other.projects.list()).toEqual([]);
  });

  it('that is not there is said so', async () => {
    const nowhere = join(folder, 'none.zip');
    await expect(other.datasets.import(nowhere, { name: null })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('from a newer Beckon is refused before anything is made', async () => {
    const files = unzipSync(await exported(services, slug));
    const newer = { ...(JSON.parse(new TextDecoder().decode(files['project.json'])) as object), schema: 99 };
    const bytes = zipSync({ ...files, 'project.json': new TextEncoder().encode(JSON.stringify(newer)) });
    await expect(importAs(bytes)).rejects.toMatchObject({ code: 'NEWER_SCHEMA' });
    expect(await other.projects.list()).toEqual([]);
  });
});

describe('an import that ends early', () => {
  it('because it is stopped keeps what is in, and goes on from there', async () => {
    for (let seed = 10; seed < 80; seed++) await services.clips.add(slug, newClip('wave', seed));
    const file = await save(await exported(services, slug));
    const stop = new AbortController();
    const seen: number[] = [];
    const progress = (done: number): void => {
      seen.push(done);
      stop.abort();
    };
    const first = await other.datasets.import(file, { name: null }, { progress, signal: stop.signal });
    expect(first.stopped).toBe(true);
    expect(first.added).toBe(seen[0]);
    expect(first.added).toBeLessThan(73);
    const rest = await other.datasets.import(file, { into: first.project.slug });
    expect(rest).toMatchObject({ known: first.added, added: 73 - first.added, stopped: false });
  });

  it('because the disk is full leaves whole clips only', async () => {
    const file = await save(await exported(services, slug));
    let writes = 0;
    const full = fileSystemWith((operation, path) => {
      if (operation === 'write' && path.includes('.safetensors') && writes++ > 0) throw nodeError('ENOSPC');
    });
    const failing = await createServices(otherDir, { fileSystem: full });
    await expect(failing.datasets.import(file, { name: null })).rejects.toMatchObject({ code: 'DISK_FULL' });
    const [project] = await other.projects.list();
    const { clips, unreadable } = await other.clips.list(project?.slug ?? '');
    expect(unreadable).toEqual([]);
    for (const { classId, id } of clips) {
      const path = ['clips', classId, `${id}.safetensors`];
      const [from, to] = [
        join(services.dataDir, 'projects', slug, ...path),
        join(otherDir, 'projects', project?.slug ?? '', ...path),
      ];
      expect(Buffer.compare(await readFile(from), await readFile(to))).toBe(0);
    }
    expect((await readdir(otherDir, { recursive: true })).filter((name) => name.includes('.tmp-'))).toEqual(
      [],
    );
  });
});
