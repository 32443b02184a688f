import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chromiumArguments, ensureChromium, findChromium } from '../../../scripts/chromium.mjs';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beckon-chromium-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true, force: true });
});

async function program(name: string): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, '#!/bin/sh\n');
  await chmod(path, 0o755);
  return path;
}

describe('the browser that is found', () => {
  it('is the one that BECKON_CHROMIUM names', async () => {
    const path = await program('my-browser');
    vi.stubEnv('BECKON_CHROMIUM', path);
    expect(findChromium()).toEqual({ path });
  });

  it('is none, rather than another, where that cannot be run', async () => {
    const path = join(dir, 'missing');
    vi.stubEnv('BECKON_CHROMIUM', path);
    expect(findChromium()).toBeNull();
    await expect(ensureChromium()).rejects.toThrow(`BECKON_CHROMIUM names ${path}`);
  });

  it.runIf(process.platform === 'linux')('is Chromium before others on the PATH', async () => {
    await program('google-chrome');
    const path = await program('chromium');
    vi.stubEnv('BECKON_CHROMIUM', '');
    vi.stubEnv('PATH', dir);
    expect(findChromium()).toEqual({ path });
  });
});

describe('a browser that is fetched', () => {
  const PLAYWRIGHT = [process.execPath, expect.stringMatching(/playwright-core.cli\.js$/), 'install'];
  const APT = [
    ['apt-get', 'update', '-qq'],
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium'],
  ];

  /** A machine on which the fetches end as told, the first first, and on which a browser is there after `there` of them. */
  function machine(ends: boolean[], there: number, apt: boolean) {
    const ran: string[][][] = [];
    return {
      ran,
      apt,
      find: () => (ran.length >= there ? { path: '/fetched' } : null),
      run: (steps: string[][]) => {
        ran.push(steps);
        return Promise.resolve(ends[ran.length - 1] ?? false);
      },
    };
  }
  beforeEach(() => {
    vi.stubEnv('BECKON_CHROMIUM', '');
  });

  it('is none where one is installed', async () => {
    const installed = machine([], 0, true);
    await expect(ensureChromium(undefined, installed)).resolves.toEqual({ path: '/fetched' });
    expect(installed.ran).toEqual([]);
  });

  it('is Playwright’s, and nothing else is installed then', async () => {
    const said: string[] = [];
    const user = machine([true], 1, false);
    await expect(ensureChromium((line) => said.push(line), user)).resolves.toEqual({ path: '/fetched' });
    expect(user.ran).toEqual([[[...PLAYWRIGHT, 'chromium']]]);
    expect(said).toEqual(['No Chromium is installed; downloading one…']);
  });

  it('is the system’s where the download fails and packages can be installed', async () => {
    const root = machine([false, true], 2, true);
    await expect(ensureChromium(undefined, root)).resolves.toEqual({ path: '/fetched' });
    expect(root.ran).toEqual([[[...PLAYWRIGHT, '--with-deps', 'chromium']], APT]);
  });

  it('is the system’s where the download succeeds and yet leaves no browser', async () => {
    const root = machine([true, true], 2, true);
    await expect(ensureChromium(undefined, root)).resolves.toEqual({ path: '/fetched' });
    expect(root.ran).toHaveLength(2);
  });

  it('is not believed in after a fetch that failed', async () => {
    const user = machine([false], 1, false);
    await expect(ensureChromium(undefined, user)).rejects.toThrow(
      /could not fetch one\. Install one of them/,
    );
    expect(user.ran).toHaveLength(1);
  });

  it('is never another than the one that BECKON_CHROMIUM names', async () => {
    vi.stubEnv('BECKON_CHROMIUM', '/missing');
    const user = machine([true], 1, true);
    await expect(ensureChromium(undefined, user)).rejects.toThrow('BECKON_CHROMIUM names /missing');
    expect(user.ran).toEqual([]);
  });
});

describe('the arguments', () => {
  it('use the processor for WebGL unless BECKON_GPU says that there is a GPU', () => {
    vi.stubEnv('BECKON_GPU', '');
    expect(chromiumArguments()).toContain('--use-angle=swiftshader');
    vi.stubEnv('BECKON_GPU', '1');
    expect(chromiumArguments()).not.toContain('--use-angle=swiftshader');
  });

  it('offer a camera only where one is asked for', () => {
    expect(chromiumArguments().join(' ')).not.toContain('fake');
    expect(chromiumArguments({ fakeCamera: true })).toContain('--use-fake-device-for-media-stream');
    expect(chromiumArguments({ video: '/a/b.y4m' })).toContain('--use-file-for-fake-video-capture=/a/b.y4m');
  });

  it('leave the sandbox on for everyone but root on Linux', () => {
    const root = process.platform === 'linux' && process.getuid?.() === 0;
    expect(chromiumArguments().includes('--no-sandbox')).toBe(root);
  });
});
