import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DEFAULT_CAPTURE, type Run } from '../../src-main/contract';
import type { ExportModel } from '../../src-main/formats/models/format';
import type { Precision } from '../../src-main/shared/precision';
import { atPrecision } from '../../src-renderer/jobs/precision';
import { root } from '../../scripts/ensure-build.mjs';
import { movingClips, ownAnswers, randomNetwork, type RecordedClip } from '../fixtures/networks';
import { writeClip } from '../fixtures/bars';
import { TRAINED } from './table';

/** A model, clips, and what the app itself answers on them. */
export interface Case {
  name: string;
  model: ExportModel;
  clips: RecordedClip[];
  /** Of each clip, a probability for each output. */
  own: number[][];
  /** The file that `beckon export` wrote in a format; null where the model is in no project. */
  exported: ((format: string) => Promise<Uint8Array>) | null;
}

/** What the app answers where its weights are kept less exactly. */
export async function ownAt({ model, clips }: Case, precision: Precision): Promise<number[][]> {
  const [topology, weights] = [model.topology, model.weights].map(
    (bytes) => new Blob([new Uint8Array(bytes)]),
  );
  if (!topology || !weights) return [];
  const files = await atPrecision({ run: model.run, topology, weights }, precision);
  return ownAnswers({ ...model, weights: new Uint8Array(await files.weights.arrayBuffer()) }, clips);
}

/** A model that the command trains, in a data folder below `dir`, and networks of random weights that differ in how they are built. */
export async function makeCases(dir: string): Promise<Case[]> {
  const trained = await trainedCase(dir);
  const built = await Promise.all([
    randomNetwork({
      names: Array.from({ length: 50 }, (_, index) => `Gest ${index} – żółw مرحبا 👋🏽`),
      spec: { channels: 'rgb', width: 16, height: 12, mirror: false },
      config: { kernel: 2, wrap: 'layers' },
    }),
    randomNetwork({
      config: { members: 3, refit: true, bottleneck: 2 },
      spec: { steady: true, offset: -0.5 },
      idle: true,
      framing: { spread: 0.2, movement: 2, centre: { x: 0.45, y: 0.5 }, least: [1, 9] },
    }),
    randomNetwork({ spec: { frames: 1, channels: 'grey', width: 13, height: 13 }, names: ['a', 'b', 'c'] }),
  ]);
  const names = ['50 classes', 'ensemble', 'single picture'];
  const others = await Promise.all(built.map((model, index) => caseOf(names[index] ?? '', model, 6, null)));
  return [trained, ...others];
}

async function caseOf(
  name: string,
  model: ExportModel,
  count: number,
  exported: Case['exported'],
): Promise<Case> {
  const clips = movingClips(count, model.run.preprocess.frames);
  return { name, model, clips, own: await ownAnswers(model, clips), exported };
}

async function trainedCase(dir: string): Promise<Case> {
  const pictures = join(dir, 'pictures');
  for (const session of ['ada', 'bob']) {
    for (const take of [0, 1]) {
      await writeClip(join(pictures, 'Zażółć 👋🏽', `${session}_${take}`), true, take);
      await writeClip(join(pictures, 'يسار', `${session}_${take}`), false, take);
    }
  }
  const data = join(dir, 'data');
  await beckon(data, 'import', pictures, '--project', 'Bars', '--session-pattern', '^([a-z]+)_');
  const network = ['--size', '32', '--filters', '6,12', '--lstm-units', '24', '--start', 'random'];
  const training = ['--epochs', '1', '--learning-rate', '0.0005', '--no-refit', '--seed', '3'];
  await beckon(data, 'train', 'bars', ...network, ...training);
  const models = join(data, 'projects', 'bars', 'models');
  const folder = join(models, (await readdir(models))[0] ?? '');
  const model = {
    run: JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as Run,
    topology: await readFile(join(folder, 'model.json')),
    weights: await readFile(join(folder, 'weights.bin')),
    capture: DEFAULT_CAPTURE,
    threshold: 0.6,
  };
  return caseOf(TRAINED, model, 50, async (format) => {
    const file = join(dir, `trained-${format}.zip`);
    await beckon(data, 'export', 'bars', '--model', model.run.id, '--format', format, '--out', file);
    return readFile(file);
  });
}

const run = promisify(execFile);

/** Runs the command as a person does. */
async function beckon(data: string, ...argv: string[]): Promise<void> {
  await run(process.execPath, [join(root, 'scripts', 'beckon.mjs'), ...argv, '--data', data, '--json']);
}

/** Writes the files of an export into a folder. */
export async function unpack(folder: string, files: Record<string, Uint8Array>): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all(Object.entries(files).map(([name, bytes]) => writeFile(join(folder, name), bytes)));
}
