import { copyFile, link, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ClipInfo } from '../../../../src-main/contract';
import { createServices, type Services } from '../../../../src-main/services';
import { newClip, temporaryFolder } from '../../../fixtures/services/fixtures';

let dataDir: string;
let services: Services;
let slug: string;
let folder: string;
let a: ClipInfo;
let b: ClipInfo;

const file = (...names: string[]): string => join(folder, ...names);

/** Two clips of one id and different pictures, as when files were copied from class to class by hand. */
beforeEach(async () => {
  dataDir = await temporaryFolder();
  services = await createServices(dataDir);
  slug = (await services.projects.create('Hands')).slug;
  folder = join(dataDir, 'projects', slug);
  for (const name of ['Wave', 'Stop', 'Push']) await services.classes.add(slug, name);
  a = await services.clips.add(slug, newClip('wave', 1));
  const other = await services.clips.add(slug, newClip('stop', 2));
  await rename(
    file('clips', 'stop', `${other.id}.safetensors`),
    file('clips', 'stop', `${a.id}.safetensors`),
  );
  b = { ...other, id: a.id };
});

/** The bytes of every clip's file below a folder of the project, in a fixed order. */
async function contents(...names: string[]): Promise<string[]> {
  const paths = await readdir(file(...names), { recursive: true });
  const clips = paths.filter((path) => path.endsWith('.safetensors'));
  const bytes = await Promise.all(clips.map((path) => readFile(file(...names, path), 'base64')));
  return bytes.sort();
}

describe('two clips of one id', () => {
  it('are both there after they were moved to a third class together, and after Undo and Redo', async () => {
    const before = await contents('clips');
    const places = await readdir(file('clips'), { recursive: true });
    await services.projects.setTexts(slug, { [a.id]: 'a wave' });
    const moved = await services.clips.relabel(slug, [a, b], 'push');
    expect(new Set(moved.map(({ id }) => id)).size).toBe(2);
    expect((await services.clips.list(slug)).clips.map(({ classId }) => classId)).toEqual(['push', 'push']);
    expect(await contents('clips')).toEqual(before);
    const { texts } = await services.projects.open(slug);
    expect(moved.map(({ id }) => texts?.[id])).toEqual(['a wave', 'a wave']);
    await services.history.undo(slug);
    expect(await readdir(file('clips'), { recursive: true })).toEqual(places);
    expect(await contents('clips')).toEqual(before);
    await services.history.redo(slug);
    expect(await contents('clips', 'push')).toEqual(before);
  });

  it('are both there after one was moved to the class of the other', async () => {
    const before = await contents('clips');
    const [moved] = await services.clips.relabel(slug, [a], 'stop');
    expect(moved?.id).not.toBe(a.id);
    expect(await contents('clips', 'stop')).toEqual(before);
    await services.history.undo(slug);
    expect(await contents('clips')).toEqual(before);
  });

  it('both come back from the trash, together and one by one, also to a place that is taken', async () => {
    const before = await contents('clips');
    const first = (await services.clips.remove(slug, [a])).trashIds[0] ?? '';
    await services.clips.relabel(slug, [b], 'wave');
    const second = (await services.clips.remove(slug, [{ ...b, classId: 'wave' }])).trashIds[0] ?? '';
    await services.clips.restore(slug, [first, second]);
    expect(await contents('clips', 'wave')).toEqual(before);
    await services.history.undo(slug);
    await services.clips.restore(slug, [first]);
    const [restored] = await services.clips.restore(slug, [second]);
    expect(restored?.id).not.toBe(a.id);
    expect(await contents('clips', 'wave')).toEqual(before);
  });

  it('are both there after they were moved to another project, and come back', async () => {
    const before = await contents('clips');
    const other = await services.projects.create('Other');
    await services.classes.update(slug, 'stop', { name: 'Halt' });
    await services.moving.toProject(slug, [a, b], other.slug);
    const clips = join('..', other.slug, 'clips');
    expect(await contents(clips)).toEqual(before);
    await services.history.undo(slug);
    expect(await contents('clips')).toEqual(before);
    expect(await contents(clips)).toEqual([]);
    await services.history.redo(slug);
    expect(await contents(clips)).toEqual(before);
  });

  it('and of one picture are in both classes after they were moved to another project', async () => {
    await copyFile(
      file('clips', 'wave', `${a.id}.safetensors`),
      file('clips', 'stop', `${a.id}.safetensors`),
    );
    const other = await services.projects.create('Other');
    await services.moving.toProject(slug, [a, b], other.slug);
    const { clips } = await services.clips.list(other.slug);
    expect(clips.map(({ classId }) => classId)).toEqual(['wave', 'stop']);
    expect(new Set(clips.map(({ id }) => id)).size).toBe(2);
  });

  it('are both there after one was trimmed', async () => {
    const untouched = await readFile(file('clips', 'stop', `${a.id}.safetensors`));
    await services.clips.relabel(slug, [b], 'push');
    await services.trimming.trim(slug, a, 0, 1);
    await services.history.undo(slug);
    await services.history.redo(slug);
    expect(await readFile(file('clips', 'push', `${a.id}.safetensors`))).toEqual(untouched);
    expect(await contents('trash')).toHaveLength(1);
  });
});

