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
