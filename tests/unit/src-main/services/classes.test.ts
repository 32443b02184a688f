import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Project } from '../../../../src-main/contract';
import { createServices, type Services } from '../../../../src-main/services';
import { PALETTE } from '../../../../src-main/shared/palette';
import { newClip, temporaryFolder } from '../../../fixtures/services/fixtures';

describe('classes', () => {
  let services: Services;
  let slug: string;
  let folder: string;

  beforeEach(async () => {
    const dataDir = await temporaryFolder();
    services = await createServices(dataDir);
    slug = (await services.projects.create('Hands')).slug;
    folder = join(dataDir, 'projects', slug);
  });

  const ids = async (): Promise<string[]> => (await services.projects.open(slug)).classes.map(({ id }) => id);

  it('get an id from their name, a colour and a key', async () => {
    await services.classes.add(slug, 'Swipe left');
    await services.classes.add(slug, '👋');
    const { project } = await services.classes.add(slug, 'Own', '#abcdef');
    expect(project.classes).toEqual([
      { id: 'swipe-left', name: 'Swipe left', colour: PALETTE[0]?.value, key: '1' },
      { id: 'class', name: '👋', colour: PALETTE[1]?.value, key: '2' },
      { id: 'own', name: 'Own', colour: '#abcdef', key: '3' },
    ]);
  });

  it('may not share a name', async () => {
    const { classId } = await services.classes.add(slug, 'Wave');
    await services.classes.add(slug, 'Stop');
    await expect(services.classes.add(slug, 'wave')).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(services.classes.update(slug, classId, { name: 'STOP' })).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    expect((await services.classes.update(slug, classId, { name: 'WAVE' })).classes[0]?.name).toBe('WAVE');
  });

  it('change places where one takes another’s key, and may have none', async () => {
    await services.classes.add(slug, 'A');
    await services.classes.add(slug, 'B');
    const swapped = await services.classes.update(slug, 'a', { key: '2' });
    expect(swapped.classes.map(({ key }) => key)).toEqual(['2', '1']);
    const without = await services.classes.update(slug, 'a', { key: null });
    expect(without.classes.map(({ key }) => key)).toEqual([null, '1']);
  });

  describe('mirror twins', () => {
    const mirrors = ({ classes }: Project): Record<string, string> =>
      Object.fromEntries(classes.flatMap(({ id, mirror }) => (mirror === undefined ? [] : [[id, mirror]])));
    const pair = async (id: string, mirror: string | null): Promise<Record<string, string>> =>
      mirrors(await services.classes.update(slug, id, { mirror }));

    beforeEach(async () => {
      for (const name of ['A', 'B', 'C']) await services.classes.add(slug, name);
    });

    it('always name each other, and part with whoever they were paired with', async () => {
      expect(await pair('a', 'b')).toEqual({ a: 'b', b: 'a' });
      expect(await pair('c', 'b')).toEqual({ b: 'c', c: 'b' });
      expect(await pair('a', 'a')).toEqual({ a: 'a', b: 'c', c: 'b' });
      expect(await pair('b', 'b')).toEqual({ a: 'a', b: 'b' });
      expect(await pair('b', null)).toEqual({ a: 'a' });
      expect(await pair('b', 'a')).toEqual({ a: 'b', b: 'a' });
      expect(mirrors(await services.classes.update(slug, 'a', { name: 'Left' }))).toEqual({ a: 'b', b: 'a' });
      expect(mirrors(await services.projects.open(slug))).toEqual({ a: 'b', b: 'a' });
      await expect(pair('a', 'gone')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('lose a twin that is deleted, and have it back when it is restored, unless they found another', async () => {
      await pair('a', 'b');
      const { project, trashId } = await services.classes.remove(slug, 'b');
      expect(mirrors(project)).toEqual({});
      expect(mirrors(await services.classes.restore(slug, trashId))).toEqual({ a: 'b', b: 'a' });
      const again = await services.classes.remove(slug, 'b');
      await pair('a', 'c');
      expect(mirrors(await services.classes.restore(slug, again.trashId))).toEqual({ a: 'c', c: 'a' });
    });

    it('of which one names nobody are not twins when the project is read', async () => {
      await pair('a', 'b');
      const path = join(folder, 'project.json');
      const text = await readFile(path, 'utf8');
      await writeFile(path, text.replace('"mirror": "a"', '"mirror": "x"'));
      expect(mirrors(await services.projects.open(slug))).toEqual({});
    });
  });

  it('are reordered by a list of all of them', async () => {
    for (const name of ['A', 'B', 'C']) await services.classes.add(slug, name);
    await services.classes.reorder(slug, ['c', 'a', 'b']);
    expect(await ids()).toEqual(['c', 'a', 'b']);
    for (const order of [['a', 'b'], ['a', 'b', 'b'], ['a', 'b', 'c', 'a'], []]) {
      await expect(services.classes.reorder(slug, order)).rejects.toMatchObject({ code: 'INVALID' });
    }
    // One that is gone since, in place of another one and beside all others.
    for (const order of [
      ['a', 'b', 'x'],
      ['a', 'b', 'c', 'x'],
    ])
      await expect(services.classes.reorder(slug, order)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await ids()).toEqual(['c', 'a', 'b']);
  });

  it('thrown away come back with their clips, at their place', async () => {
    for (const name of ['A', 'B', 'C']) await services.classes.add(slug, name);
    const clip = await services.clips.add(slug, newClip('b'));
    const before = await services.projects.open(slug);
    const { project, trashId } = await services.classes.remove(slug, 'b');
    expect(project.classes.map(({ id }) => id)).toEqual(['a', 'c']);
    expect((await services.clips.list(slug)).clips).toEqual([]);
    const restored = await services.classes.restore(slug, trashId);
    expect(restored.classes).toEqual(before.classes);
    expect((await services.clips.list(slug)).clips).toEqual([clip]);
    await expect(services.classes.restore(slug, trashId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('come back without their key where it was given to another', async () => {
    await services.classes.add(slug, 'A');
    const { trashId } = await services.classes.remove(slug, 'a');
    await services.classes.add(slug, 'B');
    const { classes } = await services.classes.restore(slug, trashId);
    expect(classes.map(({ name, key }) => [name, key])).toEqual([
      ['A', '2'],
      ['B', '1'],
    ]);
  });

  it('never take over the id of one in the trash', async () => {
    await services.classes.add(slug, 'Wave');
    const old = await services.clips.add(slug, newClip('wave'));
    const { trashIds } = await services.clips.remove(slug, [old]);
    const { trashId } = await services.classes.remove(slug, 'wave');
    expect((await services.classes.add(slug, 'Wave')).classId).toBe('wave-2');

    await expect(services.clips.restore(slug, trashIds)).rejects.toThrow('Restore the class first.');
    await expect(services.classes.restore(slug, trashId)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await services.classes.update(slug, 'wave-2', { name: 'New wave' });
    await services.classes.restore(slug, trashId);
    expect(await services.clips.restore(slug, trashIds)).toEqual([old]);
  });

  it('are at most 200', async () => {
    for (let n = 0; n < 200; n++) await services.classes.add(slug, `C${n}`);
    await expect(services.classes.add(slug, 'One more')).rejects.toMatchObject({ code: 'INVALID' });
  });

  it('whose folder project.json does not list are listed all the same, and written with the next change', async () => {
    await services.classes.add(slug, 'Wave');
    await services.clips.add(slug, newClip('wave'));
    await cp(join(folder, 'clips', 'wave'), join(folder, 'clips', 'swipe-left'), { recursive: true });
    await mkdir(join(folder, 'clips', 'empty'));
    const { classes } = await services.projects.open(slug);
    expect(classes.map(({ id, name, key }) => [id, name, key])).toEqual([
      ['wave', 'Wave', '1'],
      ['swipe-left', 'Swipe left', '2'],
    ]);
    expect((await services.clips.list(slug)).clips.map(({ classId }) => classId)).toEqual([
      'wave',
      'swipe-left',
    ]);
    expect((await services.classes.update(slug, 'swipe-left', { name: 'Left' })).classes[1]?.name).toBe(
      'Left',
    );
    expect((await services.classes.add(slug, 'Empty')).classId).toBe('empty-2');
  });

  it('found again after a crash in the middle of throwing them away have their old name and colour', async () => {
    await services.classes.add(slug, 'Swipe ← left', '#445566');
    await services.clips.add(slug, newClip('swipe-left'));
    const { trashId } = await services.classes.remove(slug, 'swipe-left');
    await rename(join(folder, 'trash', 'classes', trashId, 'clips'), join(folder, 'clips', 'swipe-left'));
    const { classes } = await services.projects.open(slug);
    expect(classes).toMatchObject([{ id: 'swipe-left', name: 'Swipe ← left', colour: '#445566' }]);
    await expect(services.classes.restore(slug, trashId)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await readdir(join(folder, 'clips', 'swipe-left'))).toHaveLength(1);
  });

  it('have a text until it is taken away, which goes through the trash with them', async () => {
    await services.classes.add(slug, 'Wave');
    const text = 'a hand waves';
    expect((await services.classes.update(slug, 'wave', { text })).classes[0]?.text).toBe(text);
    expect((await services.classes.update(slug, 'wave', { name: 'Hello' })).classes[0]?.text).toBe(text);
    const { trashId } = await services.classes.remove(slug, 'wave');
    expect((await services.classes.restore(slug, trashId)).classes[0]?.text).toBe(text);
    expect((await services.classes.update(slug, 'wave', { text: null })).classes[0]).not.toHaveProperty(
      'text',
    );
    const long = services.classes.update(slug, 'wave', { text: 'x'.repeat(121) });
    await expect(long).rejects.toMatchObject({ code: 'INVALID' });
  });

  it('that are not there are named', async () => {
    const missing = { code: 'NOT_FOUND', message: '“Hands” has no class “gone”.' };
    await expect(services.classes.update(slug, 'gone', {})).rejects.toMatchObject(missing);
    await expect(services.classes.remove(slug, 'gone')).rejects.toMatchObject(missing);
    await expect(services.classes.restore(slug, 'gone-aaaaaaaa')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
