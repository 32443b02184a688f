import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createServices, type Services } from '../../../../src-main/services';
import { fileSystemWith, nodeError } from '../../../fixtures/services/faulty-fs';
import { bytesOf, newModel, newRun, newTriggers, temporaryFolder } from '../../../fixtures/services/fixtures';

describe('models', () => {
  let dataDir: string;
  let services: Services;
  let slug: string;
  let folder: string;

  beforeEach(async () => {
    dataDir = await temporaryFolder();
    services = await createServices(dataDir);
    slug = (await services.projects.create('Hands')).slug;
    folder = join(dataDir, 'projects', slug, 'models');
  });

  it('are three files a run, and come back as they were', async () => {
    const model = newModel('run-1');
    expect(await services.models.save(slug, model)).toEqual(model.run);
    expect((await readdir(join(folder, 'run-1'))).sort()).toEqual(['model.json', 'run.json', 'weights.bin']);
    const read = await services.models.read(slug, 'run-1');
    expect(read.run).toEqual(model.run);
    expect(await bytesOf(read.topology)).toEqual(await bytesOf(model.topology));
    expect(await bytesOf(read.weights)).toEqual(await bytesOf(model.weights));
  });

  it('are listed newest first, with what they achieved', async () => {
    await services.models.save(slug, newModel('b-old', { created: '2026-01-01T00:00:00.000Z' }));
    await services.models.save(slug, newModel('a-new', { created: '2026-02-01T00:00:00.000Z', name: 'New' }));
    const { runs } = await services.models.list(slug);
    expect(runs.map(({ id }) => id)).toEqual(['a-new', 'b-old']);
    expect(runs[0]).toEqual({
      id: 'a-new',
      name: 'New',
      created: '2026-02-01T00:00:00.000Z',
      classes: 2,
      epochs: 1,
      trainAccuracy: 0.75,
      validationAccuracy: 0.75,
      testAccuracy: null,
      testSessions: [],
      refitted: false,
    });
  });

  it('never take the place of another', async () => {
    await services.models.save(slug, newModel('run-1'));
    await expect(services.models.save(slug, newModel('run-1', { name: 'Two' }))).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    expect((await services.models.read(slug, 'run-1')).run.name).toBe('Run 1');
  });

  it('are renamed, thrown away and taken back', async () => {
    const model = newModel('run-1');
    await services.models.save(slug, model);
    expect(await services.models.rename(slug, 'run-1', 'Best')).toEqual({ ...model.run, name: 'Best' });
    const { trashId } = await services.models.remove(slug, 'run-1');
    await expect(services.models.read(slug, 'run-1')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await services.models.save(slug, newModel('run-1'));
    await expect(services.models.restore(slug, trashId)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await services.models.remove(slug, 'run-1');
    expect((await services.models.restore(slug, trashId)).name).toBe('Best');
    await expect(services.models.restore(slug, trashId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keep what is found out about them, the last of each', async () => {
    const { run } = newModel('run-1');
    await services.models.save(slug, newModel('run-1'));
    await services.models.note(slug, 'run-1', { triggers: newTriggers() });
    const triggers = newTriggers({ source: 'kitchen.mp4' });
    expect(await services.models.note(slug, 'run-1', { triggers })).toEqual({ ...run, triggers });
    expect(await services.models.note(slug, 'run-1', {})).toEqual({ ...run, triggers });
    expect((await services.models.read(slug, 'run-1')).run).toEqual({ ...run, triggers });
    await expect(services.models.note(slug, 'gone', { triggers })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('that are damaged are listed with the reason, and the others are there', async () => {
    for (const id of ['good', 'no-weights', 'cut', 'foreign', 'newer', 'no-run']) {
      await services.models.save(slug, newModel(id));
    }
    await rm(join(folder, 'no-weights', 'weights.bin'));
    await rm(join(folder, 'no-run', 'run.json'));
    await writeFile(join(folder, 'cut', 'run.json'), '{"schema":1,');
    await writeFile(join(folder, 'foreign', 'run.json'), '{"schema":1,"id":"foreign"}');
    await writeFile(
      join(folder, 'newer', 'run.json'),
      JSON.stringify({ ...newRun('newer'), schema: 2, config: 'other' }),
    );
    await mkdir(join(folder, 'My Model'));
    await writeFile(join(folder, 'notes.txt'), '');
    const { runs, unreadable } = await services.models.list(slug);
    expect(runs.map(({ id }) => id)).toEqual(['good']);
    expect(Object.fromEntries(unreadable.map(({ id, reason }) => [id, reason]))).toEqual({
      'My Model': '“My Model” is not the id of a model.',
      'no-weights': 'The model’s weights.bin is missing.',
      'no-run': 'The model’s run.json is missing.',
      cut: 'The model’s run.json is damaged: it is not valid JSON.',
      foreign: 'The model’s run.json is damaged: its “name” is not valid.',
      newer: 'This model was trained by a newer version of Beckon. Update Beckon to use it.',
    });
    await expect(services.models.read(slug, 'no-weights')).rejects.toMatchObject({ code: 'UNREADABLE' });
    await expect(services.models.read(slug, 'newer')).rejects.toMatchObject({ code: 'NEWER_SCHEMA' });
    await expect(services.models.rename(slug, 'cut', 'x')).rejects.toMatchObject({ code: 'UNREADABLE' });
  });

  it('whose folder was renamed by hand go by the folder’s name', async () => {
    await services.models.save(slug, newModel('run-1'));
    const { trashId } = await services.models.remove(slug, 'run-1');
    expect(trashId).toMatch(/^run-1-/);
    await services.models.save(slug, newModel('run-2'));
    await writeFile(join(folder, 'run-2', 'run.json'), JSON.stringify(newRun('other')));
    expect((await services.models.list(slug)).runs.map(({ id }) => id)).toEqual(['run-2']);
    expect((await services.models.read(slug, 'run-2')).run.id).toBe('run-2');
  });

  it('that do not fit on the disk leave nothing behind', async () => {
    const fileSystem = fileSystemWith((operation, path) => {
      if (operation === 'write' && path.endsWith('weights.bin')) throw nodeError('ENOSPC');
    });
    const full = await createServices(dataDir, { fileSystem });
    await expect(full.models.save(slug, newModel('run-1'))).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('are not found by names that lead elsewhere, nor in projects that are not there', async () => {
    await expect(services.models.read(slug, '../clips')).rejects.toMatchObject({ code: 'INVALID' });
    await expect(services.models.restore(slug, '../../x-aaaaaaaa')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(services.models.list('gone')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(services.models.remove(slug, 'gone')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no model “gone”.',
    });
  });
});
