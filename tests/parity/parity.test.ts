import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/ensure-build.mjs';
import { findExporter } from '../../src-main/formats/models';
import { bytesOf } from '../../src-main/formats/models/numbers';
import type { Precision } from '../../src-main/shared/precision';
import { preprocessClip, tensorShape } from '../../src-renderer/learning/preprocess';
import { liveAnswers, type RecordedClip } from '../fixtures/networks';
import { inputSnippet, snippetOf } from '../fixtures/readme';
import { makeCases, ownAt, unpack, type Case } from './cases';
import { unpackPage, webcamEvents } from './html';
import { answersIn, openPages } from './pages';
import { comparison, readmeProblems, table, writeReadme, type Row } from './table';

/** Every export, opened by the software it is for with the code of its own README, against the app. */

/** The most that two probabilities may differ. */
const TOLERANCE = 1e-4;
/** The same where weights have fewer bits. */
const HALF_TOLERANCE = 5e-3;

/** Debian's, which has PyTorch where `python3-torch` is installed; that of PyPI brings gigabytes. */
const SYSTEM_PYTHON = process.env['PARITY_TORCH'] ?? '/usr/bin/python3';

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
  { name: 'onnxruntime VERSION, a stream', format: 'onnx', module: 'onnxruntime', stream: true },
  { name: 'Keras VERSION, JAX', format: 'keras', module: 'keras' },
  { name: 'Keras VERSION, JAX', format: 'h5', module: 'keras' },
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
          snippet: stream || precision ? null : `${inputSnippet()}\n${snippetOf(format, 'python')}`,
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
        shown: Record<string, number[][]>;
      };
      for (const [index, folder] of folders.entries()) {
        const { clips: all, own } = cases[index] as Case;
        const plain = own.filter((_, clip) => all[clip]?.mirror === false).slice(0, 2);
        const shown = said.shown[folder];
        if (shown) expect(comparison(plain, shown).most).toBeLessThanOrEqual(TOLERANCE);
        else expect(stream || precision).toBeTruthy();
      }
      const answers = folders.map((folder) => said.answers[folder] ?? []);
      if (stream) await judgeStream(name, said.version, called, answers);
      else await judge(name, said.version, called, answers, precision);
    });
  }
});

it('onnx in onnxruntime-node answers as the app does', async ({ skip }) => {
  const installed = process.env['PARITY_NODE'];
  if (installed === undefined) {
    const reason = process.env['PARITY_NODE_SKIPPED'] ?? 'run it by `npm run test:parity`';
    rows.push({ format: 'onnx', runtime: 'onnxruntime-node', version: '', skipped: reason });
    skip(reason);
    return;
  }
  const { version, answers } = await inNode('onnx-node.mjs', 'onnx', undefined, installed);
  await judge('onnxruntime-node', version, 'onnx', answers);
});

describe('in Chromium, in a page that has nothing of Beckon’s,', () => {
  /** What these exports answer in pages of theirs. */
  async function inPages(format: string, page: (folder: string) => Promise<void>): Promise<number[][][]> {
    const pages = await openPages(dir);
    try {
      const answers: number[][][] = [];
      for (const [index, { clips }] of cases.entries()) {
        const folder = await unpacked(index, format);
        await page(folder);
        const jobs = clips.map(({ shape, mirror }, clip) => ({
          address: `/clips-${index}-${clip}.bin`,
          shape,
          mirrored: mirror,
        }));
        const opened = await pages.open(`${pages.origin}/${basename(folder)}/index.html`);
        answers.push(await answersIn(opened, jobs));
        await opened.close();
      }
      return answers;
    } finally {
      await pages.close();
    }
  }

  const written =
    (code: (folder: string) => Promise<string>, imports: Record<string, string>) =>
    async (folder: string) => {
      const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
      await writeFile(
        join(folder, 'index.html'),
        `<!doctype html>${map}<script type="module">${await code(folder)}</script>`,
      );
    };

  it('tfjs in stock TensorFlow.js answers as the app does', async () => {
    const answers = await inPages(
      'tfjs',
      written(
        async (folder) => {
          // Where the graphics card is a program, its shaders take minutes; tests/e2e/export.spec.ts asks WebGL.
          const readme = await readFile(join(folder, 'README.md'), 'utf8');
          const code = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
          return `await tf.setBackend('cpu');\n${code}\nglobalThis.classify = (...all) => classify(...all).map(({ probability }) => probability);`;
        },
        { '@tensorflow/tfjs': '/node_modules/@tensorflow/tfjs/dist/tf.fesm.min.js' },
      ),
    );
    await judge('TensorFlow.js VERSION, Chromium', await versionOf('@tensorflow/tfjs'), 'tfjs', answers);
  });

  it('onnx in onnxruntime-web answers as the app does', async () => {
    const code = `
import * as ort from 'onnxruntime-web';
import { prepareClip } from './beckon_input.mjs';
const { preprocess } = await (await fetch('beckon.json')).json();
const model = await ort.InferenceSession.create('model.onnx');
globalThis.classify = async (pictures, mirrored) => {
  const { values, shape } = prepareClip(preprocess, pictures, mirrored);
  const { probabilities } = await model.run({ frames: new ort.Tensor('float32', values, [1, ...shape]) });
  return probabilities.data;
};`;
    const library = '/node_modules/onnxruntime-web/dist/ort.wasm.min.mjs';
    const answers = await inPages(
      'onnx',
      written(() => Promise.resolve(code), { 'onnxruntime-web': library }),
    );
    await judge('onnxruntime-web VERSION, Chromium', await versionOf('onnxruntime-web'), 'onnx', answers);
  });

  it('the module of the web page answers as Live does', async () => {
    const answers = await inPages('html', async (folder) =>
      unpackPage(folder, await readFile(join(folder, 'page.html'))),
    );
    await judgeLive('Chromium', '', 'html', answers, (clip) => clip);
  });

  it('the web page, with a video as its webcam, tells the gestures that Live tells', async () => {
    const { page, own } = await webcamEvents(dir);
    const from = own.indexOf(page[0] ?? '');
    expect(page.length).toBeGreaterThan(3);
    expect(page).toEqual(own.slice(from, from + page.length));
    const events = `the same ${page.length} gestures`;
    rows.push({ format: 'html', runtime: 'Chromium, a video as its webcam', version: '', events });
  });
});

