import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureChromium } from '../../../scripts/chromium.mjs';
import { hasDisplay, openAppWindow } from '../../hosts/browser/chromium';
import {
  browserCapabilities,
  startBrowserHost,
  type BrowserHost,
  type BrowserHostOptions,
} from '../../hosts/browser/main';
import { uncaughtSentence } from '../../hosts/last-net';
import { createRouter } from '../../router/router';
import { createServices } from '../../services';
import { runElectron, type ElectronContext } from '../electron';
import { failure } from '../failure';

export interface StartOptions {
  host?: string;
  port?: string;
  /** False: serve only, and print the address. */
  window: boolean;
}

export interface StartContext extends ElectronContext {
  /** Writes a line to stdout. */
  say(line: string): void;
  /** Takes who is to be told of errors that nobody waits for. */
  onUncaught?: ((told: (error: unknown) => void) => void) | undefined;
}

/** `beckon start`: shows the app in Electron where that is possible, else in a browser's window, else serves it. */
export async function start(context: StartContext, options: StartOptions): Promise<void> {
  const host = options.host ?? (context.env.BECKON_HOST || undefined);
  if (host !== undefined && host !== 'electron' && host !== 'browser') {
    throw failure('INVALID', `There is no host “${host}”. Choose electron or browser.`);
  }
  const port = portOf(options.port);
  const display = hasDisplay(context.env);
  let instead = '';
  if (host !== 'browser' && options.window) {
    const why = display ? await runElectron(context) : 'there is no display to open a window on';
    if (why === null || context.signal.aborted) return;
    if (host === 'electron') throw failure('UNSUPPORTED', `Electron cannot be used: ${why}.`);
    instead = ` in a browser (not Electron, because ${why})`;
  }
  await serve(context, port, options.window && display, instead);
}

/** Null where none was given. */
function portOf(typed: string | undefined): number | null {
  if (typed === undefined) return null;
  const port = Number(typed);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw failure('INVALID', `“${typed}” is not a port. Ports are whole numbers up to 65535.`);
}

/**
 * A data folder's own port, the same at each start: to a browser another port is another site, with other ids for the
 * same cameras and a new question whether it may use them. Between 20000 and 29999, by FNV-1a of the folder's path.
 */
export function portFor(dataDir: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(dataDir)) hash = Math.imul(hash ^ byte, 0x01000193);
  return 20_000 + ((hash >>> 0) % 10_000);
}

/** On the port that was asked for; else on the data folder's own, or a free one where that is taken. */
async function startHost(
  options: BrowserHostOptions,
  asked: number | null,
  dataDir: string,
): Promise<BrowserHost> {
  if (asked !== null) return startBrowserHost({ ...options, port: asked });
  return startBrowserHost({ ...options, port: portFor(dataDir) }).catch(() => startBrowserHost(options));
}

/** Serves the app until its window is closed or the person presses Ctrl+C. */
async function serve(
  context: StartContext,
  port: number | null,
  window: boolean,
  instead: string,
): Promise<void> {
  const { dataDir, note, say } = context;
  const services = await createServices(dataDir);
  for (const notice of services.notices) note(notice);
  context.onUncaught?.((error) => services.board.post(uncaughtSentence(error)));
  const router = createRouter(
    services,
    browserCapabilities((message, error) => note(`${message}: ${String(error)}`)),
  );
  const rendererDir = join(context.root, 'out', 'renderer');
  const host = await startHost({ router, rendererDir }, port, dataDir);
  const stopped = new Promise<void>((resolve) => {
    if (context.signal.aborted) resolve();
    else context.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    const browser = window ? await browserFor(note) : null;
    if (!browser) {
      say(
        `Beckon is running${instead} until you press Ctrl+C. Open this address on this machine (it works once): ${host.url}`,
      );
      return await stopped;
    }
    say(`Beckon is open in a window of its own${instead}. Close it, or press Ctrl+C here, to stop.`);
    const opened = openAppWindow(browser, host.entrance, dataDir);
    const atOnce = await Promise.race([opened.closed.then(() => true), stopped, delay(3000, false)]);
    if (atOnce)
      note(
        'The browser that was already running has taken over the window. Press Ctrl+C here to stop Beckon.',
      );
    await (atOnce ? stopped : Promise.race([opened.closed, stopped]));
    opened.close();
  } finally {
    // Servers that others connect to would keep this process from its end.
    services.outputs.stop();
    await host.close();
  }
}

async function browserFor(note: (line: string) => void): Promise<string | null> {
  try {
    return (await ensureChromium(note)).path;
  } catch (error) {
    note(error instanceof Error ? error.message : String(error));
    return null;
  }
}
