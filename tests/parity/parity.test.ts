import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import * as ort from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findExporter } from '../../src-main/formats/models';
import { bytesOf } from '../../src-main/formats/models/numbers';
import type { Precision } from '../../src-main/shared/precision';
import { preprocessClip, tensorShape } from '../../src-renderer/learning/preprocess';
import { makeCases, ownAt, unpack, type Case } from './cases';
import { comparison, table, type Row } from './table';

/** Every export, opened by the software it is for with the code of its own README, against the app. */

/** The most that two probabilities may differ. */
const TOLERANCE = 1e-4;
/** The same where weights have fewer bits. */
const HALF_TOLERANCE = 5e-3;

/** Debian's, which has PyTorch where `python3-torch` is installed; that of PyPI brings gigabytes. */
const SYSTEM_PYTHON = '/usr/bin/python3';

const run = promisify(execFile);

interface PythonRuntime {
  name: string;
  format: string;
  module: string;
  /** One picture at a time. */
  stream?: true;
  /** Weights are kept so. */
  precision?: Exclude<Precision, 'float32'>;
  /** Another than that of the environment. */
  python?: string;
}

const runtimes: readonly PythonRuntime[] = [
  { name: 'onnxruntime', format: 'onnx', module: 'onnxruntime' },
  { name: 'onnxruntime, a stream,', format: 'onnx', module: 'onnxruntime', stream: true },
  { name: 'Keras (JAX)', format: 'keras', module: 'keras' },
  { name: 'Keras (JAX)', format: 'h5', module: 'keras' },
  { name: 'LiteRT', format: 'tflite', module: 'ai_edge_litert' },
  { name: 'PyTorch', format: 'safetensors', module: 'torch', python: SYSTEM_PYTHON },
  { name: 'onnxruntime', format: 'onnx', module: 'onnxruntime', precision: 'float16' },
  { name: 'onnxruntime', format: 'onnx', module: 'onnxruntime', precision: 'int8' },
  { name: 'LiteRT', format: 'tflite', module: 'ai_edge_litert', precision: 'float16' },
  { name: 'LiteRT', format: 'tflite', module: 'ai_edge_litert', precision: 'int8' },
  { name: 'PyTorch', format: 'safetensors', module: 'torch', python: SYSTEM_PYTHON, precision: 'float16' },
];

let dir: string;
let cases: Case[];
const rows: Row[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beckon-parity-'));
  cases = await makeCases(dir);
  for (const [name, each] of cases.entries()) await writeClips(join(dir, `clips-${name}`), each);
});

afterAll(async () => {
  process.stdout.write(`\n${table(rows)}\n`);
  await rm(dir, { recursive: true, force: true });
});

describe('in Python', () => {
  for (const { name, format, module, python, stream = false, precision } of runtimes) {
    const called = precision === undefined ? format : `${format}, ${precision}`;
    it(`${called} in ${name} answers as the app does`, async ({ skip }) => {
      const reason = await missing(python, module);
      if (reason !== null) {
        rows.push({ format: called, runtime: name, version: '', skipped: reason });
        skip(reason);
      }
      const folders = await Promise.all(cases.map((_, index) => unpacked(index, format, precision)));
      const job = join(dir, `${format}-${module}-${precision ?? ''}.json`);
      const clips = await Promise.all(cases.map((_, index) => readClips(join(dir, `clips-${index}`), index)));
      await writeFile(
        job,
        JSON.stringify({
          module,
          stream,
          folders,
          clips: Object.fromEntries(folders.map((folder, index) => [folder, clips[index]])),
        }),
      );
      const script = join(import.meta.dirname, 'answers.py');
      const { stdout } = await run(python ?? process.env['PARITY_PYTHON'] ?? '', [script, job], {
        maxBuffer: 1 << 26,
        env: { ...process.env, KERAS_BACKEND: 'jax' },
      });
      const said = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
        version: string;
        answers: Record<string, number[][]>;
      };
      await judge(
        name,
        said.version,
        called,
        folders.map((folder) => said.answers[folder] ?? []),
        precision,
      );
    });
  }
});

