import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ClipInfo } from '../../../../src-main/contract';
import { createServices, type Services } from '../../../../src-main/services';
import { newClip, temporaryFolder } from '../../../fixtures/services/fixtures';

let dataDir: string;
let services: Services;
let slug: string;
let a: ClipInfo;
let b: ClipInfo;

beforeEach(async () => {
  dataDir = await temporaryFolder();
  services = await createServices(dataDir);
  slug = (await services.projects.create('Hands')).slug;
  await services.classes.add(slug, 'Wave');
  await services.classes.add(slug, 'Stop');
  a = await services.clips.add(slug, newClip('wave', 1));
  b = await services.clips.add(slug, newClip('wave', 2));
});

const restart = async (): Promise<void> => {
  services = await createServices(dataDir);
  await services.projects.open(slug);
};
const classes = async (): Promise<string[]> =>
  (await services.clips.list(slug)).clips.map(({ classId }) => classId);
const kinds = async (): Promise<[string[], string[]]> => {
  const { done, undone } = await services.history.state(slug);
  return [done.map(({ kind }) => kind), undone.map(({ kind }) => kind)];
};
const journalFile = (): string => join(dataDir, 'projects', slug, 'history.json');

describe('history', () => {
  it('undoes and redoes what was done before a restart', async () => {
    await services.clips.relabel(slug, [a], 'stop');
    await services.clips.remove(slug, [{ classId: 'stop', id: a.id }, b]);
    await restart();
    expect(await classes()).toEqual([]);
    const undone = await services.history.undo(slug);
    expect(undone).toMatchObject({ step: { kind: 'remove', clips: 2, to: null }, gone: [] });
    expect(undone.came).toEqual(expect.arrayContaining([{ ...a, classId: 'stop' }, b]));
    await restart();
    const back = await services.history.undo(slug);
    expect(back).toMatchObject({
      step: { kind: 'relabel', clips: 1, to: 'stop' },
      gone: [{ classId: 'stop', id: a.id }],
      came: [a],
    });
    expect(await classes()).toEqual(['wave', 'wave']);
    await restart();
    await services.history.redo(slug);
    await services.history.redo(slug);
    expect(await kinds()).toEqual([['relabel', 'remove'], []]);
    expect(await classes()).toEqual([]);
  });

  it('forgets what was recorded of a class that is gone, once that is to be undone, and goes on to what was done before', async () => {
    await services.clips.remove(slug, [await services.clips.add(slug, newClip('stop', 3))]);
    await services.history.added(slug, [b], 'record');
    await services.classes.remove(slug, 'wave');
    await restart();
    await expect(services.history.undo(slug)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await kinds()).toEqual([['remove'], []]);
    await services.history.undo(slug);
    expect(await classes()).toEqual(['stop']);
  });

  it('counts a restoring as a step of its own', async () => {
    const { trashIds } = await services.clips.remove(slug, [a]);
    await services.clips.restore(slug, trashIds);
    expect(await kinds()).toEqual([['remove', 'restore'], []]);
    await services.history.undo(slug);
    expect(await classes()).toEqual(['wave']);
    await services.history.undo(slug);
    expect(await classes()).toEqual(['wave', 'wave']);
  });

  it('forgets what was undone once something else is done, and counts nothing that moved no clip', async () => {
    await services.clips.relabel(slug, [a], 'stop');
    await services.history.undo(slug);
    await services.clips.relabel(slug, [a], 'wave');
    expect(await kinds()).toEqual([[], ['relabel']]);
    await services.clips.remove(slug, [b]);
    expect(await kinds()).toEqual([['remove'], []]);
    await expect(services.history.redo(slug)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('takes no other step than the one that was meant', async () => {
    await services.clips.relabel(slug, [a], 'stop');
    const [meant] = (await services.history.state(slug)).done;
    await services.clips.remove(slug, [b]);
    await expect(services.history.undo(slug, meant?.id)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('The clips were changed') as string,
    });
    expect(await classes()).toEqual(['stop']);
  });

  it('waits for a class that was deleted, and goes on once that is restored', async () => {
    await services.clips.relabel(slug, [a], 'stop');
    const { trashId } = await services.classes.remove(slug, 'wave');
    await expect(services.history.undo(slug)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('“wave” is gone') as string,
    });
    expect(await classes()).toEqual(['stop']);
    await services.classes.restore(slug, trashId);
    await services.history.undo(slug);
    expect(await classes()).toEqual(['wave', 'wave']);
  });

  it('moves nothing over another file, and nothing that is not there', async () => {
    const other = await services.clips.add(slug, newClip('stop', 9));
    await services.clips.relabel(slug, [a, b], 'stop');
    const folder = join(dataDir, 'projects', slug, 'clips');
    await rename(
      join(folder, 'stop', `${other.id}.safetensors`),
      join(folder, 'wave', `${b.id}.safetensors`),
    );
    const before = await readdir(folder, { recursive: true });
    await expect(services.history.undo(slug)).rejects.toMatchObject({
      message: expect.stringContaining('1 of 2 clips') as string,
    });
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });

  it('keeps a hundred steps', async () => {
    for (let step = 0; step < 103; step++)
      await services.clips.relabel(slug, [a], step % 2 ? 'wave' : 'stop').then(([clip]) => (a = clip ?? a));
    const { done } = await services.history.state(slug);
    expect(done).toHaveLength(100);
    expect(done.at(-1)?.to).toBe('stop');
  });

  it('begins anew where its file is damaged, and keeps that beside it', async () => {
    await services.clips.relabel(slug, [a], 'stop');
    await writeFile(journalFile(), '{"schema":1,"done":[{');
    await restart();
    expect(await kinds()).toEqual([[], []]);
    expect(
      (await readdir(join(dataDir, 'projects', slug))).some((name) => name.startsWith('history.damaged-')),
    ).toBe(true);
    await services.clips.remove(slug, [b]);
    expect(await kinds()).toEqual([['remove'], []]);
  });

  it.each(['../../../x/y', 'clips/../../x', 'clips/wave/../x', 'models/run/model', 'clips/wave/x/y'])(
    'never moves a file to a place that is none of a clip (%s)',
    async (place) => {
      await services.clips.relabel(slug, [a], 'stop');
      const journal = await readFile(journalFile(), 'utf8');
      await writeFile(journalFile(), journal.replace(`clips/wave/${a.id}`, place));
      await restart();
      await expect(services.history.undo(slug)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await classes()).toEqual(['wave', 'stop']);
    },
  );

  it('takes back a step that was cut off after its one file had moved', async () => {
    await services.clips.relabel(slug, [a], 'stop');
    const { done, ...rest } = JSON.parse(await readFile(journalFile(), 'utf8')) as { done: object[] };
    const pending = { step: done[0], direction: 'do' };
    await writeFile(journalFile(), JSON.stringify({ ...rest, done: [], pending }));
    await restart();
    expect(await classes()).toEqual(['wave', 'wave']);
    expect(await kinds()).toEqual([[], []]);
  });
});

describe('the trash', () => {
  it('lists what was thrown away', async () => {
    const clip = await services.clips.add(slug, newClip('stop', 3));
    const { trashIds } = await services.clips.remove(slug, [a]);
    const { trashId } = await services.classes.remove(slug, 'stop');
    expect(await services.trash.list(slug)).toEqual([
      { kind: 'clip', trashId: trashIds[0], name: 'wave', clips: 1 },
      { kind: 'class', trashId, name: 'Stop', clips: 1 },
    ]);
    await services.classes.restore(slug, trashId);
    expect((await services.trash.list(slug)).map(({ kind }) => kind)).toEqual(['clip']);
    expect(await classes()).toEqual(['wave', clip.classId]);
  });

  it('is emptied for good; what is gone drops out of the history, and nothing else does', async () => {
    await services.clips.relabel(slug, [a, b], 'stop');
    const { trashIds } = await services.clips.remove(slug, [{ classId: 'stop', id: a.id }]);
    expect(await services.trash.empty(slug)).toEqual({ clips: 1 });
    expect(await services.trash.list(slug)).toEqual([]);
    await expect(services.clips.restore(slug, trashIds)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await restart();
    expect((await services.history.state(slug)).done).toMatchObject([{ kind: 'relabel', clips: 1 }]);
    await services.history.undo(slug);
    expect((await services.clips.list(slug)).clips).toEqual([b]);
    expect(await services.trash.empty(slug)).toEqual({ clips: 0 });
  });

  it('takes the clips of deleted classes with it', async () => {
    await services.clips.relabel(slug, [a], 'stop');
    await services.classes.remove(slug, 'stop');
    expect(await services.trash.empty(slug)).toEqual({ clips: 1 });
    expect(await kinds()).toEqual([[], []]);
    expect(await classes()).toEqual(['wave']);
  });
});
