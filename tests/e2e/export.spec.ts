import { createServer } from 'node:http';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { unzipSync } from 'fflate';
import { chromiumArguments, findChromium } from '../../scripts/chromium.mjs';
import { root } from '../../scripts/ensure-build.mjs';
import type { PreprocessSpec } from '../../src-main/contract';
import { expect, startHost, test } from './app';
import { writeClip } from '../fixtures/bars';
import { commandOn } from './command';

/** Exported models, opened by a page that has nothing of Beckon's, against Beckon's own engine in the built app. */

/** A session of one clip of `Left`. */
const ALONE = 'solo';
/** A network with every layer that one of the usual size has, and of these few of each. */
const SMALL = ['--filters', '4,8,8', '--lstm-units', '8'];

let dir: string;
let browser: Browser;
test.beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beckon-export-e2e-'));
  const executablePath = findChromium()?.path;
  if (executablePath === undefined) throw new Error('No Chromium was found; `npm test` fetches one.');
  browser = await chromium.launch({ executablePath, args: chromiumArguments() });
});
test.afterAll(async () => {
  await browser.close();
  await rm(dir, { recursive: true, force: true });
});

test('stock TensorFlow.js gives the probabilities that Beckon gives', async () => {
  test.setTimeout(8 * 60_000);
  const data = join(dir, 'data');
  const command = commandOn(data);
  const slug = await importBars(command, join(dir, 'clips'));
  const clip = await storedClip(join(data, 'projects', slug, 'clips'));
  // Learning when nothing is due takes most of a short training, and is no different in other wraps.
  for (const [wrap, idle] of [
    ['whole', true],
    ['layers', false],
  ] as const) {
    await test.step(`wrap: ${wrap}`, async () => {
      // Hardly learnt, so that it is not sure; three networks, as there are few clips.
      const flags = [
        '--epochs',
        '1',
        '--start',
        'random',
        ...SMALL,
        '--learning-rate',
        '0.0005',
        '--seed',
        '3',
        '--test-session',
        ALONE,
        '--wrap',
        wrap,
        ...(idle ? [] : ['--no-idle']),
      ];
      const model = String((await command.json('train', slug, ...flags)).model);
      const file = join(dir, `${wrap}.zip`);
      await command.json('export', slug, '--model', model, '--format', 'tfjs', '--out', file);
      const files = unzipSync(new Uint8Array(await readFile(file)));
      // Three convolutions, three poolings and the flattening: in one wrap, or in one each.
      const wraps = kindsOf(text(files['model.json'])).filter((kind) => kind === 'TimeDistributed');
      expect(wraps).toHaveLength(wrap === 'whole' ? 1 : 7);

      const own = await ownProbability(data, slug, model);
      // A model that is sure of everything would agree with any other.
      expect(own).toBeGreaterThan(0.02);
      expect(own).toBeLessThan(0.98);
      const answers = await stockAnswers(files, clip);
      const nothing = idle ? ['(nothing)'] : [];
      expect(answers.map(({ label }) => label)).toEqual(['Left', 'Right', ...nothing]);
      // Beckon judges a clip by the classes, given that one of them is due.
      const [left, right] = givenDue(answers);
      expect(Math.abs(left - own)).toBeLessThanOrEqual(1e-4);
      expect(Math.abs(right - (1 - own))).toBeLessThanOrEqual(1e-4);
      const [reversed] = givenDue(await stockAnswers(files, { ...clip, frames: clip.frames.toReversed() }));
      expect(Math.abs(reversed - own)).toBeGreaterThan(1e-3);
    });
  }
});

function givenDue(answers: { probability: number }[]): [left: number, right: number] {
  const [left = NaN, right = NaN] = answers.map(({ probability }) => probability);
  return [left / (left + right), right / (left + right)];
}

async function importBars(command: ReturnType<typeof commandOn>, folder: string): Promise<string> {
  for (const session of ['ada', 'bob']) {
    for (let take = 0; take < 2; take++) {
      await writeClip(join(folder, 'Right', `${session}_${take}`), true, take);
      await writeClip(join(folder, 'Left', `${session}_${take}`), false, take);
    }
  }
  await writeClip(join(folder, 'Left', `${ALONE}_0`), false, 4);
  const imported = await command.json(
    'import',
    folder,
    '--project',
    'Bars',
    ...['--frames', '8'],
    '--session-pattern',
    '^([a-z]+)_',
  );
  return String(imported.project);
}

interface StoredClip {
  mirror: boolean;
  width: number;
  height: number;
  /** RGB bytes, in base64. */
  frames: string[];
}

