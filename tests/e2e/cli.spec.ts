import { createSocket } from 'node:dgram';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { decode } from 'node-osc';
import { findChromium } from '../../scripts/chromium.mjs';
import { createServices } from '../../src-main/services';
import { greyGif } from '../fixtures/gif';
import { expect, test } from './app';
import { blankClip } from './clips';
import { barPicture, writeClip } from '../fixtures/bars';
import { commandOn, type Command } from './command';

let dir: string;
let command: Command;
test.beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beckon-cli-e2e-'));
  command = commandOn(join(dir, 'data'));
});
test.afterAll(() => rm(dir, { recursive: true, force: true }));

const linesOf = (out: string): Record<string, unknown>[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** What makes the command's browser have a camera that shows a test picture. */
async function fakeCamera(folder: string): Promise<{ BECKON_CHROMIUM: string }> {
  const script = join(folder, 'with-fake-camera');
  const browser = findChromium()?.path ?? '';
  await writeFile(script, `#!/bin/sh\nexec "${browser}" --use-fake-device-for-media-stream "$@"\n`, {
    mode: 0o755,
  });
  return { BECKON_CHROMIUM: script };
}

test('folders of pictures become clips, a model, its evaluation and a file', async () => {
  // Every command is a browser of its own.
  test.setTimeout(12 * 60_000);
  for (const session of ['ada', 'bob', 'eve']) {
    for (let take = 0; take < 3; take++) {
      await writeClip(join(dir, 'clips', 'Right', `${session}_${take}`), true, take);
      await writeClip(join(dir, 'clips', 'Left', `${session}_${take}`), false, take);
    }
  }
  await writeFile(join(dir, 'clips', 'Left', 'ada_9.mp4'), 'This is no video.');
  await writeFile(join(dir, 'clips', 'Left', 'notes.txt'), 'Nor is this.');

  const imported = await command.json(
    'import',
    join(dir, 'clips'),
    '--project',
    'Bars',
    '--session-pattern',
    '^([a-z]+)_',
  );
  expect(imported).toMatchObject({
    project: 'bars',
    imported: 18,
    classes: [
      { name: 'Left', clips: 9 },
      { name: 'Right', clips: 9 },
    ],
  });
  expect((imported.failed as { file: string }[]).map(({ file }) => file).sort()).toEqual([
    join('Left', 'ada_9.mp4'),
    join('Left', 'notes.txt'),
  ]);

  const trained = await command.json(
    'train',
    'Bars',
    '--epochs',
    '3',
    '--members',
    '1',
    '--no-idle',
    '--seed',
    '7',
    '--test-session',
    'eve',
  );
  expect(trained).toMatchObject({
    epochs: 3,
    classes: ['Left', 'Right'],
    backend: 'wasm',
    device: expect.stringMatching(/^CPU, \d+ threads?$/) as unknown,
    confusionOf: 'test',
    // What Instant gets of the same clips.
    instant: expect.any(Number) as unknown,
    score: { part: 'test', network: 'kept', range: null },
  });
  expect((trained.confusion as number[][]).flat().reduce((a, b) => a + b)).toBe(6);
  const model = String(trained.model);

  const onCard = await command.json(
    'train',
    'Bars',
    '--epochs',
    '1',
    '--members',
    '1',
    '--seed',
    '7',
    '--no-idle',
    '--backend',
    'webgl',
    ...['--size', '16', '--filters', '4,8', '--lstm-units', '8'],
  );
  expect(onCard).toMatchObject({ epochs: 1, backend: 'webgl' });
  const odd = await command.run('train', 'Bars', '--backend', 'abacus');
  expect(odd.code).not.toBe(0);
  expect(odd.err).toContain('--backend does not take “abacus”; it takes one of auto, webgl, wasm, webgpu.');

  for (const [flags, clips] of [
    [[], 18],
    [['--few'], 36],
  ] as const) {
    const folds = await command.json(
      'crossval',
      'Bars',
      '--by',
      'session',
      ...['--preset', 'quick', '--epochs', '1', '--no-idle'],
      ...flags,
    );
    const sessions = folds.sessions as { session: string; accuracy: number; seconds: number }[];
    expect(sessions.map(({ session }) => session)).toEqual(['ada', 'bob', 'eve']);
    expect(folds.mean).toBeCloseTo(sessions.reduce((sum, { accuracy }) => sum + accuracy, 0) / 3);
    expect(folds).toMatchObject({ classes: ['Left', 'Right'], baseline: 0.5 });
    expect((folds.confusion as number[][]).flat().reduce((a, b) => a + b)).toBe(clips);
    expect(folds.ece).toBeLessThanOrEqual(1);
    const { low, high } = folds.range as { low: number; high: number };
    expect(low).toBeLessThanOrEqual(Number(folds.mean));
    expect(high).toBeGreaterThanOrEqual(Number(folds.mean));
  }
  const { projects } = (await command.json('projects')) as { projects: { models: unknown[] }[] };
  expect(projects[0]?.models).toHaveLength(2);

  const evaluated = await command.json('evaluate', 'bars', '--model', model, '--session', 'eve');
  expect(evaluated).toMatchObject({
    accuracy: trained.testAccuracy,
    confusion: trained.confusion,
    classes: ['Left', 'Right'],
    baseline: 0.5,
  });
  expect(evaluated.perClass).toHaveLength(2);

  const said = ['--text', 'Left=a bar moves to the left', '--text', 'Right=a bar moves right'];
  const described = await command.json('describe', 'bars', '--model', model, ...said);
  expect(described).toMatchObject({ model, from: 'clip', on: 'test', clips: 6, baseline: 0.5, words: 7 });
  expect(described.exact).toBeLessThanOrEqual(described.tokens as number);
  expect(described.examples).not.toEqual([]);
  const again = await command.json('describe', 'bars', '--model', model, '--from', 'frame');
  expect(again).toMatchObject({ from: 'frame', clips: 6 });
  const wrong = await command.run('describe', 'bars', '--from', 'sound');
  expect(wrong.err).toContain('--from does not take “sound”; it takes clip or frame.');
  const curve = await command.json('curve', 'bars', '--model', model);
  expect(curve).toMatchObject({ model, part: 'test' });
  const points = curve.points as { share: number; clips: number }[];
  expect(points.map(({ share }) => share)).toEqual([0.25, 0.5, 0.75, 1]);
  expect(curve.sentences).toHaveLength(2);
  expect(
    ((await command.json('projects')) as { projects: { models: unknown[] }[] }).projects[0]?.models,
  ).toHaveLength(2);

  const video = join(dir, 'desk.gif');
  await writeFile(
    video,
    greyGif(
      Array.from({ length: 35 }, (_, index) => index),
      { hundredths: 100 },
    ),
  );
  const watched = await command.json('triggers', 'bars', '--video', video, '--model', model);
  expect(watched).toMatchObject({
    model,
    threshold: 0.7,
    perClass: [{ name: 'Left' }, { name: 'Right' }],
  });
  expect(watched.seconds).toBeCloseTo(35);
  expect(watched.triggersPerHour).toBeCloseTo((Number(watched.triggers) * 3600) / 35);
  const unseen = await command.run('triggers', 'bars', '--video', join(dir, 'gone.mp4'));
  expect(unseen.code).toBe(1);
  expect(unseen.err).toContain('There is no video');

  const truth = join(dir, 'desk.json');
  const done = { events: [{ class: 'LEFT', start: 5, end: 7 }], unknown: [{ start: 20, end: 30 }] };
  await writeFile(truth, JSON.stringify(done));
  const score = await command.json('score', 'bars', '--video', video, '--truth', truth, '--threshold', '0.5');
  expect(score).toMatchObject({
    threshold: 0.5,
    perClass: [{ name: 'Left', gestures: 1 }, { name: 'Right' }],
  });
  const counts = score.counts as Record<'gestures' | 'events' | 'right' | 'false' | 'missed', number>;
  expect(counts.right + counts.missed).toBe(1);
  expect(counts.right + counts.false).toBe(counts.events);
  expect(score.events).toHaveLength(counts.events);
  expect(score.f1).toBeCloseTo((2 * counts.right) / (1 + counts.events));
  expect(score.falsePerHour).toBeCloseTo((counts.false * 3600) / 35);

  // With a threshold that all answers reach, and nothing that is none of the gestures, one is on from the first windows to the end.
  const always = ['--threshold', '0.01', '--unseen', '0', '--model', model];
  const live = await command.run('live', 'bars', '--video', video, '--json-lines', ...always);
  expect(live.code, live.err).toBe(0);
  const news = linesOf(live.out);
  expect(news[0]).toMatchObject({ event: 'start', start: expect.any(Number) as unknown, end: null });
  expect(news.at(-1)).toMatchObject({ event: 'end', end: expect.closeTo(35, 0) as unknown });
  expect(news.map(({ event }) => event)).toEqual(news.map((_, n) => (n % 2 === 0 ? 'start' : 'end')));
  const heard: string[] = [];
  const socket = createSocket('udp4', (bytes) => {
    const { address, args } = decode(bytes) as { address: string; args: { value: unknown }[] };
    heard.push([address, ...args.map(({ value }) => value)].join(' '));
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const services = await createServices(join(dir, 'data'));
  await services.outputs.put('bars', {
    id: 'synth',
    kind: 'osc',
    name: 'Synth',
    settings: { port: socket.address().port, address: '/{event}', arguments: '{class}' },
    moments: { left: ['start', 'end'], right: ['start', 'end'] },
  });
  const unasked = { program: 'say', arguments: 'hello' };
  const moments = { left: ['start' as const] };
  await services.outputs.put('bars', { id: 'say', kind: 'command', name: 'Say', settings: unasked, moments });
  const camera = [
    'live',
    'bars',
    '--camera',
    'fake',
    '--outputs',
    '--json-lines',
    '--probabilities',
    ...always,
  ];
  const watchedCamera = await command.interrupt(5, await fakeCamera(dir), ...camera);
  expect(watchedCamera.code, watchedCamera.err).toBe(0);
  const frames = linesOf(watchedCamera.out).filter((line) => 'probabilities' in line);
  expect(frames[0]).toMatchObject({ probabilities: { Left: expect.any(Number), Right: expect.any(Number) } });
  expect(linesOf(watchedCamera.out).at(-1)).toMatchObject({ event: 'end' });
  expect(watchedCamera.err.match(/Say: Allow this program/g)).toHaveLength(1);
  const told = linesOf(watchedCamera.out).filter((line) => 'event' in line);
  expect(heard).toEqual(told.map(({ event, class: name }) => `/${String(event)} ${String(name)}`));
  socket.close();
  const none = await command.run('live', 'bars', '--camera', 'periscope');
  expect(none.err).toMatch(/There is no camera called “periscope”\. There are: .*“Sample camera”/);

  const file = join(dir, 'bars.zip');
  const exported = await command.json('export', 'bars', '--model', model, '--format', 'tfjs', '--out', file);
  expect(exported).toMatchObject({ file, model, format: 'tfjs' });
  const names = Object.keys(unzipSync(new Uint8Array(await readFile(file))));
  expect(names).toEqual(
    expect.arrayContaining(['model.json', 'weights.bin', 'labels.json', 'preprocess.json']),
  );
});

test('pictures become a project of single pictures, and a model that tells them apart', async () => {
  for (const session of ['ada', 'bob', 'eve']) {
    for (let take = 0; take < 4; take++) {
      for (const [name, x] of [
        ['At the left', 1 + take],
        ['At the right', 22 + take],
      ] as const) {
        const folder = join(dir, 'stills', name);
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, `${session}_${take}.bmp`), barPicture(x));
      }
    }
  }
  const pattern = ['--session-pattern', '^([a-z]+)_'];
  const to = ['--project', 'Stills', '--frames', '1', ...pattern];
  expect(await command.json('import', join(dir, 'stills'), ...to)).toMatchObject({
    imported: 24,
    failed: [],
  });
  const trained = await command.json('train', 'Stills', '--epochs', '12', '--test-session', 'eve');
  expect(trained).toMatchObject({ testAccuracy: 1, instant: null });
  expect(String(trained.remarks)).toContain('All test clips come from one session, so no range can be given');
  const { models } = await createServices(join(dir, 'data'));
  const { run } = await models.read('stills', String(trained.model));
  expect(run.layers.map(({ name }) => name)).not.toContain('lstm');
  expect(run.preprocess).toMatchObject({ frames: 1, channels: 'rgb' });
});

test('a folder of which nothing can be read fails with one sentence', async () => {
  await mkdir(join(dir, 'broken', 'Left'), { recursive: true });
  await writeFile(join(dir, 'broken', 'Left', 'a.mp4'), 'This is no video.');
  const { code, out, err } = await command.run(
    'import',
    join(dir, 'broken'),
    '--project',
    'Broken',
    '--json',
  );
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ imported: 0, error: { code: 'UNREADABLE' } });
  expect(err.trim().split('\n').at(-1)).toMatch(
    /^None of the files could be imported\. The first was Left.a\.mp4: /,
  );
});

