import { expect, it, vi } from 'vitest';
import type { CaptureSettings, ClipInfo, Project } from '../../../../../src-main/contract';
import type { Found } from '../../../../../src-renderer/capture/found-files';
import { Clips } from '../../../../../src-renderer/features/clips/clips.svelte';
import { History } from '../../../../../src-renderer/base/history.svelte';
import { Imports, type ImportsParts } from '../../../../../src-renderer/features/import/imports.svelte';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import { greyGif, slidingGif } from '../../../../fixtures/gif';
import { fakeMain, type FakeMain } from '../../../../fixtures/renderer/fake-client';

const gif = greyGif(Array.from({ length: 12 }, (_, index) => index * 20));
const named = (path: string, bytes: BlobPart = gif) => {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  return { folders, file: new File([bytes], name), animated: name.endsWith('.gif') };
};

interface FakeParts extends ImportsParts {
  clips: Clips;
  history: History;
  toasts: Toasts;
}

async function setUp(): Promise<{ main: FakeMain; parts: FakeParts; imports: Imports }> {
  const main = fakeMain();
  const project = {
    slug: 'hands',
    classes: [{ id: 'wave', name: 'Wave', colour: '#2f7de1', key: '1' }],
    capture: { frames: 4, fps: 10, width: 16, height: 16, mirror: true },
  } as unknown as Project;
  const toasts = new Toasts();
  const history = new History(toasts);
  const clips = new Clips(main.client, history, { classOf: (id) => id, projectOf: (slug) => slug });
  await clips.load('hands');
  const projects = {
    slug: 'hands',
    current: project,
    get classes() {
      return this.current.classes;
    },
    setCapture(capture: CaptureSettings) {
      this.current = { ...this.current, capture };
      return Promise.resolve(true);
    },
  };
  const parts: FakeParts = {
    projects,
    clips,
    history,
    toasts,
    datasets: { offered: null },
    info: { version: '1' },
  };
  Object.assign(main.client, {
    classes: {
      add: ({ name }: { name: string }) => {
        const added = { id: name.toLowerCase(), name, colour: '#000000', key: null };
        return Promise.resolve({
          project: { ...projects.current, classes: [...projects.classes, added] },
          classId: added.id,
        });
      },
    },
  });
  return { main, parts, imports: new Imports(main.client, parts) };
}

const offer = (imports: Imports, files: Found['files'], classId?: string): Promise<void> =>
  imports.offer(() => Promise.resolve({ files, failed: [] }), classId);

const told = ({ classId, meta, shape }: ClipInfo): unknown => [classId, meta.session, meta.source, shape[0]];

it('adds each of several files by themselves to a class of its own, or all to the one they are dropped on', async () => {
  const { main, imports } = await setUp();
  const files = [named('wave 1.gif'), named('wave 2.gif'), named('Stop.gif'), named('IMG_1.gif')];
  await offer(imports, files);
  expect([imports.draft?.clips, imports.draft?.newClasses, imports.draft?.loose.length]).toEqual([
    3,
    ['Stop'],
    4,
  ]);
  const { draft } = imports;
  for (const row of draft?.loose.slice(3) ?? []) draft?.choose(row, { to: 'new', name: 'Push' });
  await imports.start();
  expect([...main.clips.values()].map(({ classId }) => classId).sort()).toEqual([
    'push',
    'stop',
    'wave',
    'wave',
  ]);
  await offer(imports, files, 'wave');
  expect(imports.draft?.rows.map((row) => imports.draft?.targetOf(row))).toEqual(
    files.map(() => ({ to: 'class', classId: 'wave' })),
  );
});

it('brings files in by class and session, names what is broken, and one Undo takes all out', async () => {
  const { main, parts, imports } = await setUp();
  await offer(imports, [
    named('wave/a.gif'),
    named('Stop/b.gif'),
    named('Stop/broken.gif', gif.subarray(0, 60)),
    named('Stop/no.mp4', 'no video'),
  ]);
  const { draft } = imports;
  if (!draft) throw new Error('nothing was offered');
  draft.sessionName = 'Ada';
  expect([draft.clips, draft.newClasses]).toEqual([4, ['Stop']]);
  await imports.start();
  expect(imports.job).toBeNull();
  expect([...main.clips.values()].map(told).sort()).toEqual([
    ['stop', 'Ada', 'b.gif', 4],
    ['wave', 'Ada', 'a.gif', 4],
  ]);
  expect(imports.report?.lines).toEqual(['Added 2 of 4 clips. Undo removes them again.']);
  expect(imports.report?.files.map(({ file }) => file).sort()).toEqual(['Stop/broken.gif', 'Stop/no.mp4']);
  await parts.history.undo();
  expect([main.clips.size, parts.clips.all.length]).toEqual([0, 0]);
  await parts.history.redo();
  expect([main.clips.size, parts.clips.all.length]).toEqual([2, 2]);
});

it('keeps what was in when it is stopped, and says how much that is', async () => {
  const { main, parts, imports } = await setUp();
  await offer(
    imports,
    Array.from({ length: 30 }, (_, index) => named(`wave/${index}.gif`)),
  );
  const add = main.client.clips.add.bind(main.client.clips);
  vi.spyOn(main.client.clips, 'add').mockImplementation((...args: Parameters<typeof add>) => {
    if (main.clips.size === 3) imports.stop();
    return add(...args);
  });
  await imports.start();
  expect(main.clips.size).toBeGreaterThanOrEqual(4);
  expect(main.clips.size).toBeLessThan(10);
  expect(imports.report).toMatchObject({
    title: 'Stopped',
    lines: [`Added ${main.clips.size} of 30 clips before it stopped. Undo removes them again.`],
  });
  expect(parts.toasts.items.filter(({ tone }) => tone === 'error')).toEqual([]);
});

