import { mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type Project } from '../../../../src-main/contract';
import { MAX_TEXTS } from '../../../../src-main/shared/limits';
import { createServices, type Services } from '../../../../src-main/services';
import { fileSystemWith, nodeError } from '../../../fixtures/services/faulty-fs';
import { newClip, newModel, temporaryFolder } from '../../../fixtures/services/fixtures';

async function start(): Promise<{ services: Services; dataDir: string; at: (...names: string[]) => string }> {
  const dataDir = await temporaryFolder();
  const services = await createServices(dataDir);
  return { services, dataDir, at: (...names) => join(dataDir, 'projects', ...names) };
}

describe('projects', () => {
  it('are made with defaults, under a folder named after them', async () => {
    const { services, at } = await start();
    const project = await services.projects.create('Señas de Ana');
    expect(project).toMatchObject({
      slug: 'senas-de-ana',
      name: 'Señas de Ana',
      classes: [],
      capture: DEFAULT_CAPTURE,
    });
    expect(await services.projects.open(project.slug)).toEqual(project);
    const stored = JSON.parse(await readFile(at('senas-de-ana', 'project.json'), 'utf8')) as Project;
    expect(stored).toEqual({ ...project, slug: undefined });
  });

  it('may share a slug’s letters but not a name', async () => {
    const { services } = await start();
    expect((await services.projects.create('Wave!')).slug).toBe('wave');
    expect((await services.projects.create('Wave?')).slug).toBe('wave-2');
    expect((await services.projects.create('手势')).slug).toBe('project');
    await expect(services.projects.create('wave! ')).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(services.projects.rename('wave-2', 'WAVE!')).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    expect((await services.projects.rename('wave', 'wave!')).name).toBe('wave!');
  });

  it.each([
    ['   ', 'A name cannot be empty.'],
    ['x'.repeat(81), 'A name can have at most 80 characters.'],
    ['two\nlines', 'A name cannot contain line breaks or control characters.'],
  ])('cannot be called %j, whoever asks', async (name, message) => {
    const { services } = await start();
    await expect(services.projects.create(name)).rejects.toMatchObject({ code: 'INVALID', message });
    const { slug } = await services.projects.create(' Good ');
    await expect(services.projects.rename(slug, name)).rejects.toMatchObject({ code: 'INVALID', message });
    await expect(services.classes.add(slug, name)).rejects.toMatchObject({ code: 'INVALID', message });
    expect(await services.projects.list()).toMatchObject([{ name: 'Good', classes: 0, unreadable: null }]);
  });

  it('made at the same time under one name become one project', async () => {
    const { services } = await start();
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => services.projects.create('Same')));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await services.projects.list()).toHaveLength(1);
  });

  it('changed at the same time keep every change', async () => {
    const { services } = await start();
    const { slug } = await services.projects.create('Busy');
    const names = Array.from({ length: 20 }, (_, n) => `Class ${n}`);
    await Promise.all(names.map((name) => services.classes.add(slug, name)));
    const { classes } = await services.projects.open(slug);
    expect(classes.map(({ name }) => name)).toEqual(names);
    expect(classes.map(({ key }) => key).slice(7, 11)).toEqual(['8', '9', null, null]);
  });

  it('are listed newest change first, with their counts', async () => {
    const { services } = await start();
    const a = await services.projects.create('A');
    await services.projects.create('B');
    const { classId } = await services.classes.add(a.slug, 'Wave');
    await services.clips.add(a.slug, newClip(classId));
    const rows = await services.projects.list();
    expect(rows.map(({ slug, classes, clips }) => [slug, classes, clips])).toEqual([
      ['a', 1, 1],
      ['b', 0, 0],
    ]);
  });

  it('thrown away come back, under another slug and name where theirs are taken', async () => {
    const { services } = await start();
    const { slug } = await services.projects.create('Wave!');
    const { classId } = await services.classes.add(slug, 'Hi');
    const clip = await services.clips.add(slug, newClip(classId));
    const { trashId } = await services.projects.remove(slug);
    await expect(services.projects.open(slug)).rejects.toMatchObject({ code: 'NOT_FOUND' });

    await services.projects.create('Wave!');
    const other = await services.classes.add('wave', 'Ho');
    const otherClip = await services.clips.add('wave', newClip(other.classId));
    const restored = await services.projects.restore(trashId);
    expect(restored).toMatchObject({ slug: 'wave-2', name: 'Wave! (2)', classes: [{ name: 'Hi' }] });
    expect(await services.projects.open('wave-2')).toEqual(restored);
    expect((await services.clips.list('wave-2')).clips).toEqual([clip]);
    expect(await services.projects.open('wave')).toMatchObject({ name: 'Wave!', classes: [{ name: 'Ho' }] });
    expect((await services.clips.list('wave')).clips).toEqual([otherClip]);
    await expect(services.projects.restore(trashId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('thrown away are listed from disk with when that was and what is in them, also after a restart', async () => {
    const { services, dataDir } = await start();
    expect(await services.projects.deleted()).toEqual([]);
    const before = new Date().toISOString();
    const { slug } = await services.projects.create('Hands');
    const { classId } = await services.classes.add(slug, 'Wave');
    await services.clips.add(slug, newClip(classId));
    await services.clips.add(slug, newClip(classId));
    await services.models.save(slug, newModel('run-1'));
    expect(await services.projects.list()).toMatchObject([{ classes: 1, clips: 2, models: 1 }]);
    const first = await services.projects.remove(slug);
    await services.projects.create('Hands');
    const second = await services.projects.remove('hands');

    const deleted = await (await createServices(dataDir)).projects.deleted();
    expect(deleted).toMatchObject([
      { trashId: second.trashId, name: 'Hands', classes: 0, clips: 0, models: 0 },
      { trashId: first.trashId, name: 'Hands', classes: 1, clips: 2, models: 1 },
    ]);
    const times = [before, deleted[1]?.deleted, deleted[0]?.deleted, new Date().toISOString()];
    expect(times.every((time) => typeof time === 'string')).toBe(true);
    expect(times).toEqual(times.toSorted());
    expect(new Set(times.slice(1, 3)).size).toBe(2);

    for (const { trashId } of deleted) await services.projects.restore(trashId);
    expect((await services.projects.list()).map(({ name, clips }) => [name, clips]).sort()).toEqual([
      ['Hands (2)', 2],
      ['Hands', 0],
    ]);
    expect(await services.projects.deleted()).toEqual([]);
  });

  it('thrown away by a version before, or damaged, are listed too; what is no project is not', async () => {
    const { services, dataDir, at } = await start();
    for (const name of ['Old', 'Broken']) await services.projects.create(name);
    const { modified } = await services.projects.open('old');
    await writeFile(at('broken', 'project.json'), '{');
    const trash = join(dataDir, 'trash');
    await mkdir(join(trash, 'no trash id'), { recursive: true });
    await writeFile(join(trash, 'file-abcdefgh'), '');
    await rename(at('old'), join(trash, 'old-abcd2345'));
    const { trashId } = await services.projects.remove('broken');
    expect(await services.projects.deleted()).toMatchObject([
      { trashId, name: 'Broken', deleted: expect.any(String) as string, modified: null },
      { trashId: 'old-abcd2345', name: 'Old', deleted: null, modified },
    ]);
    await expect(services.projects.restore(trashId)).rejects.toMatchObject({ code: 'UNREADABLE' });
    expect(await services.projects.list()).toMatchObject([{ name: 'Broken', remedy: 'rebuild' }]);
    expect(await services.projects.restore('old-abcd2345')).toMatchObject({ slug: 'old', name: 'Old' });
  });

  it('that come back under a long name that is taken keep within its length', async () => {
    const { services } = await start();
    const long = 'x'.repeat(80);
    const { trashId } = await services.projects.remove((await services.projects.create(long)).slug);
    await services.projects.create(long);
    expect((await services.projects.restore(trashId)).name).toBe(`${'x'.repeat(76)} (2)`);
  });

  it('are not found by names that lead elsewhere', async () => {
    const { services } = await start();
    for (const slug of ['..', '../x', 'a/b', '', 'A', '.']) {
      await expect(services.projects.open(slug)).rejects.toMatchObject({ code: 'INVALID' });
    }
    for (const trashId of ['..', '../projects-aaaaaaaa', 'x']) {
      await expect(services.projects.restore(trashId)).rejects.toMatchObject({
        code: expect.stringMatching(/INVALID|NOT_FOUND/) as string,
      });
    }
  });
});

describe('a project that does not open', () => {
  it('of a newer schema says so and is left as it is', async () => {
    const { services, at } = await start();
    const { slug } = await services.projects.create('Future');
    const text = JSON.stringify({ schema: 2, name: 'Future', something: 'new' });
    await writeFile(at(slug, 'project.json'), text);
    const sentence = /“Future” was made by a newer version of Beckon .*Update Beckon/;
    await expect(services.projects.open(slug)).rejects.toMatchObject({
      code: 'NEWER_SCHEMA',
      message: expect.stringMatching(sentence) as string,
    });
    await expect(services.clips.list(slug)).rejects.toMatchObject({ code: 'NEWER_SCHEMA' });
    await expect(services.projects.rename(slug, 'Mine')).rejects.toMatchObject({ code: 'NEWER_SCHEMA' });
    const [row] = await services.projects.list();
    expect(row).toMatchObject({ unreadable: expect.stringMatching(sentence) as string, remedy: null });
    expect(await readFile(at(slug, 'project.json'), 'utf8')).toBe(text);
    await expect(services.projects.create('future')).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  it.each([
    ['cut short', '{"schema":1,"name":"Hands","classes":[{"id":"wa', 'it is not valid JSON'],
    ['empty', '', 'it is not valid JSON'],
    ['of wrong fields', '{"schema":1,"name":"Hands","classes":7}', 'its “classes” is not valid'],
  ])(
    'because its project.json is %s is listed with the reason, set aside, and rebuilt from its clips',
    async (_, text, why) => {
      const { services, at } = await start();
      const { slug } = await services.projects.create('Hands');
      const { classId } = await services.classes.add(slug, 'Swipe left');
      const clip = await services.clips.add(slug, newClip(classId));
      await writeFile(at(slug, 'project.json'), text);

      const [row] = await services.projects.list();
      expect(row).toMatchObject({
        slug,
        clips: 1,
        unreadable: expect.stringContaining(why) as string,
        remedy: 'rebuild',
      });
      await expect(services.clips.list(slug)).rejects.toMatchObject({ code: 'UNREADABLE' });
      expect(await readFile(at(slug, 'project.json'), 'utf8')).toBe(text);

      const error: unknown = await services.projects.open(slug).catch((reason: unknown) => reason);
      const kept = (await readdir(at(slug))).find((name) => name.startsWith('project.damaged-')) ?? '';
      expect(error).toMatchObject({ code: 'UNREADABLE', message: expect.stringContaining(kept) as string });
      expect(await readFile(at(slug, kept), 'utf8')).toBe(text);
      expect((await services.projects.list())[0]).toMatchObject({
        unreadable: expect.stringContaining(kept) as string,
        remedy: 'rebuild',
      });

      const rebuilt = await services.projects.open(slug);
      expect(rebuilt).toMatchObject({
        name: 'Hands',
        classes: [{ id: classId, name: 'Swipe left', key: '1' }],
      });
      expect((await services.clips.list(slug)).clips).toEqual([clip]);
      expect(await readFile(at(slug, kept), 'utf8')).toBe(text);
      expect((await services.projects.list())[0]?.unreadable).toBeNull();
    },
  );

  it('opens where a later version has chosen a preset that this one does not know', async () => {
    const { services, at } = await start();
    const project = await services.projects.create('Hands');
    await writeFile(at(project.slug, 'project.json'), JSON.stringify({ ...project, preset: 'overnight' }));
    expect(await services.projects.open(project.slug)).toEqual(project);
  });

  it('is rebuilt with all that was valid in the damaged project.json', async () => {
    const { services, at } = await start();
    const { slug } = await services.projects.create('Hands');
    await services.classes.add(slug, 'Wave', '#123456');
    const capture = { ...DEFAULT_CAPTURE, frames: 20 };
    await services.projects.setCapture(slug, capture);
    await services.projects.setFine(slug, 'wave/1 dark', true);
    await services.projects.setPreset(slug, 'best');
    const project = await services.projects.setTexts(slug, { 'clip-1': 'a slow wave' });
    const broken = {
      ...project,
      texts: { ...project.texts, 'clip-2': '', 'NOT VALID': 'a wave' },
      classes: [...project.classes, { id: 'NOT VALID' }, project.classes[0]],
      created: 'yesterday',
    };
    await writeFile(at(slug, 'project.json'), JSON.stringify(broken));
    await expect(services.projects.open(slug)).rejects.toMatchObject({ code: 'UNREADABLE' });
    expect(await services.projects.open(slug)).toMatchObject({
      classes: project.classes,
      capture,
      preset: 'best',
      fine: ['wave/1 dark'],
      texts: { 'clip-1': 'a slow wave' },
    });
  });

  it('keeps the texts of single clips until they are taken away, and not more than there is room for', async () => {
    const { services } = await start();
    const { slug } = await services.projects.create('Hands');
    await services.projects.setTexts(slug, { a: 'a slow wave', b: 'two waves' });
    const changed = await services.projects.setTexts(slug, { a: null, c: '手を振る' });
    expect(changed.texts).toEqual({ b: 'two waves', c: '手を振る' });
    const many = Object.fromEntries(Array.from({ length: MAX_TEXTS }, (_, i) => [`clip-${i}`, 'a wave']));
    await expect(services.projects.setTexts(slug, many)).rejects.toMatchObject({ code: 'INVALID' });
    expect((await services.projects.open(slug)).texts).toEqual(changed.texts);
  });

  it('because project.json is gone is rebuilt too, but a folder of something else is not', async () => {
    const { services, at } = await start();
    const { slug } = await services.projects.create('Hands');
    const { classId } = await services.classes.add(slug, 'Wave');
    await services.clips.add(slug, newClip(classId));
    await rm(at(slug, 'project.json'));
    expect((await services.projects.list())[0]?.unreadable).toContain('missing');
    expect((await services.projects.open(slug)).classes).toMatchObject([{ id: 'wave', name: 'Wave' }]);

    await mkdir(at('holiday'));
    await mkdir(at('My Photos'));
    await writeFile(at('notes.txt'), 'not a folder');
    await expect(services.projects.open('holiday')).rejects.toMatchObject({ code: 'UNREADABLE' });
    const rows = await services.projects.list();
    expect(rows.map(({ slug, unreadable, remedy }) => [slug, unreadable === null, remedy])).toEqual([
      ['hands', true, null],
      ['My Photos', false, null],
      ['holiday', false, null],
    ]);
    expect(await readdir(at('holiday'))).toEqual([]);
  });

  it('for want of permission says so, and the others are listed', async () => {
    const { services, dataDir } = await start();
    await services.projects.create('Open');
    await services.projects.create('Closed');
    const fileSystem = fileSystemWith((operation, path) => {
      if (operation === 'readFile' && path.includes('closed')) throw nodeError('EACCES');
    });
    const barred = await createServices(dataDir, { fileSystem });
    await expect(barred.projects.open('closed')).rejects.toMatchObject({
      code: 'NO_PERMISSION',
      message: expect.stringContaining('read the project “closed”') as string,
    });
    const rows = await barred.projects.list();
    expect(rows.map(({ slug }) => slug)).toEqual(['open', 'closed']);
    expect(rows[1]).toMatchObject({
      unreadable: expect.stringContaining('permission') as string,
      remedy: 'retry',
    });
  });
});

describe('a full disk', () => {
  it('costs a change, says so, and costs nothing else', async () => {
    const { services, dataDir } = await start();
    const { slug } = await services.projects.create('Hands');
    const before = (await services.classes.add(slug, 'Wave')).project;
    const fileSystem = fileSystemWith((operation) => {
      if (operation === 'write') throw nodeError('ENOSPC');
    });
    const full = await createServices(dataDir, { fileSystem });
    const changes = [
      () => full.projects.create('More'),
      () => full.projects.rename(slug, 'Other'),
      () => full.classes.add(slug, 'Stop'),
      () => full.classes.remove(slug, 'wave'),
      () => full.clips.add(slug, newClip('wave')),
    ];
    for (const change of changes) await expect(change()).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(await services.projects.open(slug)).toEqual(before);
    expect(await services.projects.list()).toHaveLength(1);
    expect(await services.clips.list(slug)).toEqual({ clips: [], unreadable: [] });
  });
});

it('a data folder that cannot be made is named', async () => {
  const dataDir = await temporaryFolder();
  await writeFile(join(dataDir, 'file'), '');
  const fileSystem = fileSystemWith((operation) => {
    if (operation === 'mkdir') throw nodeError('EACCES');
  });
  await expect(createServices(join(dataDir, 'x'), { fileSystem })).rejects.toMatchObject({
    code: 'NO_PERMISSION',
    message: expect.stringContaining(join(dataDir, 'x')) as string,
  });
});

it('opening clears what interrupted writes left long ago', async () => {
  const { services, at } = await start();
  const { slug } = await services.projects.create('Hands');
  const { classId } = await services.classes.add(slug, 'Wave');
  await services.clips.add(slug, newClip(classId));
  const left = at(slug, 'clips', classId, '.tmp-abc.safetensors-123456');
  await writeFile(left, 'half a clip');
  const read = async (): Promise<unknown> => {
    await services.projects.open(slug);
    const { clips, unreadable } = await services.clips.list(slug);
    return [clips.length, unreadable, (await readdir(at(slug, 'clips', classId))).length];
  };
  expect(await read()).toEqual([1, [], 2]);
  const longAgo = new Date(Date.now() - 7_200_000);
  await utimes(left, longAgo, longAgo);
  expect(await read()).toEqual([1, [], 1]);
});
