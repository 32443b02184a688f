import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClipRef, Project } from '../../../../src-main/contract';
import { createServices, type Services } from '../../../../src-main/services';
import { dyingFileSystem } from '../../../fixtures/services/faulty-fs';
import { newCheckpoint, newClip, newModel, temporaryFolder } from '../../../fixtures/services/fixtures';

interface Scene {
  slug: string;
  wave: ClipRef;
  stop: ClipRef;
  trashedClip: string;
  trashedClass: string;
  trashedModel: string;
  trashedProject: string;
  trashedTraining: string;
}

/** A project with two classes, a clip in each, a model, an interrupted training; and one of each kind in the trash. */
async function setScene(dataDir: string): Promise<Scene> {
  const { projects, classes, clips, models, checkpoints } = await createServices(dataDir);
  const { slug } = await projects.create('Scene');
  const wave = await clips.add(slug, newClip((await classes.add(slug, 'Wave')).classId, 1));
  const stop = await clips.add(slug, newClip((await classes.add(slug, 'Stop')).classId, 2));
  const extra = await clips.add(slug, newClip(wave.classId, 3));
  const trashedClip = (await clips.remove(slug, [extra])).trashIds[0] ?? '';
  const { classId } = await classes.add(slug, 'Come');
  await clips.add(slug, newClip(classId, 4));
  const trashedClass = (await classes.remove(slug, classId)).trashId;
  await models.save(slug, newModel('kept'));
  await models.save(slug, newModel('thrown'));
  const trashedModel = (await models.remove(slug, 'thrown')).trashId;
  await checkpoints.save(slug, newCheckpoint(6));
  const trashedTraining = (await checkpoints.discard(slug)).trashId;
  const other = await projects.create('Other');
  const trashedProject = (await projects.remove(other.slug)).trashId;
  return { slug, wave, stop, trashedClip, trashedClass, trashedModel, trashedProject, trashedTraining };
}

const steps: Record<string, (services: Services, scene: Scene) => Promise<unknown>> = {
  'clips.add': ({ clips }, { slug, wave }) => clips.add(slug, newClip(wave.classId, 5)),
  'clips.relabel': ({ clips }, { slug, wave, stop }) => clips.relabel(slug, [wave], stop.classId),
  'clips.remove': ({ clips }, { slug, wave, stop }) => clips.remove(slug, [wave, stop]),
  'clips.restore': ({ clips }, { slug, trashedClip }) => clips.restore(slug, [trashedClip]),
  'history.undo': ({ history }, { slug }) => history.undo(slug),
  'classes.add': ({ classes }, { slug }) => classes.add(slug, 'Push'),
  'classes.update': ({ classes }, { slug, wave }) => classes.update(slug, wave.classId, { name: 'Hello' }),
  'classes.remove': ({ classes }, { slug, wave }) => classes.remove(slug, wave.classId),
  'classes.restore': ({ classes }, { slug, trashedClass }) => classes.restore(slug, trashedClass),
  'models.save': ({ models }, { slug }) => models.save(slug, newModel('fresh')),
  'models.rename': ({ models }, { slug }) => models.rename(slug, 'kept', 'Best'),
  'models.remove': ({ models }, { slug }) => models.remove(slug, 'kept'),
  'models.restore': ({ models }, { slug, trashedModel }) => models.restore(slug, trashedModel),
  'checkpoints.save': ({ checkpoints }, { slug }) => checkpoints.save(slug, newCheckpoint(2000)),
  'checkpoints.restore': ({ checkpoints }, { slug, trashedTraining }) =>
    checkpoints.restore(slug, trashedTraining),
  'projects.create': ({ projects }) => projects.create('Another'),
  'projects.open': ({ projects }, { slug }) => projects.open(slug),
  'projects.rename': ({ projects }, { slug }) => projects.rename(slug, 'Renamed'),
  'projects.remove': ({ projects }, { slug }) => projects.remove(slug),
  'projects.restore': ({ projects }, { trashedProject }) => projects.restore(trashedProject),
};