it('ends, and says why, where a clip cannot be saved', async () => {
  const { main, parts, imports } = await setUp();
  await offer(imports, [named('a.gif'), named('b.gif')], 'wave');
  main.failing = new Error('The disk is full.');
  await imports.start();
  expect(parts.toasts.items.map(({ text }) => text)).toEqual([
    'Something unexpected went wrong: The disk is full.',
  ]);
  expect(imports.report).toMatchObject({ title: 'Stopped', files: [] });
  expect([main.clips.size, imports.job]).toEqual([0, null]);
});

it('adds a class with its first clip, once, and none of which no file can be read', async () => {
  const { main, parts, imports } = await setUp();
  const added: string[] = [];
  const add = main.client.classes.add.bind(main.client.classes);
  vi.spyOn(main.client.classes, 'add').mockImplementation((...args: Parameters<typeof add>) => {
    added.push(args[0].name);
    return add(...args);
  });
  await offer(imports, [
    named('Fist/no.mp4', 'no video'),
    ...Array.from({ length: 6 }, (_, index) => named(`Stop/${index}.gif`)),
  ]);
  expect(imports.draft?.newClasses).toEqual(['Fist', 'Stop']);
  await imports.start();
  expect(added).toEqual(['Stop']);
  expect(parts.projects.classes.map(({ name }) => name)).toEqual(['Wave', 'Stop']);
  expect([...main.clips.values()].map(({ classId }) => classId)).toEqual(Array(6).fill('stop'));
});

it('says so where nothing can become a clip, and hands a dataset’s zip on', async () => {
  const { parts, imports } = await setUp();
  await offer(imports, [named('notes.txt')]);
  expect([imports.draft, imports.report?.files[0]?.file]).toEqual([null, 'notes.txt']);
  await offer(imports, [named('hands.zip')]);
  expect(parts.datasets.offered?.name).toBe('hands.zip');
});

it('cuts spans into clips of their classes, or keeps them whole', async () => {
  const { imports } = await setUp();
  await offer(imports, [named('VID_1.mp4')]);
  const { draft } = imports;
  const [video] = draft?.candidates ?? [];
  if (!draft || !video) throw new Error('nothing was offered');
  expect(draft.clips).toBe(0);
  draft.wholes.set(video.path, { from: 0, to: 10 });
  draft.addSpan(video, { from: 2, to: 3.2 }, { to: 'class', classId: 'wave' });
  draft.addSpan(video, { from: 0.1, to: 0.4 }, { to: 'new', name: 'Stop' });
  expect(draft.long).toEqual([video]);
  // A clip is 0.4 s.
  expect(draft.tasks[0]?.clips.map(({ target, part }) => [target.to, part?.frames])).toEqual([
    ['new', 4],
    ['class', 4],
    ['class', 4],
    ['class', 4],
  ]);
  draft.keepWhole = true;
  expect(draft.tasks[0]?.clips.map(({ part }) => part?.frames)).toEqual([4, 12]);
});

it('clips of a project that has none become as long as the gestures last, where a person lets them', async () => {
  const { main, parts, imports } = await setUp();
  const files = [named('wave/a.gif', slidingGif(12)), named('Stop/b.gif')];
  const lookedAt = async (): Promise<NonNullable<typeof imports.draft>> => {
    await offer(imports, files);
    await vi.waitFor(() => expect(imports.draft?.looking).toBe(false), 20_000);
    if (!imports.draft) throw new Error('nothing was offered');
    return imports.draft;
  };
  const draft = await lookedAt();
  expect([draft.longest, draft.capture.frames, draft.seconds]).toEqual([
    { name: 'Wave', seconds: 1.2 },
    12,
    1.2,
  ]);
  draft.wholes.set('wave/a.gif', { from: 0, to: 1.2 });
  expect(draft.long).toEqual([]);
  draft.lengthen = false;
  expect([draft.capture.frames, draft.long.length]).toEqual([4, 1]);
  draft.lengthen = true;
  await imports.start();
  expect([...main.clips.values()].map(told).sort()).toEqual([
    ['stop', expect.any(String), 'b.gif', 12],
    ['wave', expect.any(String), 'a.gif', 12],
  ]);
  expect(parts.projects.current?.capture.frames).toBe(12);
  // What has clips keeps them as they are, and it is said.
  await parts.projects.setCapture({ ...draft.capture, frames: 4 });
  const later = await lookedAt();
  expect([later.longest?.name, later.mayLengthen, later.capture.frames]).toEqual(['Wave', false, 4]);
});

it('clips become no longer where it is not known yet whether there are any, or none of the files came in', async () => {
  const { main, parts, imports } = await setUp();
  const files = [named('wave/a.gif', slidingGif(12))];
  parts.clips.loading = true;
  await offer(imports, files);
  expect(imports.draft?.mayLengthen).toBe(false);
  parts.clips.loading = false;
  await offer(imports, files);
  await vi.waitFor(() => expect(imports.draft?.capture.frames).toBe(12), 20_000);
  expect(imports.draft?.looked).toEqual({ done: 1, total: 1 });
  main.failing = new Error('The disk is full.');
  await imports.start();
  expect(parts.projects.current?.capture.frames).toBe(4);
});
