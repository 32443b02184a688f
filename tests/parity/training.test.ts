import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServices, type Services } from '../../src-main/services';
import { liveAnswers, movingClips, ownAnswers } from '../fixtures/networks';
import { snippetOf } from '../fixtures/readme';
import { bytesOf, collect } from '../fixtures/services/fixtures';
import { inShell } from '../fixtures/shell';

/** A training bundle, trained in PyTorch, and taken in again as a run. */

/** Debian's, which has PyTorch where `python3-torch` is installed, or another one. */
const PYTHON = process.env['PARITY_TORCH'] ?? '/usr/bin/python3';
const SESSIONS = ['ada', 'bob', 'Żółw 👋🏽', '../dee'];
const CLIPS = movingClips(16, 16);
/** The most that two probabilities may differ. */
const TOLERANCE = 1e-4;

/** What PyTorch answers with what it has learnt. */
const ANSWERS = `
import sys, json
sys.path.insert(0, sys.argv[1])
import torch
import beckon_torch
from beckon_clips import Clips, read_bundle
clips = Clips(sys.argv[1], read_bundle(sys.argv[1]))
network = beckon_torch.load(sys.argv[2])
with torch.no_grad():
    answers = {name: network(torch.from_numpy(clips.window(i))[None]).softmax(-1)[0].tolist() for i, name in enumerate(clips.names)}
print(json.dumps(answers))
`;

const run = promisify(execFile);

let dir: string;
let services: Services;
let slug: string;
let reason: string | null;
/** Of each clip, its name, `<class id>/<clip id>`. */
const names: string[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beckon-training-'));
  reason = await run(PYTHON, ['-c', 'import numpy, torch']).then(
    () => null,
    () => `${PYTHON} has no torch with numpy`,
  );
  services = await createServices(join(dir, 'data'));
  ({ slug } = await services.projects.create('Bars'));
  const classes: string[] = [];
  for (const name of ['Zażółć 👋🏽', 'يسار']) classes.push((await services.classes.add(slug, name)).classId);
  for (const [index, { shape, mirror, frames }] of CLIPS.entries()) {
    const { classId, id } = await services.clips.add(slug, {
      classId: classes[index % 2] ?? '',
      shape,
      timestamps: Array.from({ length: shape[0] }, (_, frame) => frame * 100),
      meta: {
        session: SESSIONS[Math.floor(index / 4)] ?? '',
        source: 'drawn',
        mirror,
        fps: 10,
        recordedAt: '2026-11-23T09:30:00.000Z',
        appVersion: '0.1.0',
      },
      frames: new Blob([new Uint8Array(frames)]),
    });
    names.push(`${classId}/${id}`);
  }
  const { chunks } = await services.trainingBundles.export(slug, { testSessions: ['ada'] }, '0.1.0');
  for (const [name, bytes] of Object.entries(unzipSync(await collect(chunks)))) {
    await mkdir(dirname(join(dir, 'bundle', name)), { recursive: true });
    await writeFile(join(dir, 'bundle', name), bytes);
  }
});

afterAll(() => rm(dir, { recursive: true, force: true }));

