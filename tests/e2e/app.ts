import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  _electron,
  chromium,
  test as base,
  type Browser,
  type ElectronApplication,
  type Page,
} from '@playwright/test';
import { chromiumArguments, findChromium } from '../../scripts/chromium.mjs';
import { root } from '../../scripts/ensure-build.mjs';
import { electronBinary } from '../../src-main/cli/electron';
import { packagedProgram } from './packaged';

export { expect } from '@playwright/test';

interface OpenOptions {
  /** An existing data folder, e.g. that of an app closed before; by default an empty one of the test's own. */
  dataDir?: string;
  /** A `.y4m` or `.mjpeg` file to play as the webcam, over and over; by default Chromium's moving test picture. */
  video?: string;
  /** `granted`: the page may use the webcam. `refused`: the person said no. `none`: there is no webcam. */
  camera?: 'granted' | 'refused' | 'none';
}

/** The app, open. */
export interface OpenApp {
  readonly page: Page;
  readonly dataDir: string;
  /** The process that owns the disk: the browser host's, or Electron's main process. */
  readonly process: ChildProcess;
  close(): Promise<void>;
}

interface Fixtures {
  /** Makes an empty folder, removed after the test. */
  newFolder: () => Promise<string>;
  /** Opens the app in this project's host: the browser host with Chromium, or Electron. Closed with the test. */
  openApp: (options?: OpenOptions) => Promise<OpenApp>;
}

export const test = base.extend<Fixtures>({
  newFolder: async ({ browserName: _ }, use) => {
    const made: string[] = [];
    await use(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'beckon-e2e-'));
      made.push(folder);
      return folder;
    });
    for (const folder of made) await rm(folder, { recursive: true, force: true });
  },
  openApp: async ({ newFolder }, use, testInfo) => {
    const inElectron = testInfo.project.name === 'electron';
    const binary = electronBinary(root, process.env);
    testInfo.skip(inElectron && binary === null, 'Electron’s program is not installed here');
    const inPackage = testInfo.project.name === 'packaged';
    const named = process.env.BECKON_PACKAGED ?? '';
    testInfo.skip(inPackage && named === '', 'BECKON_PACKAGED names no packed app');
    const open: OpenApp[] = [];
    const opened = (dataDir: string, options: OpenOptions): Promise<OpenApp> => {
      if (inPackage) return openPackaged(packagedProgram(named), dataDir, options);
      return inElectron && binary !== null
        ? openElectron(binary, dataDir, options)
        : openBrowser(dataDir, options);
    };
    await use(async (options = {}) => {
      const app = await opened(options.dataDir ?? (await newFolder()), options);
      open.push(app);
      return app;
    });
    for (const app of open) await app.close();
  },
});

/** The flags that make Chromium's camera what the test wants. */
export function cameraArguments({ video, camera = 'granted' }: OpenOptions): string[] {
  const all = chromiumArguments({ fakeCamera: camera !== 'none', ...(video !== undefined && { video }) });
  return camera === 'granted' ? all : all.filter((argument) => argument !== '--use-fake-ui-for-media-stream');
}

async function openBrowser(dataDir: string, options: OpenOptions): Promise<OpenApp> {
  const host = await startHost(dataDir);
  const executablePath = findChromium()?.path;
  if (executablePath === undefined) throw new Error('No Chromium was found; `npm test` fetches one.');
  const browser = await chromium.launch({ executablePath, args: cameraArguments(options) });
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  await page.goto(host.url);
  return {
    page,
    dataDir,
    process: host.process,
    close: async () => {
      await browser.close();
      await host.stop();
    },
  };
}

/** Runs `beckon start` without a window, as a process of its own. `url` lets one browser in. */
export async function startHost(
  dataDir: string,
): Promise<{ url: string; process: ChildProcess; stop(): Promise<void> }> {
  const script = join(root, 'scripts', 'beckon.mjs');
  const args = [script, 'start', '--host', 'browser', '--no-window', '--data', dataDir];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+(?=\s)/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) =>
      reject(new Error(`The host ended (${String(code)}) before it said its address.`)),
    );
  });
  return {
    url,
    process: child,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** In Electron's own program; its main process can be asked, too. */
export async function openElectron(
  executablePath: string,
  dataDir: string,
  options: OpenOptions,
): Promise<OpenApp & Pick<ElectronApplication, 'evaluate'>> {
  const app = await _electron.launch({
    executablePath,
    args: [...cameraArguments(options), root, '--data', dataDir],
  });
  const page = await app.firstWindow();
  return {
    page,
    dataDir,
    process: app.process(),
    close: () => app.close(),
    evaluate: app.evaluate.bind(app),
  };
}

/**
 * A packed app. Playwright's own way goes by Node's inspector, which is shut in it (see docs/security.md), and so the
 * page is reached by Chromium's.
 */
async function openPackaged(executablePath: string, dataDir: string, options: OpenOptions): Promise<OpenApp> {
  const port = await freePort();
  const args = [...cameraArguments(options), `--remote-debugging-port=${port}`, '--data', dataDir];
  const child = spawn(executablePath, args, { stdio: 'inherit' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const browser = await reached(`http://127.0.0.1:${port}`, child);
  const [context] = browser.contexts();
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
  if (!page) throw new Error('The app has no window.');
  return {
    page,
    dataDir,
    process: child,
    close: async () => {
      await browser.close();
      child.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

/** Joins a browser once it answers there. */
async function reached(address: string, child: ChildProcess): Promise<Browser> {
  const until = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The app ended with code ${child.exitCode}.`);
    try {
      return await chromium.connectOverCDP(address);
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