it('onnx in onnxruntime-web answers as the app does', async () => {
  const answers: number[][][] = [];
  for (const [index, { model, clips }] of cases.entries()) {
    const spec = model.run.preprocess;
    const session = await ort.InferenceSession.create(join(await unpacked(index, 'onnx'), 'model.onnx'));
    const found: number[][] = [];
    for (const clip of clips) {
      const window = new ort.Tensor('float32', preprocessClip(spec, clip), [1, ...tensorShape(spec)]);
      const { probabilities } = await session.run({ frames: window });
      found.push([...(probabilities?.data as Float32Array)]);
    }
    await session.release();
    answers.push(found);
  }
  await judge('onnxruntime-web', ort.env.versions.web ?? '', 'onnx', answers);
});

describe('in stock TensorFlow.js', () => {
  for (const precision of ['float32', 'float16', 'int8'] as const) {
    const called = precision === 'float32' ? 'tfjs' : `tfjs, ${precision}`;
    it(`${called} answers as the app does`, async () => {
      const jobs = await Promise.all(
        cases.map(async ({ model: { run: trained }, clips }, index) => {
          const spec = trained.preprocess;
          const windows = join(dir, `windows-${index}.bin`);
          await writeFile(windows, Buffer.concat(clips.map((clip) => bytesOf(preprocessClip(spec, clip)))));
          const plain = precision === 'float32' ? undefined : precision;
          return { folder: await unpacked(index, 'tfjs', plain), windows, shape: tensorShape(spec) };
        }),
      );
      const job = join(dir, `tfjs-${precision}.json`);
      await writeFile(job, JSON.stringify(jobs));
      // Here, Beckon's own layers have taken the place of the library's.
      const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'stock.mjs'), job], {
        maxBuffer: 1 << 26,
      });
      const said = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
        version: string;
        answers: number[][][];
      };
      await judge('TensorFlow.js', said.version, called, said.answers, precision);
    });
  }
});

/** Why a runtime cannot be had; null where it can. What the environment was made with has to be there. */
async function missing(python: string | undefined, module: string): Promise<string | null> {
  if (python === undefined) {
    const made = process.env['PARITY_PYTHON'] !== undefined;
    return made ? null : (process.env['PARITY_SKIPPED'] ?? 'run it by `npm run test:parity`');
  }
  try {
    await run(python, ['-c', `import numpy, ${module}`]);
    return null;
  } catch {
    return `${python} has no ${module} with numpy`;
  }
}

/**
 * Notes the differences to the app's answers, and fails where one is too large. Weights of 8 bits are compared with the app's own
 * network with such weights: what it has lost is for the person to see, and not for the format. ONNX Runtime also computes with
 * some of these in its own way, so the same as for 16 bits is asked.
 */
async function judge(
  runtime: string,
  version: string,
  format: string,
  answers: number[][][],
  precision: Precision = 'float32',
): Promise<void> {
  for (const [index, each] of cases.entries()) {
    const own = precision === 'int8' ? await ownAt(each, precision) : each.own;
    const { clips, most, varied } = comparison(own, answers[index] ?? []);
    rows.push({ format, runtime, version, model: each.name, clips, most });
    // Answers that are all the same would agree with anything.
    expect(varied, `${each.name}: the app's own answers differ from clip to clip`).toBeGreaterThan(
      10 * TOLERANCE,
    );
    const tolerance = precision === 'float32' ? TOLERANCE : HALF_TOLERANCE;
    expect(most, `${each.name}: greatest difference between two probabilities`).toBeLessThanOrEqual(
      tolerance,
    );
  }
}

/** A folder with the export of a case: by the command where it can, else by the exporter. */
async function unpacked(index: number, format: string, precision?: Precision): Promise<string> {
  const { model, exported } = cases[index] as Case;
  const plain = precision === undefined ? exported : null;
  const bytes = await (plain
    ? plain(format)
    : findExporter(format).build({ ...model, ...(precision && { precision }) }));
  const folder = join(dir, `${format}-${precision ?? ''}-${index}`);
  await unpack(folder, unzipSync(bytes));
  return folder;
}

async function writeClips(stem: string, { clips }: Case): Promise<void> {
  await Promise.all(clips.map(({ frames }, index) => writeFile(`${stem}-${index}.bin`, frames)));
}

function readClips(stem: string, index: number): { file: string; shape: number[]; mirrored: boolean }[] {
  return (cases[index] as Case).clips.map(({ shape, mirror }, clip) => ({
    file: `${stem}-${clip}.bin`,
    shape,
    mirrored: mirror,
  }));
}
