import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { ensureBuild, root } from '../../../../../scripts/ensure-build.mjs';
import { execute, type CliEnvironment } from '../../../../../src-main/cli/cli';
import { createServices } from '../../../../../src-main/services';
import { slidingGif } from '../../../../fixtures/gif';
import { fileSystemWith, nodeError } from '../../../../fixtures/services/faulty-fs';
import { newClip, temporaryFolder } from '../../../../fixtures/services/fixtures';
import { makePipe } from '../../../../fixtures/services/pipe';

/** A picture of one grey pixel. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';

/** A folder of the pictures of one clip. */
async function writePictures(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of ['1.png', '2.png']) await writeFile(join(folder, name), Buffer.from(PIXEL, 'base64'));
}

beforeAll(() => ensureBuild(), 120_000);

/** Runs the command, and what it said. */
async function run(
  argv: readonly string[],
  options: Pick<CliEnvironment, 'fileSystem'> = {},
): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const code = await execute(argv, {
    root,
    out: { write: (text) => (said.out += text) },
    err: { write: (text) => (said.err += text) },
    env: process.env,
    signal: new AbortController().signal,
    ...options,
  });
  return { code, ...said };
}

it('clips go on with the session of an import a few hours ago, and say so', async () => {
  const [dataDir, footage] = [await temporaryFolder(), await temporaryFolder()];
  await writePictures(join(footage, 'Left', 'a'));
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Evening');
  const hasPipes = await makePipe(join(footage, 'Left', 'pipe.mp4'));
  const { classId } = await services.classes.add(slug, 'Left');
  const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3600_000).toISOString();
  const clip = newClip(classId, 1, [16, 96, 96, 3], 'imported 2001-01-01');
  await services.clips.add(slug, { ...clip, meta: { ...clip.meta, recordedAt: hoursAgo(5) } });
  const { code, ...said } = await run(['import', footage, '--project', 'Evening', '--data', dataDir]);
  expect(code, said.err).toBe(0);
  expect(said.out).toContain('1 clip added to project “Evening”, session “imported 2001-01-01”, in ');
  if (hasPipes) expect(said.out).toContain('pipe.mp4: It is a pipe or a device, not a file.');
  const { clips } = await (await createServices(dataDir)).clips.list(slug);
  expect(clips.map(({ meta }) => meta.session)).toEqual(['imported 2001-01-01', 'imported 2001-01-01']);
}, 120_000);

it('counts no session of which nothing came in', async () => {
  const [dataDir, footage] = [await temporaryFolder(), await temporaryFolder()];
  await writePictures(join(footage, 'Left', 'ada_1'));
  await writeFile(join(footage, 'Left', 'bob_1.mp4'), 'no video');
  const argv = ['import', footage, '--project', 'Two', '--session-pattern', '^([a-z]+)_', '--json'];
  const { code, ...said } = await run([...argv, '--data', dataDir]);
  expect(code, said.err).toBe(0);
  expect(JSON.parse(said.out)).toMatchObject({
    imported: 1,
    sessions: ['ada'],
    failed: [{ file: expect.stringContaining('bob_1.mp4') }],
  });
}, 120_000);

it('a disk that fills up in the middle of an import is named, and what was imported stays', async () => {
  const [dataDir, footage] = [await temporaryFolder(), await temporaryFolder()];
  for (const name of ['a', 'b', 'c', 'd']) await writePictures(join(footage, 'Left', name));
  let clipsSynced = 0;
  const fileSystem = fileSystemWith((operation, path) => {
    if (operation === 'sync' && path.includes('.safetensors') && ++clipsSynced > 1) throw nodeError('ENOSPC');
  });
  const argv = ['import', footage, '--project', 'Full', '--json', '--data', dataDir];
  const { code, ...said } = await run(argv, { fileSystem });
  expect(code, said.err).toBe(1);
  expect(JSON.parse(said.out)).toMatchObject({ error: { code: 'DISK_FULL' } });
  expect(said.err.trim().split('\n').at(-1)).toBe(
    'The disk is full, so Beckon could not save the clip of “Left”. Free some space and try again.',
  );
  const { clips } = await createServices(dataDir);
  expect(await clips.list('full')).toMatchObject({ clips: [{ classId: 'left' }], unreadable: [] });
  expect(await readdir(join(dataDir, 'projects', 'full', 'clips', 'left'))).toHaveLength(1);
}, 120_000);

it('makes nothing where the folders would be more classes than a project has', async () => {
  const [dataDir, footage] = [await temporaryFolder(), await temporaryFolder()];
  for (let n = 0; n <= 200; n++) {
    await mkdir(join(footage, `Class ${n}`));
    await writeFile(join(footage, `Class ${n}`, 'a.mp4'), '');
  }
  const { code, ...said } = await run(['import', footage, '--project', 'Many', '--data', dataDir]);
  expect(code).toBe(1);
  expect(said.err).toContain('A project can have at most 200 classes, and this import would make 201.');
  expect(await (await createServices(dataDir)).projects.list()).toEqual([]);
}, 120_000);

it('clips of a new project are as long as the longest gestures, and what is there already says where it is shorter', async () => {
  const [dataDir, footage] = [await temporaryFolder(), await temporaryFolder()];
  for (const [name, frames] of [
    ['Circle', 32],
    ['Tick', 16],
  ] as const) {
    await mkdir(join(footage, name));
    for (const take of ['a', 'b']) {
      await writeFile(join(footage, name, `${take}.gif`), slidingGif(frames));
    }
  }
  const importTo = async (
    project: string,
    ...options: string[]
  ): Promise<{ frames: number; err: string }> => {
    const argv = ['import', footage, '--project', project, ...options, '--json', '--data', dataDir];
    const { code, ...said } = await run(argv);
    expect(code, said.err).toBe(0);
    return { ...(JSON.parse(said.out) as { frames: number }), err: said.err };
  };
  expect(await importTo('Found')).toMatchObject({
    frames: 32,
    gestures: [
      { name: 'Circle', seconds: 3.2 },
      { name: 'Tick', seconds: 1.6 },
    ],
    err: expect.stringContaining(
      'Gestures of “Circle” last about 3.2 s, so clips are 3.2 s long; --frames chooses.',
    ) as string,
  });
  const { clips } = await (await createServices(dataDir)).clips.list('found');
  expect(clips.map(({ shape }) => shape[0])).toEqual([32, 32, 32, 32]);
  const chosen = await importTo('Chosen', '--frames', '16');
  expect([chosen.frames, chosen.err.includes('Gestures of')]).toEqual([16, false]);
  const again = await importTo('Chosen');
  expect(again.frames).toBe(16);
  expect(again.err).toContain(
    'Gestures of “Circle” last about 3.2 s, and this project’s clips are 1.6 s long: each holds a part of one.',
  );
}, 120_000);
