import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Page } from '@playwright/test';
import type * as electron from 'electron';
import { findChromium } from '../../scripts/chromium.mjs';
import { root } from '../../scripts/ensure-build.mjs';
import { electronBinary } from '../../src-main/cli/electron';
import { pageScript, preloadScript } from '../fixtures/electron/shim-page.mjs';
import { cameraArguments, openElectron, test as base } from './app';

export { expect } from '@playwright/test';

type Electron = typeof electron;

/** The Electron host, open: in Electron, or with Chromium in the place of its renderer. */
export interface ElectronHost {
  readonly page: Page;
  readonly dataDir: string;
  /** Calls a function of the electron module, in the main process. */
  evaluate<R, A>(call: (electron: Electron, arg: A) => R | Promise<R>, arg: A): Promise<R>;
  close(): Promise<void>;
}

interface Fixtures {
  /** Opens the Electron host, with Electron's own program in the project `electron`. Closed with the test. */
  openHost: (dataDir: string) => Promise<ElectronHost>;
}

export const test = base.extend<Fixtures>({
  openHost: async ({ browserName: _ }, use, testInfo) => {
    const inElectron = testInfo.project.name === 'electron';
    const binary = electronBinary(root, process.env);
    testInfo.skip(inElectron && binary === null, 'Electron’s program is not installed here');
    const open: ElectronHost[] = [];
    await use(async (dataDir) => {
      const host =
        inElectron && binary !== null ? await openElectron(binary, dataDir, {}) : await openShim(dataDir);
      open.push(host);
      return host;
    });
    for (const host of open) await host.close();
  },
});

/** Starts shim.mjs, and Chromium at the page that it serves, with the permissions that the app grants its page. */
async function openShim(dataDir: string): Promise<ElectronHost> {
  const executablePath = findChromium()?.path;
  if (executablePath === undefined) throw new Error('No Chromium was found; `npm test` fetches one.');
  const shim = join(root, 'tests', 'fixtures', 'electron', 'shim.mjs');
  const main = join(root, 'out', 'main', 'main.js');
  const child = spawn(process.execPath, [shim, main, '--data', dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const line = await lines.next();
    if (line.done === true) throw new Error('The main bundle ended.');
    return JSON.parse(line.value) as unknown;
  };
  const { origin, permissions } = (await next()) as { origin: string; permissions: Record<string, boolean> };

  // No permission is given by a switch.
  const browser = await chromium.launch({ executablePath, args: cameraArguments({ camera: 'refused' }) });
  const granted = Object.keys(permissions).filter((name) => permissions[name]);
  const context = await browser.newContext({ permissions: granted, viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  await page.addInitScript({ content: pageScript });
  const session = await context.newCDPSession(page);
  const source = preloadScript(await readFile(join(root, 'out', 'preload', 'preload.cjs'), 'utf8'));
  await session.send('Page.enable');
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: 'preload' });
  await page.goto(`${origin}/`);

  let calls = 0;
  return {
    page,
    dataDir,
    evaluate: async <R, A>(call: (electron: Electron, arg: A) => R | Promise<R>, arg: A): Promise<R> => {
      child.stdin.write(`${JSON.stringify({ id: (calls += 1), code: call.toString(), arg })}\n`);
      const answer = (await next()) as { result: R; error?: string };
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.result;
    },
    close: async () => {
      await browser.close();
      if (child.exitCode === null) {
        child.stdin.end();
        await once(child, 'exit');
      }
    },
  };
}
