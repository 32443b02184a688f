import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { BeckonError, contract } from '../../src-main/contract';
import type { HostCapabilities } from '../../src-main/hosts/host';
import { createRouter, type AppRouter } from '../../src-main/router/router';
import { createServices } from '../../src-main/services';
import {
  bytesOf,
  collect,
  newCaptions,
  newCheckpoint,
  newFeatures,
  newClip,
  newModel,
  newCurve,
  newTriggers,
  pixels,
} from '../fixtures/services/fixtures';
import { clipCalls } from './clips';
import { datasetCalls } from './datasets';
import { outputCalls } from './outputs';
import { failure, type ContractClient, type Scene } from './scene';

/** As much of a WebM as tells that it is one. */
const webm = new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

/** Joins a client to a router over one transport. `called` is told the path of every procedure called. */
export type Connect = (
  router: AppRouter,
  called: (path: readonly string[]) => void,
) => Promise<{ client: ContractClient; close: () => Promise<void> }>;

/** What every transport must carry: each procedure, each error, and bytes as they are. */
export function contractSuite(transport: string, connect: Connect): void {
  describe(`the contract over ${transport}`, () => {
    const called = new Set<string>();
    const logged: unknown[] = [];
    /** The folders that a host was asked to show. */
    const shown: string[] = [];
    /** Of each who keeps it awake, whether the screen is meant. */
    let awake: boolean[] = [];
    let saved: { name: string; bytes: Uint8Array } | null = null;
    const host: HostCapabilities = {
      version: '1.2.3',
      host: 'browser',
      saveDialog: null,
      openFolder: null,
      stayAwake: null,
      offeredFiles: (id) => {
        if (id === 'broken') return Promise.reject(new TypeError('a bug'));
        if (id !== 'video-1') return Promise.reject(new BeckonError('NOT_FOUND', 'No such file.'));
        return Promise.resolve([
          { name: 'a.mp4', bytes: new Blob([pixels(1000, 3)]) },
          { name: 'b.mp4', bytes: new Blob([]) },
        ]);
      },
      log: (_, error) => logged.push(error),
    };
    let folder: string;
    let client: ContractClient;
    let withDialog: ContractClient;
    const closing: (() => Promise<void>)[] = [];
    let slug: string;
    let post: (sentence: string) => void;
    let arrive: (slug: string) => void;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'beckon-contract-'));
      const services = await createServices(folder);
      post = (sentence) => services.board.post(sentence);
      arrive = (slug) => services.arrivals.add(slug);
      const note = (path: readonly string[]): void => void called.add(path.join('.'));
      const open = async (capabilities: HostCapabilities): Promise<ContractClient> => {
        const connection = await connect(createRouter(services, capabilities), note);
        closing.push(connection.close);
        return connection.client;
      };
      client = await open(host);
      withDialog = await open({
        ...host,
        host: 'electron',
        openFolder: (path) => Promise.resolve(void shown.push(path)),
        stayAwake: (screen) => {
          awake.push(screen);
          return () => void (awake = []);
        },
        saveDialog: async (name, chunks) => {
          saved = { name, bytes: await collect(chunks) };
          return { outcome: 'saved', name };
        },
      });
    });
    afterAll(async () => {
      for (const close of closing) await close();
      await rm(folder, { recursive: true, force: true });
    });

    let count = 0;
    beforeEach(async () => {
      slug = (await client.projects.create({ name: `Project ${++count}` })).slug;
    });

    it('tells what the host can do', async () => {
      expect(await client.app.info()).toEqual({
        version: '1.2.3',
        host: 'browser',
        saveDialog: false,
        dataFolder: folder,
        opensFolder: false,
        notices: [],
      });
      expect(await withDialog.app.info()).toMatchObject({
        host: 'electron',
        saveDialog: true,
        opensFolder: true,
      });
    });

    it('opens the data folder, and no other, where the host can', async () => {
      const elsewhere = { path: '/', folder: '/', dataFolder: '/' } as unknown as undefined;
      await withDialog.app.openDataFolder(elsewhere);
      expect(shown).toEqual([folder]);
      expect((await failure(client.app.openDataFolder())).code).toBe('UNSUPPORTED');
    });

    it('tells what comes up, until it is ended', async () => {
      const stop = new AbortController();
      const notices = await client.app.notices(undefined, { signal: stop.signal });
      // Until one arrives: nobody says when the reader is there.
      let number = 0;
      const posting = setInterval(() => post(`Something came up (${(number += 1)}).`), 10);
      const first = await notices.next().finally(() => clearInterval(posting));
      expect(first.value).toMatch(/^Something came up/);
      stop.abort();
      await expect(collect(notices)).rejects.toThrow();
    });

    it('tells of each project that comes in from outside once, to a page that asks later, too', async () => {
      arrive('first');
      const before = await client.app.arrivals();
      expect((await before.next()).value).toBe('first');
      // As after a reload, when the page before may not be known to be gone.
      const stop = new AbortController();
      const arrivals = await client.app.arrivals(undefined, { signal: stop.signal });
      arrive('second');
      expect((await arrivals.next()).value).toBe('second');
      expect((await before.next()).done).toBe(true);
      stop.abort();
    });

    it('keeps the computer awake where the host can, until it is ended', async () => {
      const stop = new AbortController();
      const answers = await withDialog.app.stayAwake({ screen: true }, { signal: stop.signal });
      expect((await answers.next()).value).toEqual({ kept: true });
      expect(awake).toEqual([true]);
      stop.abort();
      await vi.waitFor(() => expect(awake).toEqual([]));
      const elsewhere = await client.app.stayAwake({ screen: false });
      expect((await elsewhere.next()).value).toEqual({ kept: false });
      await elsewhere.return?.();
    });

    it('tells how new versions come', async () => {
      const states = await client.updates.states();
      expect((await states.next()).value).toMatchObject({ status: 'elsewhere' });
      await client.updates.look();
      await states.return?.();
    });

    it('keeps settings', async () => {
      const before = await client.settings.get();
      const after = await client.settings.set({ lastProject: slug, live: { threshold: 0.7 } });
      expect(after).toEqual({ ...before, lastProject: slug, live: { ...before.live, threshold: 0.7 } });
      expect(await client.settings.get()).toEqual(after);
    });

    it('makes, changes, removes and restores projects', async () => {
      expect((await client.projects.open({ slug })).name).toBe(`Project ${count}`);
      expect((await client.projects.rename({ slug, name: ' My hands ' })).name).toBe('My hands');
      const capture = { frames: 8, fps: 5, width: 32, height: 24, mirror: false };
      expect((await client.projects.setCapture({ slug, capture })).capture).toEqual(capture);
      expect((await client.projects.setPreset({ slug, preset: 'quick' })).preset).toBe('quick');
      expect(await client.projects.setPreset({ slug, preset: null })).not.toHaveProperty('preset');
      const fine = { slug, findingKey: 'wave/1 dark' };
      expect((await client.projects.setFine({ ...fine, fine: true })).fine).toEqual(['wave/1 dark']);
      expect((await client.projects.setFine({ ...fine, fine: false })).fine).toEqual([]);
      const texts = { 'clip-1': 'a slow wave', 'clip-2': ' two waves ' };
      expect((await client.projects.setTexts({ slug, texts })).texts).toEqual({
        'clip-1': 'a slow wave',
        'clip-2': 'two waves',
      });
      const taken = { 'clip-1': null };
      expect((await client.projects.setTexts({ slug, texts: taken })).texts).toEqual({
        'clip-2': 'two waves',
      });
      const { trashId } = await client.projects.remove({ slug });
      expect((await client.projects.list()).map((row) => row.slug)).not.toContain(slug);
      expect(await client.projects.deleted()).toMatchObject([{ trashId, name: 'My hands', clips: 0 }]);
      const restored = await client.projects.restore({ trashId });
      expect(restored).toMatchObject({ slug, name: 'My hands', capture });
      expect((await client.projects.list()).map((row) => row.slug)).toContain(slug);
      await client.projects.rename({ slug, name: `Project ${count}` });
    });

    it('makes, changes, removes and restores classes', async () => {
      const wave = await client.classes.add({ slug, name: 'Wave' });
      const stop = await client.classes.add({ slug, name: 'Stop', colour: '#112233' });
      expect(stop.project.classes.map(({ colour }) => colour)[1]).toBe('#112233');
      const updated = await client.classes.update({ slug, classId: wave.classId, name: 'Hello', key: '9' });
      expect(updated.classes[0]).toMatchObject({ name: 'Hello', key: '9' });
      const described = { slug, classId: wave.classId, text: ' a hand waves ' };
      expect((await client.classes.update(described)).classes[0]?.text).toBe('a hand waves');
      const tooLong = await failure(client.classes.update({ ...described, text: 'x'.repeat(121) }));
      expect(tooLong.message).toContain('A text can have at most 120 characters.');
      await client.classes.update({ ...described, text: null });
      const order = [stop.classId, wave.classId];
      const reordered = await client.classes.reorder({ slug, order });
      expect(reordered.classes.map(({ id }) => id)).toEqual(order);
      const { project, trashId } = await client.classes.remove({ slug, classId: stop.classId });
      expect(project.classes.map(({ id }) => id)).toEqual([wave.classId]);
      const restored = await client.classes.restore({ slug, trashId });
      expect(restored.classes).toEqual(reordered.classes);
    });

    it('carries models there and back', async () => {
      const model = newModel('run-1');
      expect(await client.models.save({ slug, model })).toEqual(model.run);
      const read = await client.models.read({ slug, runId: 'run-1' });
      expect(read.run).toEqual(model.run);
      expect(await client.models.report({ slug, runId: 'run-1' })).toEqual(model.run);
      expect(await bytesOf(read.weights)).toEqual(await bytesOf(model.weights));
      expect(await read.topology.text()).toBe(await model.topology.text());
      const { id: transfer } = await client.transfers.begin();
      await client.transfers.append({ id: transfer, offset: 0, bytes: new Blob(['<p>A page</p>']) });
      expect(await failure(client.models.import({ slug, transfer, fileName: 'page.html' }))).toMatchObject({
        code: 'UNSUPPORTED',
        message:
          '“page.html” was not imported. A web page cannot be imported. Import the same model as TensorFlow.js, ONNX or Keras.',
      });
      expect((await client.models.rename({ slug, runId: 'run-1', name: 'Best' })).name).toBe('Best');
      expect((await client.models.list({ slug })).runs).toMatchObject([{ id: 'run-1', name: 'Best' }]);
      const triggers = newTriggers();
      const learningCurve = newCurve();
      await client.models.note({ slug, runId: 'run-1', measurements: { triggers } });
      const noted = await client.models.note({ slug, runId: 'run-1', measurements: { learningCurve } });
      expect(noted).toEqual({ ...model.run, name: 'Best', triggers, learningCurve });
      expect(await client.models.report({ slug, runId: 'run-1' })).toEqual(noted);
      const { trashId } = await client.models.remove({ slug, runId: 'run-1' });
      expect(await client.models.list({ slug })).toEqual({ runs: [], unreadable: [] });
      expect((await client.models.restore({ slug, trashId })).id).toBe('run-1');
    });

    it('carries what puts a run into words there and back', async () => {
      await client.models.save({ slug, model: newModel('run-1') });
      const run = { slug, runId: 'run-1' };
      expect(await client.models.captions(run)).toEqual({ files: null, problem: null });
      const files = newCaptions();
      expect(await client.models.saveCaptions({ ...run, files })).toEqual(files.captions);
      const found = await client.models.captions(run);
      expect(found).toMatchObject({ files: { captions: files.captions }, problem: null });
      expect(await bytesOf(found.files?.weights ?? new Blob())).toEqual(await bytesOf(files.weights));
      const none = failure(client.models.saveCaptions({ ...run, runId: 'run-2', files }));
      expect((await none).code).toBe('NOT_FOUND');
    });

    it('carries what is kept of a training there and back', async () => {
      const checkpoint = newCheckpoint(500_000);
      expect(await client.checkpoints.look({ slug })).toEqual({ state: null, problem: null });
      await client.checkpoints.save({ slug, checkpoint });
      expect((await client.checkpoints.look({ slug })).state).toEqual(checkpoint.state);
      const { state, numbers } = await client.checkpoints.read({ slug });
      expect(state).toEqual(checkpoint.state);
      expect(Buffer.compare(await bytesOf(numbers), await bytesOf(checkpoint.numbers))).toBe(0);
      const { trashId } = await client.checkpoints.discard({ slug });
      expect((await failure(client.checkpoints.read({ slug }))).code).toBe('NOT_FOUND');
      expect(await client.checkpoints.restore({ slug, trashId })).toEqual(checkpoint.state);
      await client.checkpoints.clear({ slug });
      expect((await client.checkpoints.look({ slug })).state).toBeNull();
    });

    it('carries what is kept of clips there and back', async () => {
      expect(await client.features.read({ slug })).toBeNull();
      const features = newFeatures();
      await client.features.save({ slug, features });
      const { values, ...rest } = (await client.features.read({ slug })) ?? newFeatures({ network: 'none' });
      expect(rest).toEqual({ network: 'motion', units: 3, clips: features.clips });
      expect(await bytesOf(values)).toEqual(await bytesOf(features.values));
      const short = { ...features, values: new Blob([]) };
      expect((await failure(client.features.save({ slug, features: short }))).code).toBe('INVALID');
    });

    it('keeps stretches and what was done in them', async () => {
      const { id: transfer } = await client.transfers.begin();
      await client.transfers.append({ id: transfer, offset: 0, bytes: new Blob([webm]) });
      const stretch = { name: 'Evening', source: 'a.webm', seconds: 9, events: [], unknown: [] };
      const { id, ...added } = await client.stretches.add({ slug, transfer, stretch });
      expect(added).toMatchObject({ ...stretch, size: webm.length, type: 'video/webm' });
      expect((await failure(client.transfers.read({ id: transfer, offset: 0 }))).code).toBe('NOT_FOUND');
      expect(await bytesOf(await client.stretches.read({ slug, id, offset: 5 }))).toEqual(webm.slice(5));
      const change = { learn: true, events: [{ class: 'wave', start: 1, end: 2 }] };
      const changed = await client.stretches.change({ slug, id, change });
      expect(changed).toEqual({ id, ...added, ...change });
      const { trashId } = await client.stretches.remove({ slug, id });
      expect(await client.stretches.list({ slug })).toEqual({ stretches: [], unreadable: [] });
      expect(await client.stretches.restore({ slug, trashId })).toEqual(changed);
      expect((await client.stretches.list({ slug })).stretches).toEqual([changed]);
      const late = { events: [{ class: 'wave', start: 10, end: 12 }] };
      expect((await failure(client.stretches.change({ slug, id, change: late }))).code).toBe('INVALID');
    });

    it('exports by download and by the system’s dialog', async () => {
      await client.models.save({ slug, model: newModel('run-1') });
      expect((await client.exports.formats()).map(({ id }) => id)).toContain('tfjs');
      const request = { slug, runId: 'run-1', format: 'tfjs' };
      const answer = await client.exports.save(request);
      if (answer.outcome !== 'download') throw new Error(`expected a download, got ${answer.outcome}`);
      expect(answer.name).toBe(`${slug}-run-1.zip`);
      const zip = unzipSync(await bytesOf(answer.file));
      expect(Object.keys(zip)).toContain('model.json');

      expect(await withDialog.exports.save(request)).toEqual({ outcome: 'saved', name: `${slug}-run-1.zip` });
      expect(Object.keys(unzipSync(saved?.bytes ?? new Uint8Array()))).toEqual(Object.keys(zip));

      const { classId } = await client.classes.add({ slug, name: 'Wave' });
      await client.clips.add({ slug, clip: newClip(classId, 1, [16, 4, 5, 3]) });
      const bundle = await client.exports.saveTraining({ slug, runId: null });
      if (bundle.outcome !== 'download') throw new Error(`expected a download, got ${bundle.outcome}`);
      expect(bundle).toMatchObject({ name: `${slug}-training.zip`, clips: 1, leftOut: [] });
      expect(await withDialog.exports.saveTraining({ slug, runId: null })).toMatchObject({
        outcome: 'saved',
        clips: 1,
      });
      expect(Object.keys(unzipSync(saved?.bytes ?? new Uint8Array()))).toContain('train.py');
    });

    const scene: Scene = { now: () => ({ client, withDialog, slug }), saved: () => saved };
    clipCalls(scene);

    datasetCalls(scene);

    outputCalls(scene);

    it('hands out the files of an import', async () => {
      const { files } = await client.offeredFiles.read({ id: 'video-1' });
      expect(files.map(({ name }) => name)).toEqual(['a.mp4', 'b.mp4']);
      expect(await bytesOf(files[0]?.bytes ?? new Blob())).toEqual(pixels(1000, 3));
      expect(files[1]?.bytes.size).toBe(0);
    });

    it('carries codes and sentences of errors', async () => {
      const noSuch = await failure(client.projects.open({ slug: 'no-such' }));
      expect(noSuch.code).toBe('NOT_FOUND');
      expect(noSuch.message).toBe('There is no project “no-such”.');
      expect((await failure(client.projects.create({ name: `project ${count}` }))).code).toBe(
        'ALREADY_EXISTS',
      );
      expect((await failure(client.offeredFiles.read({ id: 'other' }))).message).toBe('No such file.');
      const format = failure(client.exports.save({ slug, runId: 'r', format: 'vhs' }));
      expect((await format).code).toBe('UNSUPPORTED');
    });

    it('refuses invalid input before any service sees it', async () => {
      const empty = await failure(client.projects.create({ name: '   ' }));
      expect([empty.code, empty.message]).toEqual(['INVALID', 'A name cannot be empty.']);
      expect((await failure(client.projects.open({ slug: '../../etc' }))).code).toBe('INVALID');
      const { classId } = await client.classes.add({ slug, name: 'Wave' });
      const clip = { ...newClip(classId), frames: 'no bytes' as unknown as Blob };
      expect((await failure(client.clips.add({ slug, clip }))).code).toBe('INVALID');
      const short = { ...newClip(classId), frames: new Blob([new Uint8Array(3)]) };
      expect((await failure(client.clips.add({ slug, clip: short }))).message).toContain('3 were given');
      expect((await client.clips.list({ slug })).clips).toEqual([]);
    });

    it('tells the log of a bug, and the caller no more than that', async () => {
      logged.length = 0;
      const error = await failure(client.offeredFiles.read({ id: 'broken' }));
      expect(error.code).toBe('INTERNAL');
      expect(error.message).not.toContain('a bug');
      expect(logged).toEqual([new TypeError('a bug')]);
    });

    it('answers many calls at once', async () => {
      const { classId } = await client.classes.add({ slug, name: 'Wave' });
      const clips = Array.from({ length: 20 }, (_, seed) => newClip(classId, seed));
      const saved = await Promise.all(clips.map((clip) => client.clips.add({ slug, clip })));
      const { frames } = await client.clips.read({ slug, clips: saved });
      expect(await bytesOf(frames)).toEqual(await bytesOf(new Blob(clips.map((clip) => clip.frames))));
    });

    it('was called in every procedure by the tests above', () => {
      const all = Object.entries(contract).flatMap(([group, procedures]) =>
        Object.keys(procedures).map((procedure) => `${group}.${procedure}`),
      );
      expect([...called].sort()).toEqual(all.sort());
    });
  });
}
