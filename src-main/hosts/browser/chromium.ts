import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BeckonError } from '../../contract';
import { chromiumArguments } from '../../../scripts/chromium.mjs';

/** A window of a browser that shows the app and nothing around it. */
export interface AppWindow {
  /** Settles when the person has closed it. Rejects where the browser could not be started. */
  readonly closed: Promise<void>;
  close(): void;
}

/** What the app window's browser is started with. Its profile is its own, so it shares nothing with the person's. */
function appWindowArguments(url: string, dataDir: string): string[] {
  return [
    ...chromiumArguments({ software: false }),
    `--app=${url}`,
    `--user-data-dir=${join(dataDir, 'browser')}`,
    '--window-size=1280,860',
  ];
}

/** What the page to open is made of: `onUsed` is told once it was opened. */
export type Entrance = (onUsed: () => void) => string;

const ENTRANCE_FILE = /^entrance-[a-z0-9]+\.html$/;

/**
 * Opens the app in a window of its own. What lets it in lies in a file that nobody else can read, and that is removed
 * once it was used: a program's arguments can be read by everyone on the machine.
 */
export function openAppWindow(browser: string, entrance: Entrance, dataDir: string): AppWindow {
  const folder = join(dataDir, 'browser');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  for (const name of readdirSync(folder))
    if (ENTRANCE_FILE.test(name)) rmSync(join(folder, name), { force: true });
  const page = join(folder, `entrance-${randomBytes(8).toString('hex')}.html`);
  const remove = (): void => rmSync(page, { force: true });
  writeFileSync(page, entrance(remove), { mode: 0o600, flag: 'wx' });
  const child = spawn(browser, appWindowArguments(pathToFileURL(page).href, dataDir), { stdio: 'ignore' });
  return {
    closed: new Promise((resolve, reject) => {
      child.once('error', (cause) => {
        remove();
        reject(
          new BeckonError(
            'UNSUPPORTED',
            `The browser ${browser} could not be started (${cause.message}). Name another in BECKON_CHROMIUM.`,
            { cause },
          ),
        );
      });
      child.once('exit', () => resolve());
    }),
    close: () => {
      remove();
      child.kill();
    },
  };
}

/** Whether a window can be shown: on Linux and its like there must be a display. */
export function hasDisplay(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  return platform === 'win32' || platform === 'darwin' || Boolean(env.DISPLAY ?? env.WAYLAND_DISPLAY);
}
