import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../scripts/ensure-build.mjs';
import { html } from '../../src-main/formats/models/html';
import { onnx } from '../../src-main/formats/models/onnx';
import { HEIGHT, lampForExport, lampPictures, lampVideo, WIDTH } from '../e2e/lamp';
import { handedOut } from '../fixtures/web-page';
import { unpack } from './cases';
import { openPages } from './pages';

/** The examples for Python and p5.js; those for Node and Processing are run by `npm test`. */

const run = promisify(execFile);

/** Makes a video file of raw pictures, 20 a second. */
const VIDEO = `
import sys
import cv2
import numpy as np
source, target, width, height = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
pictures = np.fromfile(source, dtype=np.uint8).reshape(-1, height, width, 3)
video = cv2.VideoWriter(target, cv2.VideoWriter_fourcc(*"MJPG"), 20, (width, height))
for picture in pictures:
    video.write(picture[..., ::-1])
video.release()
`;

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beckon-examples-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

it('Python with OpenCV and ONNX Runtime tells the gestures of a video file', async ({ skip }) => {
  const python = process.env['PARITY_PYTHON'];
  if (python === undefined) {
    skip(process.env['PARITY_SKIPPED'] ?? 'run it by `npm run test:parity`');
    return;
  }
  await unpack(join(dir, 'lamp'), unzipSync(await onnx.build(await lampForExport())));
  const [raw, video] = [join(dir, 'lamp.rgb'), join(dir, 'lamp.avi')];
  await writeFile(raw, Buffer.concat(lampPictures(3)));
  await run(python, ['-c', VIDEO, raw, video, String(WIDTH), String(HEIGHT)]);
  const example = join(root, 'examples', 'python-opencv', 'watch.py');
  const { stdout } = await run(python, [example, join(dir, 'lamp'), video]);
  expect(stdout.trim().split('\n')).toEqual([
    expect.stringMatching(/^0\.\d s: Bright begins$/),
    expect.stringMatching(/^1\.\d s: Bright is over$/),
    expect.stringMatching(/^1\.\d s: Dark begins$/),
    expect.stringMatching(/^3\.\d s: Dark is over$/),
    expect.stringMatching(/^3\.\d s: Bright begins$/),
  ]);
  await expect(run(python, [example, join(dir, 'lamp'), join(dir, 'none.mp4')])).rejects.toThrow(
    'none.mp4 cannot be opened.',
  );
});

it('the sketch in p5.js shows the gestures in front of the camera', async ({ skip }) => {
  const installed = process.env['PARITY_NODE'];
  if (installed === undefined) {
    skip(process.env['PARITY_NODE_SKIPPED'] ?? 'run it by `npm run test:parity`');
    return;
  }
  const folder = join(dir, 'p5');
  await cp(join(root, 'examples', 'p5'), folder, { recursive: true });
  await unpack(folder, toBytes(handedOut(await html.build(await lampForExport()))));
  const video = join(dir, 'lamp.y4m');
  await writeFile(video, lampVideo());
  const library = await readFile(join(dirname(installed), 'node_modules', 'p5', 'lib', 'p5.min.js'), 'utf8');
  const wanted = (JSON.parse(await readFile(installed, 'utf8')) as { dependencies: { p5: string } })
    .dependencies;
  const pages = await openPages(folder, video);
  try {
    // Nothing is fetched from elsewhere here.
    const page = await pages.open('about:blank');
    const address = `https://cdn.jsdelivr.net/npm/p5@${wanted.p5}/lib/p5.min.js`;
    await page.route(address, (route) => route.fulfill({ contentType: 'text/javascript', body: library }));
    await page.addInitScript(() => {
      const told: string[] = [];
      Object.assign(globalThis, { told });
      const write = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
        if (text !== told.at(-1)) told.push(text);
        write.call(this, text, ...place);
      };
    });
    await page.goto(`${pages.origin}/index.html`);
    const told = (): Promise<string[]> =>
      page.evaluate(() => (globalThis as unknown as { told: string[] }).told);
    await expect
      .poll(async () => (await told()).filter((text) => text !== '').length, { timeout: 120_000 })
      .toBeGreaterThan(3);
    const names = (await told()).filter((text) => text !== '');
    expect(new Set(names)).toEqual(new Set(['Bright', 'Dark']));
    names.slice(1).forEach((name, index) => expect(name).not.toBe(names[index]));
  } finally {
    await pages.close();
  }
});

const toBytes = (files: Record<string, string>): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)]));
