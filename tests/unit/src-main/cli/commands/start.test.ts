import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portFor, start, type StartContext } from '../../../../../src-main/cli/commands/start';

let dir: string;
let said: string[];
let stop: AbortController;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beckon-start-'));
  await mkdir(join(dir, 'out', 'renderer'), { recursive: true });
  said = [];
  stop = new AbortController();
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** `onLine` is called with each line that is said or noted. */
function context(env: StartContext['env'], onLine: (line: string) => void = () => undefined): StartContext {
  const hear = (line: string): void => {
    said.push(line);
    onLine(line);
  };
  return {
    root: dir,
    dataDir: join(dir, 'data'),
    env,
    signal: stop.signal,
    uid: 1000,
    say: hear,
    note: hear,
  };
}

/** Puts a downloader of this code where Electron's is. */
async function downloader(code: string): Promise<void> {
  await mkdir(join(dir, 'node_modules', 'electron'), { recursive: true });
  await writeFile(join(dir, 'node_modules', 'electron', 'install.js'), code);
}

const DISPLAY = { DISPLAY: ':0' };

describe('start', () => {
  it('prints an address that works, and stops when asked to', async () => {
    let status = 0;
    await start(
      context({}, (line) => {
        const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+/.exec(line)?.[0];
        if (address === undefined) return;
        void fetch(address, { redirect: 'manual' }).then((response) => {
          status = response.status;
          stop.abort();
        });
      }),
      { window: false },
    );
    expect(status).toBe(303);
    expect(said).toEqual([expect.stringMatching(/^Beckon is running until you press Ctrl\+C\./)]);
  });

  it('serves a data folder at the same address each time, and at another where that is taken', async () => {
    const ports: string[] = [];
    const serve = (whileServed: () => Promise<void> | void): Promise<void> => {
      const again = new AbortController();
      const around = context({}, (line) => {
        const port = /127\.0\.0\.1:(\d+)/.exec(line)?.[1];
        if (port === undefined) return;
        ports.push(port);
        void Promise.resolve(whileServed()).then(() => again.abort());
      });
      return start({ ...around, signal: again.signal }, { window: false });
    };
    await serve(() => serve(() => undefined));
    await serve(() => undefined);
    const [first, beside, later] = ports;
    expect(later).toBe(first);
    expect(beside).not.toBe(first);
    expect(portFor('/home/a')).not.toBe(portFor('/home/b'));
  });

  it.runIf(process.platform === 'linux')(
    'says that there is no display and serves all the same',
    async () => {
      await start(
        context({}, (line) => line.startsWith('Beckon is running') && stop.abort()),
        { window: true },
      );
      expect(said).toEqual([
        expect.stringContaining(
          'in a browser (not Electron, because there is no display to open a window on) until you press Ctrl+C. Open this address',
        ),
      ]);
    },
  );

  it('refuses where Electron was asked for and cannot be had', async () => {
    await downloader('process.exit(1)');
    await expect(start(context(DISPLAY), { host: 'electron', window: true })).rejects.toThrow(
      'Electron cannot be used: its program is not installed and could not be downloaded.',
    );
  });

  it('opens nothing more when it is stopped while Electron is downloaded', async () => {
    await downloader('setInterval(() => undefined, 1000)');
    const fetching = context(DISPLAY, () => setTimeout(() => stop.abort(), 200));
    await start(fetching, { window: true });
    expect(said).toEqual(['Fetching Electron, which happens once…']);
  });

  it('takes its host from the environment, and names one that there is not', async () => {
    await expect(start(context({ BECKON_HOST: 'mosaic' }), { window: false })).rejects.toThrow(
      'There is no host “mosaic”. Choose electron or browser.',
    );
  });
});
