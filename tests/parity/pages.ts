import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { chromiumArguments, findChromium } from '../../scripts/chromium.mjs';
import { root } from '../../scripts/ensure-build.mjs';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

interface Pages {
  /** Of what lies in the folder, and of packages below `node_modules/`. */
  origin: string;
  open(address: string): Promise<Page>;
  close(): Promise<void>;
}

/** Chromium, and a server of a folder for it that has nothing of Beckon's. `video`: what its webcam shows. */
export async function openPages(folder: string, video?: string): Promise<Pages> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://127.0.0.1').pathname));
    const file = join(path.startsWith('/node_modules/') ? root : folder, path);
    const there = existsSync(file);
    response.writeHead(there ? 200 : 404, {
      'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    });
    if (there) createReadStream(file).pipe(response);
    else response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    executablePath: findChromium()?.path ?? '',
    args: chromiumArguments(video === undefined ? {} : { fakeCamera: true, video }),
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: async (address) => {
      const page = await browser.newPage();
      page.on('pageerror', (error) => process.stderr.write(`${error.message}\n`));
      await page.goto(address);
      return page;
    },
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}

/** What `classify(pictures, mirrored)` of a page answers on clips, whose bytes lie at addresses. */
export async function answersIn(
  page: Page,
  clips: readonly { address: string; shape: readonly number[]; mirrored: boolean }[],
): Promise<number[][]> {
  await page.waitForFunction(() => 'classify' in globalThis);
  return page.evaluate(async (jobs) => {
    const { classify } = globalThis as unknown as {
      classify: (pictures: ImageData[], mirrored: boolean) => number[] | Promise<number[]>;
    };
    const answers: number[][] = [];
    for (const { address, shape, mirrored } of jobs) {
      const [count = 0, height = 0, width = 0] = shape;
      const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
      const pictures = Array.from({ length: count }, (_, at) => {
        const picture = new ImageData(width, height);
        for (let pixel = 0; pixel < width * height; pixel++) {
          const from = (at * width * height + pixel) * 3;
          picture.data.set([...bytes.subarray(from, from + 3), 255], pixel * 4);
        }
        return picture;
      });
      answers.push([...(await classify(pictures, mirrored))]);
    }
    return answers;
  }, clips);
}