/** The clip of {@link ALONE}, read from the disk as any program can. */
async function storedClip(clips: string): Promise<StoredClip> {
  const names = (await readdir(clips, { recursive: true })).filter((name) => name.endsWith('.safetensors'));
  for (const name of names) {
    const bytes = await readFile(join(clips, name));
    const header = 8 + Number(bytes.readBigUInt64LE(0));
    const { frames, __metadata__ } = JSON.parse(bytes.toString('utf8', 8, header)) as {
      frames: { shape: [number, number, number, number]; data_offsets: [number, number] };
      __metadata__: { session: string; mirror: string };
    };
    if (__metadata__.session !== ALONE) continue;
    const [count, height, width, channels] = frames.shape;
    const size = height * width * channels;
    const first = header + frames.data_offsets[0];
    return {
      mirror: __metadata__.mirror === 'true',
      width,
      height,
      frames: Array.from({ length: count }, (_, t) =>
        bytes.toString('base64', first + t * size, first + (t + 1) * size),
      ),
    };
  }
  throw new Error(`There is no clip of the session ${ALONE}`);
}

/**
 * What the engine gives for `Left` on the clip, in the built page's worker: evaluated on one clip, the cross-entropy
 * is minus the logarithm of the true class's probability.
 */
async function ownProbability(data: string, slug: string, runId: string): Promise<number> {
  const host = await startHost(data);
  const page = await browser.newPage();
  try {
    await page.goto(host.url);
    await page.goto(new URL('/headless.html', host.url).href);
    await expect.poll(() => page.evaluate(() => 'beckonHeadless' in window)).toBe(true);
    const result = await page.evaluate((job) => window.beckonHeadless?.run({ kind: 'evaluate', ...job }), {
      slug,
      runId,
      sessions: [ALONE],
    });
    if (result?.kind !== 'evaluate') throw new Error(`The page answered ${JSON.stringify(result)}`);
    expect(result.evaluation.clips).toBe(1);
    return Math.exp(-result.evaluation.loss);
  } finally {
    await page.close();
    await host.stop();
  }
}

interface Answer {
  label: string;
  probability: number;
}

const LIBRARY = '@tensorflow/tfjs/dist/tf.fesm.min.js';
const BARE_PAGE = `<!doctype html><title>bare</title>
<script type="importmap">{"imports":{"@tensorflow/tfjs":"/${LIBRARY}"}}</script>
<script type="module" src="readme.js"></script>`;

/** Runs the README's own code, word for word, on a clip, in a page beside the exported files and TensorFlow.js. */
async function stockAnswers(files: Record<string, Uint8Array>, clip: StoredClip): Promise<Answer[]> {
  const spec = JSON.parse(text(files['preprocess.json'])) as PreprocessSpec;
  expect(clip.frames).toHaveLength(spec.frames);
  expect(clip.mirror).toBe(spec.mirror);
  const code = /```js\n([\s\S]*?)```/.exec(text(files['README.md']))?.[1] ?? '';
  const server = await serve({
    ...files,
    '': Buffer.from(BARE_PAGE),
    'readme.js': Buffer.from(`${code}\nglobalThis.classify = classify;`),
    [LIBRARY]: await readFile(join(root, 'node_modules', LIBRARY)),
  });
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  try {
    await page.goto(server.origin);
    await expect
      .poll(async () => problems.join() || (await page.evaluate(() => 'classify' in globalThis)))
      .toBe(true);
    return await page.evaluate(({ frames, width, height, mirror }) => {
      const { classify } = globalThis as unknown as {
        classify: (frames: ImageData[], mirrored: boolean) => Answer[];
      };
      const pictures = frames.map((frame) => {
        const rgb = Uint8Array.from(atob(frame), (letter) => letter.charCodeAt(0));
        const picture = new ImageData(width, height);
        for (let i = 0; i < width * height; i++) {
          picture.data.set([...rgb.subarray(i * 3, i * 3 + 3), 255], i * 4);
        }
        return picture;
      });
      return classify(pictures, mirror);
    }, clip);
  } finally {
    await page.close();
    server.close();
  }
}

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** The class names of a saved model's layers. */
function kindsOf(modelJson: string): string[] {
  const { modelTopology } = JSON.parse(modelJson) as {
    modelTopology: { model_config?: Topology } & Partial<Topology>;
  };
  const { config } = modelTopology.model_config ?? modelTopology;
  return (config?.layers ?? []).map(({ class_name }) => class_name);
}
interface Topology {
  config: { layers: { class_name: string }[] };
}

/** Serves just these files, by path, to this machine. */
async function serve(files: Record<string, Uint8Array>): Promise<{ origin: string; close(): void }> {
  const types: Record<string, string> = {
    '': 'text/html',
    '.js': 'text/javascript',
    '.mjs': 'text/javascript',
    '.json': 'application/json',
  };
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').slice(1);
    const bytes = files[path];
    response.writeHead(bytes ? 200 : 404, {
      'Content-Type': types[extname(path)] ?? 'application/octet-stream',
    });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
