import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { root } from '../../scripts/ensure-build.mjs';
import { expect, test } from './app';

let dir: string;
test.beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beckon-cli-e2e-'));
});
test.afterAll(() => rm(dir, { recursive: true, force: true }));

interface Said {
  code: number;
  out: string;
  err: string;
}

/** Runs the command as a person does, in a process of its own. */
function beckon(...argv: string[]): Promise<Said> {
  const script = join(root, 'scripts', 'beckon.mjs');
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...argv, '--data', join(dir, 'data')], (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

/** Runs it with `--json` and gives its one object. */
async function json(...argv: string[]): Promise<Record<string, unknown>> {
  const { code, out, err } = await beckon(...argv, '--json');
  expect(err).not.toMatch(/\bat .+:\d+:\d+/);
  expect(code, err).toBe(0);
  expect(out.trim().split('\n')).toHaveLength(1);
  return JSON.parse(out) as Record<string, unknown>;
}

const SIDE = 32;
const FRAMES = 16;

/** An uncompressed picture: a bright upright bar on grey. */
function barPicture(x: number): Uint8Array {
  const header = Buffer.alloc(54);
  header.write('BM', 0, 'latin1');
  header.writeUInt32LE(54 + SIDE * SIDE * 3, 2);
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(SIDE, 18);
  header.writeInt32LE(SIDE, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  const pixels = Buffer.alloc(SIDE * SIDE * 3, 60);
  for (let y = 0; y < SIDE; y++) {
    for (let column = x; column < Math.min(SIDE, x + 6); column++) {
      pixels.fill(240, (y * SIDE + column) * 3, (y * SIDE + column) * 3 + 3);
    }
  }
  return Buffer.concat([header, pixels]);
}

/** A clip as a folder of pictures: the bar goes to the right, or to the left. */
async function writeClip(
  className: string,
  name: string,
  rightwards: boolean,
  offset: number,
): Promise<void> {
  const folder = join(dir, 'clips', className, name);
  await mkdir(folder, { recursive: true });
  for (let frame = 0; frame < FRAMES; frame++) {
    const step = rightwards ? frame : FRAMES - 1 - frame;
    await writeFile(join(folder, `${frame}.bmp`), barPicture(offset + Math.round(step * 1.5)));
  }
}

test('folders of pictures become clips, a model, its evaluation and a file', async () => {
  for (const session of ['ada', 'bob', 'eve']) {
    for (let take = 0; take < 3; take++) {
      await writeClip('Right', `${session}_${take}`, true, take);
      await writeClip('Left', `${session}_${take}`, false, take);
    }
  }
  await writeFile(join(dir, 'clips', 'Left', 'ada_9.mp4'), 'This is no video.');
  await writeFile(join(dir, 'clips', 'Left', 'notes.txt'), 'Nor is this.');

  const imported = await json(
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

  const trained = await json('train', 'Bars', '--epochs', '3', '--seed', '7', '--test-session', 'eve');
  expect(trained).toMatchObject({
    epochs: 3,
    classes: ['Left', 'Right'],
    backend: 'webgl',
    confusionOf: 'test',
  });
  expect((trained.confusion as number[][]).flat().reduce((a, b) => a + b)).toBe(6);
  const model = String(trained.model);

  const evaluated = await json('evaluate', 'bars', '--model', model, '--session', 'eve');
  expect(evaluated).toMatchObject({
    accuracy: trained.testAccuracy,
    confusion: trained.confusion,
    classes: ['Left', 'Right'],
    baseline: 0.5,
  });
  expect(evaluated.perClass).toHaveLength(2);

  const file = join(dir, 'bars.zip');
  const exported = await json('export', 'bars', '--model', model, '--format', 'tfjs', '--out', file);
  expect(exported).toMatchObject({ file, model, format: 'tfjs' });
  const names = Object.keys(unzipSync(new Uint8Array(await readFile(file))));
  expect(names).toEqual(
    expect.arrayContaining(['model.json', 'weights.bin', 'labels.json', 'preprocess.json']),
  );
});

test('a folder of which nothing can be read fails with one sentence', async () => {
  await mkdir(join(dir, 'broken', 'Left'), { recursive: true });
  await writeFile(join(dir, 'broken', 'Left', 'a.mp4'), 'This is no video.');
  const { code, out, err } = await beckon('import', join(dir, 'broken'), '--project', 'Broken', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ imported: 0, error: { code: 'UNREADABLE' } });
  expect(err.trim().split('\n').at(-1)).toMatch(
    /^None of the files could be imported\. The first was Left.a\.mp4: /,
  );
});