describe('in stock TensorFlow.js', () => {
  for (const precision of ['float32', 'float16', 'int8'] as const) {
    const called = precision === 'float32' ? 'tfjs' : `tfjs, ${precision}`;
    it(`${called} answers as the app does`, async () => {
      const plain = precision === 'float32' ? undefined : precision;
      // Here, Beckon's own layers have taken the place of the library's.
      const said = await inNode('stock.mjs', 'tfjs', plain);
      await judge('TensorFlow.js VERSION, Node', said.version, called, said.answers, precision);
    });
  }
});

it('the README has this table', ({ skip }) => {
  if (process.env['PARITY_WRITE'] === '1') writeReadme(rows);
  if (rows.length === 0) skip('nothing was measured');
  expect(readmeProblems(rows), 'npm run test:parity -- --write').toEqual([]);
});

/** Of a package that is installed here. */
async function versionOf(name: string): Promise<string> {
  const text = await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** What a program beside this one answers on the windows of all clips, in a process that has nothing of Beckon's. */
async function inNode(
  program: string,
  format: string,
  precision?: Exclude<Precision, 'float32'>,
  ...more: string[]
): Promise<{ version: string; answers: number[][][] }> {
  const jobs = await Promise.all(
    cases.map(async ({ model: { run: trained }, clips }, index) => {
      const spec = trained.preprocess;
      const windows = join(dir, `windows-${index}.bin`);
      await writeFile(windows, Buffer.concat(clips.map((clip) => bytesOf(preprocessClip(spec, clip)))));
      return { folder: await unpacked(index, format, precision), windows, shape: tensorShape(spec) };
    }),
  );
  const job = join(dir, `${program}-${precision ?? ''}.json`);
  await writeFile(job, JSON.stringify(jobs));
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, program), job, ...more], {
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { version: string; answers: number[][][] };
}

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

/** The same beside what Live answers to each clip's last picture, once it has seen what `seen` makes of the clip. */
async function judgeLive(
  runtime: string,
  version: string,
  format: string,
  answers: number[][][],
  seen: (clip: RecordedClip, model: Case['model']) => RecordedClip,
): Promise<void> {
  const own = cases.map((each) => each.own);
  try {
    for (const each of cases)
      each.own = await liveAnswers(
        each.model,
        each.clips.map((clip) => seen(clip, each.model)),
      );
    await judge(runtime, version, format, answers);
  } finally {
    cases.forEach((each, index) => (each.own = own[index] ?? []));
  }
}

/** As much of a clip's pictures as `CameraWindow` keeps, and as Live is given of a camera's: their middle, in the network's proportions. */
function middleOf(
  { shape: [count, height, width, colours], mirror, frames }: RecordedClip,
  spec: { width: number; height: number },
): RecordedClip {
  const top = Math.floor((height - Math.min(height, (width * spec.height) / spec.width)) / 2);
  const left = Math.floor((width - Math.min(width, (height * spec.width) / spec.height)) / 2);
  const [rows, columns] = [height - 2 * top, width - 2 * left];
  const middle = new Uint8Array(count * rows * columns * colours);
  for (let t = 0; t < count; t++)
    for (let row = 0; row < rows; row++) {
      const from = ((t * height + top + row) * width + left) * colours;
      middle.set(frames.subarray(from, from + columns * colours), (t * rows + row) * columns * colours);
    }
  return { shape: [count, rows, columns, colours], mirror, frames: middle };
}

/** Of a stream in which each clip came backwards first; the output that says that no gesture is due, Live does not tell of. */
const judgeStream = (
  runtime: string,
  version: string,
  format: string,
  answers: number[][][],
): Promise<void> =>
  judgeLive(
    runtime,
    version,
    format,
    answers.map((all, index) => all.map((each) => each.slice(0, cases[index]?.model.run.classes.length))),
    (clip, model) => {
      const { shape, mirror, frames } = middleOf(clip, model.run.preprocess);
      const [count, height, width, colours] = shape;
      const size = height * width * colours;
      const pictures = Array.from({ length: count }, (_, t) => frames.subarray(t * size, (t + 1) * size));
      const both = Buffer.concat([...pictures.toReversed(), ...pictures]);
      return { shape: [2 * count, height, width, colours], mirror, frames: new Uint8Array(both) };
    },
  );

/** A folder with the export of a case: by the command where it can, else by the exporter. */
async function unpacked(index: number, format: string, precision?: Precision): Promise<string> {
  const { model, exported } = cases[index] as Case;
  const plain = precision === undefined ? exported : null;
  const bytes = await (plain
    ? plain(format)
    : findExporter(format).build({ ...model, ...(precision && { precision }) }));
  const folder = join(dir, `${format}-${precision ?? ''}-${index}`);
  await unpack(folder, format === 'html' ? { 'page.html': bytes } : unzipSync(bytes));
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