describe('a journal', () => {
  const step = (moves: { from: string; to: string }[]): object => ({
    id: 'step-1',
    kind: 'relabel',
    time: '2026-11-26T09:30:00.000Z',
    to: 'push',
    moves,
  });
  const journal = (contents: object): Promise<void> =>
    writeFile(file('history.json'), JSON.stringify({ schema: 1, done: [], undone: [], ...contents }));
  const both = (): { from: string; to: string }[] =>
    ['wave', 'stop'].map((from) => ({ from: `clips/${from}/${a.id}`, to: `clips/push/${a.id}` }));

  it.each([[[]], [['wave']], [['wave', 'stop']]])(
    'with two moves to one place, cut off when %j had moved, leaves a project that opens',
    async (moved: string[]) => {
      const push = file('clips', 'push', `${a.id}.safetensors`);
      const start = await contents('clips');
      for (const from of moved) await rename(file('clips', from, `${a.id}.safetensors`), push);
      await journal({ pending: { step: step(both()), direction: 'do' } });
      const before = await contents('clips');
      await services.projects.open(slug);
      expect(await contents('clips')).toEqual(before);
      if (moved.length < 2) expect([before, services.notices]).toEqual([start, []]);
      else expect(services.notices).toEqual([expect.stringContaining('1 of 2 could not be put back')]);
      expect((await services.history.state(slug)).done).toEqual([]);
      await services.clips.remove(slug, (await services.clips.list(slug)).clips);
    },
  );

  it('with two moves to one place among what was done gives back the clip that is there', async () => {
    await mkdir(file('kept'));
    await rename(file('clips', 'wave', `${a.id}.safetensors`), file('kept', 'a'));
    await rename(file('clips', 'stop', `${a.id}.safetensors`), file('clips', 'push', `${a.id}.safetensors`));
    await journal({ done: [step(both())], pending: null });
    const before = await contents('clips');
    await services.history.undo(slug);
    expect(await contents('clips', 'stop')).toEqual(before);
  });

  it('whose clips are nowhere leaves a project that opens, and says so', async () => {
    const moves = [{ from: 'clips/wave/gone-1', to: 'clips/push/gone-1' }];
    await journal({ pending: { step: step(moves), direction: 'undo' } });
    await services.projects.open(slug);
    expect(services.notices).toEqual([expect.stringContaining('1 of 1 could not be put back')]);
    await services.clips.relabel(slug, [a], 'push');
  });

  it('of a move that was cut off between a clip’s two names leaves it one', async () => {
    const before = await contents('clips');
    await link(file('clips', 'stop', `${a.id}.safetensors`), file('clips', 'push', `${a.id}.safetensors`));
    await journal({ pending: { step: step(both()), direction: 'do' } });
    await services.projects.open(slug);
    expect(await contents('clips')).toEqual(before);
    expect(services.notices).toEqual([]);
  });
});
