import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'electron';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { electronReleases } from '../../../../../src-main/hosts/electron/updater';
import { app as fakeApp } from '../../../../fixtures/electron/required.mjs';

const app = fakeApp as unknown as App;

/** An AppImage, as far as the updater knows: a program that can be started. */
const program = (version: string): string => `#!/bin/sh\n# ${version}\nexit 0\n`;

/** What the place of releases was asked for. */
const asked: { path: string; headers: IncomingHttpHeaders }[] = [];
let hash = '';
const server = createServer((request, response) => {
  const path = (request.url ?? '').split('?')[0] ?? '';
  asked.push({ path, headers: request.headers });
  if (path.endsWith('.yml')) {
    const name = 'beckon-0.2.0-linux-x64.AppImage';
    const size = program('0.2.0').length;
    response.end(
      `version: 0.2.0\nfiles:\n  - url: ${name}\n    sha512: ${hash}\n    size: ${size}\npath: ${name}\nsha512: ${hash}\n`,
    );
  } else response.end(program('0.2.0'));
});

let folder: string;
let image: string;
let busy = false;
const log = vi.fn();

// Installing is what the AppImage does; the others need their systems.
describe.runIf(process.platform === 'linux')('electronReleases, by electron-updater itself', () => {
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    folder = await mkdtemp(join(tmpdir(), 'beckon-updater-'));
    image = join(folder, 'beckon.AppImage');
    await writeFile(
      join(folder, 'app-update.yml'),
      `provider: generic\nurl: http://127.0.0.1:${port}/\nupdaterCacheDirName: beckon-updater\n`,
    );
    vi.stubEnv('APPIMAGE', image);
    vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
    Object.assign(process, { resourcesPath: folder });
    Object.assign(fakeApp, { isPackaged: true });
    fakeApp.setPath('userData', join(folder, 'user'));
    await writeFile(image, program('0.1.0'), { mode: 0o755 });
  });
  afterAll(async () => {
    server.close();
    vi.unstubAllEnvs();
    Reflect.deleteProperty(process, 'resourcesPath');
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(() => {
    asked.length = 0;
  });

  const releases = electronReleases(app, { isBusy: () => busy, log });
  const right = createHash('sha512').update(program('0.2.0')).digest('base64');
  const quit = (code = 0): void => {
    fakeApp.emit('before-quit', {});
    fakeApp.emit('quit', {}, code);
  };

  it('finds a newer version, and says nothing of who asks', async () => {
    expect(asked).toEqual([]);
    expect(await releases.find()).toBe('0.2.0');
    expect(asked.map(({ path }) => path)).toEqual(['/latest-linux.yml']);
    expect(asked[0]?.headers['x-user-staging-id']).toBe('none');
  });

  it('refuses what is not what the release lists', async () => {
    hash = createHash('sha512').update('another').digest('base64');
    await releases.find();
    const fetched = releases.fetch(() => undefined, new AbortController().signal);
    await expect(fetched).rejects.toThrow(/sha512 checksum mismatch/);
    quit();
    expect(await readFile(image, 'utf8')).toContain('0.1.0');
  });

  it('installs while the app quits, but not where that ends a training, or after a no', async () => {
    hash = right;
    await releases.find();
    const shares: number[] = [];
    await releases.fetch((share) => shares.push(share), new AbortController().signal);
    expect(asked.map(({ path }) => path)).toContain('/beckon-0.2.0-linux-x64.AppImage');
    expect(shares.at(-1) ?? 1).toBe(1);
    expect(await readFile(image, 'utf8')).toContain('0.1.0');
    // Each of these quits is the first that the app hears of.
    const listeners = fakeApp.listeners('quit') as ((...args: unknown[]) => void)[];
    const quitting = (code = 0): void => {
      for (const listener of listeners)
        if (!fakeApp.listeners('quit').includes(listener)) fakeApp.once('quit', listener);
      quit(code);
    };
    busy = true;
    quitting();
    busy = false;
    releases.forget();
    quitting();
    expect(await readFile(image, 'utf8')).toContain('0.1.0');
    await releases.fetch(() => undefined, new AbortController().signal);
    quitting();
    expect(await readFile(image, 'utf8')).toContain('0.2.0');
  });
});
