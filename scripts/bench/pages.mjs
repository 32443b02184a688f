// The bench's pages: built like the app, served with threads allowed, opened in one Chromium.
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { chromiumArguments } from '../chromium.mjs';
import { root } from '../ensure-build.mjs';

/** @typedef {import('../../tests/bench/engine/contract').BenchPage} BenchPage */
/** @typedef {import('../../tests/bench/engine/contract').Entrant} Entrant */
/** @typedef {import('../../tests/bench/engine/contract').Opened} Opened */

/** What a page takes to answer at most, ms: without a GPU and on a busy machine, a first step of stock takes many minutes. */
const PATIENCE = 1_200_000;

/**
 * An open page: its calls are those of BenchPage.
 * @typedef {{ opened: Opened, call: Call, close(): Promise<void> }} BenchTab
 * @typedef {<K extends keyof BenchPage>(method: K, ...args: Parameters<BenchPage[K]>) => Promise<Awaited<ReturnType<BenchPage[K]>>>} Call
 */

/**
 * Builds and serves the pages, and starts the browser.
 * @param {string} executablePath of Chromium
 */
export async function startPages(executablePath) {
  const folder = join(root, 'tests', 'bench', 'engine');
  const outDir = join(root, 'out', 'bench');
  const common = {
    root: folder,
    configFile: /** @type {const} */ (false),
    logLevel: /** @type {const} */ ('error'),
  };
  await build({
    ...common,
    build: {
      outDir,
      emptyOutDir: true,
      rollupOptions: { input: ['index.html', 'instant.html'].map((name) => join(folder, name)) },
      target: 'chrome120',
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1e5,
      // TensorFlow.js's threads run the text of a function, which must not name anything around it.
      minify: false,
    },
  });
  const server = await preview({
    ...common,
    build: { outDir },
    preview: {
      host: '127.0.0.1',
      port: 0,
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
    },
  });
  const url = server.resolvedUrls?.local[0];
  if (!url) throw new Error('The bench could not serve its pages.');
  // What one page has compiled must not make another's first step shorter.
  const args = [...chromiumArguments(), '--disable-gpu-program-cache', '--disable-gpu-shader-disk-cache'];
  const browser = await chromium.launch({ executablePath, args });
  return {
    version: browser.version(),
    /** @param {Entrant} entrant @returns {Promise<BenchTab>} */
    open: (entrant) => openTab(browser, url, entrant),
    /** How long instant models of so many clips take. @param {number} clips */
    async instantTimes(clips) {
      const page = await browser.newPage();
      try {
        await page.goto(new URL('instant.html', url).href);
        await page.waitForFunction(() => 'instantBench' in window);
        return await page.evaluate((count) => window.instantBench.measure(count), clips);
      } finally {
        await page.close();
      }
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {Entrant} entrant
 * @returns {Promise<BenchTab>}
 */
async function openTab(browser, url, entrant) {
  const page = await browser.newPage();
  const broken = new Promise((_, reject) => {
    page.on('crash', () => reject(new Error('The page crashed.')));
    page.on('pageerror', (error) => reject(error));
  });
  broken.catch(() => undefined);
  const close = () => page.close();
  const call = /** @type {Call} */ (
    (/** @type {keyof BenchPage} */ method, /** @type {unknown[]} */ ...args) => {
      const answer = page.evaluate(
        ([name, values]) => /** @type {(...args: unknown[]) => unknown} */ (window.bench[name])(...values),
        /** @type {[keyof BenchPage, unknown[]]} */ ([method, args]),
      );
      return Promise.race([answer, broken, timeout()]);
    }
  );
  try {
    await page.goto(url);
    return { opened: await call('open', entrant), call, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @returns {Promise<never>} */
const timeout = () =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error('The page did not answer in time.')), PATIENCE).unref();
  });
