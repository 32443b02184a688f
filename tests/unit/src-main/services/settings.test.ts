import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../../src-main/contract';
import { createServices } from '../../../../src-main/services';
import { nodeError } from '../../../fixtures/services/faulty-fs';
import { newClip, newModel, temporaryFolder } from '../../../fixtures/services/fixtures';

const defaults: Settings = {
  lastProject: null,
  camera: { deviceId: null, explained: false, devices: {} },
  live: { threshold: 0.7, unseen: 0.02, whileTraining: 'slow', captions: true },
  collect: { way: 'hold', repetitions: 10, pause: 2, sounds: true, voice: true },
  appearance: { theme: 'system', dates: null },
  updates: { allowed: null },
  engine: { training: 'auto', live: 'auto', measured: null, pace: {} },
};

describe('settings', () => {
  it('begin with defaults and are kept in settings.json', async () => {
    const dataDir = await temporaryFolder();
    const { settings, notices } = await createServices(dataDir);
    expect(await settings.get()).toEqual(defaults);
    expect(notices).toEqual([]);
    await settings.set({ lastProject: 'hands' });
    const again = await createServices(dataDir);
    expect(await again.settings.get()).toEqual({ ...defaults, lastProject: 'hands' });
    expect(JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8'))).toMatchObject({
      lastProject: 'hands',
    });
  });

  it('keeps the pace of each backend beside that of others', async () => {
    const { settings } = await createServices(await temporaryFolder());
    await settings.set({ engine: { pace: { wasm: 0.5, webgl: 0.25 } } });
    await settings.set({ engine: { pace: { wasm: 0.75 } } });
    expect((await settings.get()).engine.pace).toEqual({ wasm: 0.75, webgl: 0.25 });
  });

  it('take a theme and any language for dates, and keep neither for another where it is none', async () => {
    const dataDir = await temporaryFolder();
    const { settings } = await createServices(dataDir);
    await settings.set({ appearance: { theme: 'dark' } });
    await settings.set({ appearance: { dates: 'pt-BR' } });
    expect((await settings.get()).appearance).toEqual({ theme: 'dark', dates: 'pt-BR' });
    await writeFile(
      join(dataDir, 'settings.json'),
      '{"appearance":{"dates":"no language"},"lastProject":"a"}',
    );
    expect(await (await createServices(dataDir)).settings.get()).toMatchObject({
      lastProject: 'a',
      appearance: { theme: 'system', dates: null },
    });
  });

  it('change in the fields given only, and remember each camera', async () => {
    const { settings } = await createServices(await temporaryFolder());
    await settings.set({ camera: { deviceId: 'a', devices: { a: { label: 'A', mirror: true } } } });
    await settings.set({ camera: { explained: true, devices: { b: { label: 'B', mirror: false } } } });
    await settings.set({ live: { threshold: 0.9 }, lastProject: undefined });
    const collect = { ...defaults.collect, way: 'burst' as const, repetitions: 5 };
    await settings.set({ collect });
    expect(await settings.get()).toEqual({
      lastProject: null,
      camera: {
        deviceId: 'a',
        explained: true,
        devices: { a: { label: 'A', mirror: true }, b: { label: 'B', mirror: false } },
      },
      live: { ...defaults.live, threshold: 0.9 },
      collect,
      appearance: defaults.appearance,
      updates: defaults.updates,
      engine: defaults.engine,
    });
  });

  it.each(['{"lastProject":', '', '[]', '"text"'])(
    'that are damaged (%j) are set aside and named, and defaults are used',
    async (text) => {
      const dataDir = await temporaryFolder();
      await writeFile(join(dataDir, 'settings.json'), text);
      const { settings, notices } = await createServices(dataDir);
      const kept = (await readdir(dataDir)).find((name) => name.startsWith('settings.damaged-')) ?? '';
      expect(notices).toEqual([expect.stringContaining(kept)]);
      expect(await readFile(join(dataDir, kept), 'utf8')).toBe(text);
      expect(await settings.get()).toEqual(defaults);
      await settings.set({ lastProject: 'hands' });
      expect((await createServices(dataDir)).notices).toEqual([]);
    },
  );

  it('that are not valid in one field keep the others', async () => {
    const dataDir = await temporaryFolder();
    await writeFile(
      join(dataDir, 'settings.json'),
      JSON.stringify({ lastProject: 'hands', live: { threshold: 7 }, future: true }),
    );
    const { settings } = await createServices(dataDir);
    expect(await settings.get()).toEqual({ ...defaults, lastProject: 'hands' });
  });

  it('of a newer Beckon stay in the file when others change', async () => {
    const dataDir = await temporaryFolder();
    const path = join(dataDir, 'settings.json');
    await writeFile(path, JSON.stringify({ future: true, live: { threshold: 7, sound: 'bell' } }));
    const { settings } = await createServices(dataDir);
    await settings.set({ lastProject: 'hands' });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      ...defaults,
      lastProject: 'hands',
      future: true,
      live: { ...defaults.live, sound: 'bell' },
    });
  });

  it('are kept in the store a host brings, and its errors are sentences', async () => {
    const dataDir = await temporaryFolder();
    const store = {
      kept: {} as Record<string, unknown>,
      get store() {
        return this.kept;
      },
      set store(value) {
        if (value['lastProject'] === 'full') throw nodeError('ENOSPC');
        this.kept = value;
      },
    };
    const { settings } = await createServices(dataDir, { openSettings: () => store });
    await settings.set({ lastProject: 'hands' });
    expect(store.kept).toMatchObject({ lastProject: 'hands' });
    await expect(settings.set({ lastProject: 'full' })).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(await readdir(dataDir)).toEqual(['locks', 'projects']);
  });

  it('with a byte order mark before them, as Notepad writes them, are read and kept', async () => {
    const dataDir = await temporaryFolder();
    await writeFile(join(dataDir, 'settings.json'), '\uFEFF{"lastProject": "hands"}');
    const { settings, notices } = await createServices(dataDir);
    expect([(await settings.get()).lastProject, notices]).toEqual(['hands', []]);
    await settings.set({ live: { threshold: 0.9 } });
    expect(await (await createServices(dataDir)).settings.get()).toMatchObject({ lastProject: 'hands' });
  });

  it.runIf(process.platform !== 'win32').each([
    ['a pipe', (path: string) => promisify(execFile)('mkfifo', [path])],
    ['a folder', (path: string) => mkdir(path)],
    ['a device', (path: string) => symlink('/dev/zero', path)],
  ])('that are %s are set aside, and nothing waits for them', async (_, make) => {
    const dataDir = await temporaryFolder();
    await make(join(dataDir, 'settings.json'));
    const { settings, notices } = await createServices(dataDir);
    expect(notices).toEqual([expect.stringContaining('The settings file was damaged.')]);
    expect(await settings.set({ lastProject: 'hands' })).toMatchObject({ lastProject: 'hands' });
  });
});