describe('a training bundle in PyTorch', () => {
  it('leaves a run that answers in the app as it does there', async ({ skip }) => {
    if (reason !== null) skip(reason);
    const lines = await train('one', ['train.py']);
    expect(lines.slice(0, 2)).toMatchObject([
      { pass: 1, epoch: 1 },
      { pass: 1, epoch: 2 },
    ]);
    const last = lines.at(-1);
    expect(last).toMatchObject({ testClips: 4, processes: 1 });
    const imported = await services.modelImports.import(slug, join(dir, 'one', 'trained.zip'));
    expect(imported.metrics.test?.accuracy).toBe(last?.['testAccuracy']);
    expect(imported.split.sessions.test).toEqual(['ada']);
    expect(imported.epochs).toHaveLength(2);
    const { topology, weights, run: saved } = await services.models.read(slug, imported.id);
    const { capture } = await services.projects.open(slug);
    const files = { run: saved, topology: await bytesOf(topology), weights: await bytesOf(weights) };
    const model = { ...files, capture, threshold: 0.6 };
    const answers = await answersOf('one');
    expect(furthest(await ownAnswers(model, CLIPS), answers)).toBeLessThanOrEqual(TOLERANCE);
    // And picture by picture, as it plays in Live.
    expect(furthest(await liveAnswers(model, CLIPS), answers)).toBeLessThanOrEqual(TOLERANCE);
    const { runs } = await services.models.list(slug);
    expect(runs).toMatchObject([
      { id: imported.id, epochs: 2, testAccuracy: last?.['testAccuracy'], testSessions: ['ada'] },
    ]);
    const clips = imported.split.validation.length;
    expect(imported.temperature).toBeGreaterThanOrEqual(1);
    expect(imported.temperature).toBeLessThanOrEqual(1 + clips / 20);
    const rule = { threshold: 0.7, windows: 3, release: 0.4, cooldown: 0.2 };
    await services.models.save(slug, {
      run: { ...saved, id: 'again', name: 'Again', events: rule },
      topology,
      weights,
    });
    const [first] = answers;
    expect(
      furthest(
        answers,
        answers.map(() => first ?? []),
      ),
    ).toBeGreaterThan(10 * TOLERANCE);
  });

  it('goes on from a model by the lines of Beckon’s README', async ({ skip }) => {
    if (reason !== null) skip(reason);
    const lines = snippetOf('training', 'sh').replaceAll(' wl ', ` ${slug} `).replace(/ wl$/m, ` ${slug}`);
    await inShell(dir, lines.replace('ID', 'again'), { data: join(dir, 'data'), python: PYTHON });
    const { runs } = await services.models.list(slug);
    expect(runs).toHaveLength(3);
    const { id } = runs.find(({ name }) => name !== 'Again' && name.endsWith('(2)')) ?? { id: '' };
    const { run: gone } = await services.models.read(slug, id);
    expect(gone).toMatchObject({ from: { id: 'again' }, events: { threshold: 0.7, windows: 3 } });
    expect(gone.epochs).toHaveLength(2);
  });

  it('learns the same in two processes', async ({ skip }) => {
    if (reason !== null) skip(reason);
    await train('again', ['train.py']);
    // In Python 3.11, the torchrun of PyTorch 1.13 needs to be told where output goes.
    const output = ['--redirects', '1', '--tee', '1'];
    const torchrun = ['-m', 'torch.distributed.run', '--standalone', '--nproc_per_node', '2', ...output];
    expect((await train('two', [...torchrun, 'train.py'])).at(-1)).toMatchObject({ processes: 2 });
    expect(furthest(await answersOf('again'), await answersOf('two'))).toBeLessThanOrEqual(TOLERANCE);
  });

  it('says what is wrong with settings, and with a bundle that is damaged', async ({ skip }) => {
    if (reason !== null) skip(reason);
    await expect(train('none', ['train.py', '--epochs', '0'])).rejects.toThrow(
      'train.py: Epochs and batch size are 1 or more',
    );
    const shard = join(dir, 'bundle', 'clips', '0001.npz');
    const whole = await readFile(shard);
    await writeFile(shard, whole.subarray(0, whole.length / 2));
    await expect(train('none', ['train.py'])).rejects.toThrow(/0001\.npz is damaged: /);
    await writeFile(shard, whole);
  });
});

/** Trains for two epochs, and answers what was printed. */
async function train(out: string, argv: readonly string[]): Promise<Record<string, unknown>[]> {
  const settings = argv.includes('--epochs') ? [] : ['--epochs', '2'];
  const { stdout } = await run(PYTHON, [...argv, ...settings, '--out', join(dir, out)], {
    cwd: join(dir, 'bundle'),
    env: { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' },
  });
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\[\w+\]:/, ''))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** What the network that lies in a folder answers in PyTorch, in the order of the clips. */
async function answersOf(out: string): Promise<number[][]> {
  const { stdout } = await run(PYTHON, ['-c', ANSWERS, join(dir, 'bundle'), join(dir, out)]);
  const answers = JSON.parse(stdout) as Record<string, number[]>;
  return names.map((name) => answers[name] ?? []);
}

const furthest = (one: readonly number[][], other: readonly number[][]): number =>
  Math.max(...one.flat().map((value, index) => Math.abs(value - (other.flat()[index] ?? NaN))));
