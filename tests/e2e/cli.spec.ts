import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test } from './app';
import { commandOn, writeClip, type Command } from './command';

let dir: string;
let command: Command;
test.beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beckon-cli-e2e-'));
  command = commandOn(join(dir, 'data'));
});
test.afterAll(() => rm(dir, { recursive: true, force: true }));

test('folders of pictures become clips, a model, its evaluation and a file', async () => {
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
    '--seed',
    '7',
    '--test-session',
    'eve',
  );
  expect(trained).toMatchObject({
    epochs: 3,
    classes: ['Left', 'Right'],
    backend: 'webgl',
    confusionOf: 'test',
  });
  expect((trained.confusion as number[][]).flat().reduce((a, b) => a + b)).toBe(6);
  const model = String(trained.model);

  const evaluated = await command.json('evaluate', 'bars', '--model', model, '--session', 'eve');
  expect(evaluated).toMatchObject({
    accuracy: trained.testAccuracy,
    confusion: trained.confusion,
    classes: ['Left', 'Right'],
    baseline: 0.5,
  });
  expect(evaluated.perClass).toHaveLength(2);

  const file = join(dir, 'bars.zip');
  const exported = await command.json('export', 'bars', '--model', model, '--format', 'tfjs', '--out', file);
  expect(exported).toMatchObject({ file, model, format: 'tfjs' });
  const names = Object.keys(unzipSync(new Uint8Array(await readFile(file))));
  expect(names).toEqual(
    expect.arrayContaining(['model.json', 'weights.bin', 'labels.json', 'preprocess.json']),
  );
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