it.runIf(process.platform !== 'win32')(
  'a pipe in place of any file of a project keeps nothing waiting',
  async () => {
    const dataDir = await temporaryFolder();
    const { projects, classes, clips, models, checkpoints, history } = await createServices(dataDir);
    const { slug } = await projects.create('Hands');
    await classes.add(slug, 'Wave');
    const clip = await clips.add(slug, newClip('wave', 1));
    await models.save(slug, newModel('first'));
    const folder = join(dataDir, 'projects', slug);
    const pipe = async (...names: string[]): Promise<void> => {
      await rm(join(folder, ...names), { force: true });
      await mkdir(join(folder, ...names.slice(0, -1)), { recursive: true });
      await promisify(execFile)('mkfifo', [join(folder, ...names)]);
    };
    await pipe('clips', 'wave', `${clip.id}.safetensors`);
    await pipe('models', 'first', 'run.json');
    await pipe('training', 'checkpoint.safetensors');
    expect(await clips.list(slug)).toMatchObject({ clips: [], unreadable: [{ classId: 'wave' }] });
    expect((await clips.read(slug, [clip])).unreadable).toMatchObject([
      { reason: expect.stringContaining('a pipe or a device') as string },
    ]);
    expect((await models.list(slug)).unreadable).toMatchObject([{ id: 'first' }]);
    expect((await checkpoints.look(slug)).problem).toContain('a pipe or a device');
    await pipe('history.json');
    await expect(history.state(slug)).rejects.toMatchObject({ code: 'UNREADABLE' });
    await pipe('project.json');
    expect(await projects.list()).toMatchObject([
      { slug, unreadable: expect.stringContaining('a pipe') as string },
    ]);
  },
);
