import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
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

/** Opens the app in a window of its own. */
export function openAppWindow(browser: string, url: string, dataDir: string): AppWindow {
  mkdirSync(join(dataDir, 'browser'), { recursive: true });
  const child = spawn(browser, appWindowArguments(url, dataDir), { stdio: 'ignore' });
  return {
    closed: new Promise((resolve, reject) => {
      child.once('error', (cause) => {
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
    close: () => child.kill(),
  };
}

/** Whether a window can be shown: on Linux and its like there must be a display. */
export function hasDisplay(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  return platform === 'win32' || platform === 'darwin' || Boolean(env.DISPLAY ?? env.WAYLAND_DISPLAY);
}