/** Names of the clips' and checkpoints' files anywhere below the data folder, trash tags dropped, half-written ones left out. */
async function clipIds(dataDir: string): Promise<string[]> {
  const paths = await readdir(dataDir, { recursive: true });
  return paths
    .map((path) => path.split(/[/\\]/).at(-1) ?? '')
    .filter((name) => name.endsWith('.safetensors') && !name.startsWith('.'))
    .map(
      (name) =>
        name
          .replace(/^checkpoint.*/, 'checkpoint')
          .split('.')[0]
          ?.split('-')
          .slice(0, 2)
          .join('-') ?? '',
    )
    .sort();
}

async function expectWhole(dataDir: string, step: string, scene: Scene, before: string[]): Promise<void> {
  const { projects, clips, models, checkpoints } = await createServices(dataDir);
  const after = await clipIds(dataDir);
  expect([...new Set(after.filter((id) => before.includes(id)))]).toEqual(before);
  for (const { slug, unreadable } of await projects.list()) {
    expect([slug, unreadable]).toEqual([slug, null]);
    const project: Project = await projects.open(slug);
    const listed = await clips.list(slug);
    expect(listed.unreadable).toEqual([]);
    for (const { classId } of listed.clips) expect(project.classes.map(({ id }) => id)).toContain(classId);
    expect((await models.list(slug)).unreadable).toEqual([]);
    expect((await checkpoints.look(slug)).problem).toBeNull();
    if (slug !== scene.slug) continue;
    const ids = listed.clips.map(({ id }) => id);
    // Steps that take nothing away leave every clip in sight.
    if (step !== 'clips.remove' && step !== 'classes.remove') {
      expect(ids).toEqual(expect.arrayContaining([scene.wave.id, scene.stop.id]));
    }
  }
}

describe('a process that dies at any one operation of the file system', () => {
  let origin: string;
  let scene: Scene;
  let before: string[];
  /** Operations with which the services start, the same before every step. */
  let starting = 0;
  beforeAll(async () => {
    origin = await mkdtemp(join(tmpdir(), 'beckon-test-'));
    scene = await setScene(origin);
    before = await clipIds(origin);
  });
  afterAll(() => rm(origin, { recursive: true, force: true }));

  async function copy(): Promise<string> {
    const dataDir = await temporaryFolder();
    await cp(origin, dataDir, { recursive: true });
    return dataDir;
  }

  /** What the step answers in a process that dies at this operation; null: the services did not start. */
  async function tried(
    name: string,
    step: (services: Services, scene: Scene) => Promise<unknown>,
    at: number,
  ): Promise<{ died: boolean; outcome: string | null }> {
    const dataDir = await copy();
    const { fileSystem, died } = dyingFileSystem(at);
    const services = await createServices(dataDir, { fileSystem }).catch(() => null);
    const outcome = services && (await step(services, scene).then(() => 'done', String));
    await expectWhole(dataDir, name, scene, before);
    return { died: died(), outcome };
  }

  it('loses nothing while it starts', async () => {
    expect(before).toHaveLength(5);
    const alive = dyingFileSystem(Infinity);
    await createServices(await copy(), { fileSystem: alive.fileSystem });
    starting = alive.operations();
    expect(starting).toBeGreaterThan(3);
    for (let at = 0; at < starting; at++)
      expect((await tried('start', () => Promise.resolve(), at)).died).toBe(true);
  });

  it.each(Object.entries(steps))('loses nothing in %s', async (name, step) => {
    let deaths = 0;
    for (let at = starting; ; at++) {
      const { died, outcome } = await tried(name, step, at);
      if (!died) {
        expect(outcome).toBe('done');
        break;
      }
      deaths++;
    }
    expect(deaths).toBeGreaterThan(0);
  });
});
