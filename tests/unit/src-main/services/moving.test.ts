import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ClipInfo } from '../../../../src-main/contract';
import { createServices, type Services } from '../../../../src-main/services';
import { newClip, temporaryFolder } from '../../../fixtures/services/fixtures';

let dataDir: string;
let services: Services;
let from: string;
let to: string;
let a: ClipInfo;
let b: ClipInfo;

beforeEach(async () => {
  dataDir = await temporaryFolder();
  services = await createServices(dataDir);
  from = (await services.projects.create('Hands')).slug;
  to = (await services.projects.create('Signs')).slug;
  await services.classes.add(from, 'Wave');
  await services.classes.add(from, 'Stop');
  await services.classes.add(to, 'Halt');
  await services.classes.add(to, 'wave');
  a = await services.clips.add(from, newClip('wave', 1));
  b = await services.clips.add(from, newClip('stop', 2));
});

const restart = async (): Promise<void> => {
  services = await createServices(dataDir);
  await services.projects.open(from);
};
const held = async (slug: string): Promise<string[]> =>
  (await services.clips.list(slug)).clips.map(({ classId, id }) => `${classId}/${id}`).sort();
const keys = (clips: readonly ClipInfo[]): string[] =>
  clips.map(({ classId, id }) => `${classId}/${id}`).sort();

describe('moving clips to another project', () => {
  it('takes them along byte for byte, each into its class of the same name', async () => {
    const bytes = await services.clips.readFile(from, a);
    expect(await services.moving.toProject(from, [a, b], to)).toEqual({ moved: 2 });
    expect(await held(from)).toEqual([]);
    expect(await held(to)).toEqual(keys([a, b]));
    expect(await services.clips.readFile(to, a)).toEqual(bytes);
    expect((await services.projects.open(to)).classes.map(({ name }) => name)).toEqual([
      'Halt',
      'wave',
      'Stop',
    ]);
  });

  it('takes their texts along, and those of classes that are new there', async () => {
    await services.classes.update(from, 'wave', { text: 'a hand waves' });
    await services.classes.update(from, 'stop', { text: 'a hand stops' });
    await services.projects.setTexts(from, { [a.id]: 'two hands wave', other: 'not moved' });
    await services.moving.toProject(from, [a, b], to);
    const { classes, texts } = await services.projects.open(to);
    expect(texts).toEqual({ [a.id]: 'two hands wave' });
    expect(classes.map(({ text }) => text)).toEqual([undefined, undefined, 'a hand stops']);
  });

  it('is taken back and done again, also after a restart', async () => {
    await services.moving.toProject(from, [a, b], to);
    for (let round = 0; round < 2; round++) {
      await restart();
      const { step, came } = await services.history.undo(from);
      expect(step).toMatchObject({ kind: 'move', clips: 2, to });
      expect(keys(came)).toEqual(keys([a, b]));
      expect(await held(from)).toEqual(keys([a, b]));
      expect(await held(to)).toEqual([]);
      await restart();
      await services.history.redo(from);
      expect(await held(from)).toEqual([]);
      expect(await held(to)).toEqual(keys([a, b]));
    }
  });

  it('is taken back from a history that calls it a transfer, as versions before wrote it', async () => {
    await services.moving.toProject(from, [a], to);
    const path = join(dataDir, 'projects', from, 'history.json');
    const history = (await readFile(path, 'utf8')).replaceAll('"move"', '"transfer"');
    expect(history).toContain('"transfer"');
    await writeFile(path, history);
    await restart();
    expect((await services.history.undo(from)).step.kind).toBe('move');
    expect(await held(from)).toEqual(keys([a, b]));
    expect(await held(to)).toEqual([]);
  });

  it('leaves what has moved on in the other project, and what was there before', async () => {
    await services.moving.toProject(from, [a, b], to);
    await services.clips.relabel(to, [a], 'halt');
    await services.history.undo(from);
    expect(await held(from)).toEqual(keys([a, b]));
    expect(await held(to)).toEqual([`halt/${a.id}`]);

    await services.history.undo(to);
    await services.history.undo(to);
    await services.moving.toProject(from, [a], to);
    await services.history.undo(from);
    expect(await held(to)).toContain(`wave/${a.id}`);
  });

  it('says so where it cannot be done again, and loses nothing', async () => {
    await services.moving.toProject(from, [a], to);
    await services.history.undo(from);
    await services.trash.empty(to);
    await expect(services.history.redo(from)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'Beckon could not redo this: the copies in “Signs” are gone. Move the clips there again.',
    });
    expect(await held(from)).toEqual(keys([a, b]));
  });

  it('is taken back where the other project was deleted', async () => {
    await services.moving.toProject(from, [a], to);
    await services.projects.remove(to);
    await services.history.undo(from);
    expect(await held(from)).toEqual(keys([a, b]));
  });

  it('moves nothing where a clip, a class or the project is not there', async () => {
    await expect(services.moving.toProject(from, [a], from)).rejects.toMatchObject({ code: 'INVALID' });
    await expect(services.moving.toProject(from, [a], 'nowhere')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(
      services.moving.toProject(from, [a, { classId: 'wave', id: 'no' }], to),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await held(from)).toEqual(keys([a, b]));
  });
});