test('clips of another size are resized, longer ones cut, shorter ones lengthened, much shorter ones left out, and all of it is said', async ({
  newFolder,
}) => {
  const dataDir = await newFolder();
  const { projects, classes, clips } = await createServices(dataDir);
  const capture = { frames: 4, fps: 10, width: 32, height: 32, mirror: true };
  const { slug } = await projects.create('Mixed', capture);
  for (const name of ['Left', 'Right']) {
    const { classId } = await classes.add(slug, name);
    for (let seed = 1; seed <= 3; seed++)
      await clips.add(slug, blankClip(classId, `s${seed}`, [4, 32, 32, 3]));
    await clips.add(slug, blankClip(classId, 's1', [4, 24, 40, 3]));
  }
  await clips.add(slug, blankClip('left', 's1', [9, 32, 32, 3]));
  await clips.add(slug, blankClip('left', 's1', [2, 32, 32, 3]));
  await clips.add(slug, blankClip('left', 's1', [1, 32, 32, 3]));
  // Its header can be read, its first timestamp cannot.
  const { id } = await clips.add(slug, blankClip('left', 's2', [4, 32, 32, 3]));
  const file = await open(join(dataDir, 'projects', slug, 'clips', 'left', `${id}.safetensors`), 'r+');
  const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
  await file.write(Buffer.alloc(8, 0xff), 0, 8, 8 + Number(buffer.readBigUInt64LE()));
  await file.close();
  const mixed = commandOn(dataDir);

  const trained = await mixed.run('train', 'mixed', '--epochs', '1', '--json');
  expect(trained.code, trained.err).toBe(0);
  expect(trained.err).toContain('2 of 11 clips were not recorded at 32×32 pixels and were resized.');
  expect(trained.err).toContain('1 of 11 clips have fewer than 2 frames and were left out.');
  expect(trained.err).toContain(
    '1 of 11 clips have fewer than 4 frames and stand in the middle of stillness.',
  );
  expect(trained.err).toContain('1 of 11 clips have more than 4 frames; only the middle of each was used.');
  expect(trained.err).toContain(
    `1 of 12 clips could not be read and were left out, e.g. ${id}.safetensors: Its timestamps are damaged.`,
  );

  const evaluated = await mixed.run('evaluate', 'mixed', '--json');
  expect(evaluated.code, evaluated.err).toBe(0);
  expect(JSON.parse(evaluated.out)).toMatchObject({
    clips: 10,
    remarks: [expect.stringContaining('The model knew 10 of these 10 clips')],
  });
  expect(evaluated.err).toContain('1 clip with fewer than 2 frames left out.');
  expect((await clips.list(slug)).clips).toHaveLength(12);
});
