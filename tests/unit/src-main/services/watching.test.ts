import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Change } from '../../../../src-main/contract';
import { createServices, type Services } from '../../../../src-main/services';
import { newClip, newModel, temporaryFolder } from '../../../fixtures/services/fixtures';

let dataDir: string;
let here: Services;
/** The same data folder in another program. */
let there: Services;
let slug: string;
let told: Change[];

beforeEach(async () => {
  dataDir = await temporaryFolder();
  here = await createServices(dataDir);
  there = await createServices(dataDir);
  slug = (await here.projects.create('Hands')).slug;
  await here.classes.add(slug, 'Wave');
  await here.classes.add(slug, 'Stop');
});

/** Watches until the test ends. */
async function watched(): Promise<AsyncGenerator<Change, void, void>> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const changes = here.watching.changes(slug, stop.signal);
  expect(await changes.next()).toEqual({ done: false, value: { kind: 'watching' } });
  told = [];
  void (async () => {
    for await (const change of changes) told.push(change);
  })();
  return changes;
}

describe('watching a project', () => {
  it('tells of clips that another program adds, moves and deletes', async () => {
    const old = await here.clips.add(slug, newClip('wave', 1));
    await watched();
    const added = await there.clips.add(slug, newClip('wave', 2));
    await expect.poll(() => told).toContainEqual({ kind: 'clips', gone: [], came: [added] });
    told.length = 0;
    const [moved] = await there.clips.relabel(slug, [old], 'stop');
    const gone = [{ classId: 'wave', id: old.id }];
    await expect.poll(() => told).toContainEqual({ kind: 'clips', gone, came: [moved] });
    await expect.poll(() => told).toContainEqual({ kind: 'history' });
    told.length = 0;
    await there.clips.remove(slug, [added]);
    await expect
      .poll(() => told)
      .toContainEqual({ kind: 'clips', gone: [{ classId: 'wave', id: added.id }], came: [] });
  });

  it('tells of classes, of clips of a class that is new, and of models and their names', async () => {
    await watched();
    const { classId } = await there.classes.add(slug, 'Come');
    await expect.poll(() => told).toContainEqual({ kind: 'project' });
    told.length = 0;
    const added = await there.clips.add(slug, newClip(classId, 3));
    await expect.poll(() => told).toContainEqual({ kind: 'clips', gone: [], came: [added] });
    await there.models.save(slug, newModel('run-1'));
    await expect.poll(() => told).toContainEqual({ kind: 'models' });
    told.length = 0;
    await there.models.rename(slug, 'run-1', 'Best');
    await expect.poll(() => told).toContainEqual({ kind: 'models' });
  });

  it('ends where the folder goes, and where it is told to', async () => {
    const changes = await watched();
    await there.projects.remove(slug);
    await expect.poll(() => told.at(-1)).toEqual({ kind: 'gone' });
    expect(await changes.next()).toEqual({ done: true, value: undefined });

    const { slug: other } = await here.projects.create('Feet');
    const stop = new AbortController();
    const more = here.watching.changes(other, stop.signal);
    await more.next();
    const next = more.next();
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('tells of what was done by hand, and refuses a project that is not there', async () => {
    const clip = await here.clips.add(slug, newClip('wave', 1));
    await watched();
    await rm(join(dataDir, 'projects', slug, 'clips', 'wave', `${clip.id}.safetensors`));
    await expect.poll(() => told.map(({ kind }) => kind)).toContain('clips');
    await expect(here.watching.changes('no-such').next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
