import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isFresh, newest } from '../../../scripts/ensure-build.mjs';

let dir: string;
const built = Date.UTC(2026, 0, 2);

/** Sets when a file or folder was last changed. */
const touch = (path: string, time: number): Promise<void> =>
  utimes(join(dir, path), time / 1000, time / 1000);

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beckon-build-'));
  await mkdir(join(dir, 'src-main', 'services'), { recursive: true });
  await writeFile(join(dir, 'src-main', 'services', 'a.ts'), '');
  await writeFile(join(dir, 'package.json'), '{}');
  for (const path of ['src-main/services/a.ts', 'src-main/services', 'src-main', 'package.json']) {
    await touch(path, built - 1000);
  }
  await mkdir(join(dir, 'out'));
  await writeFile(join(dir, 'out', '.built'), String(built));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

it('is fresh where nothing has changed since', () => {
  expect(isFresh(dir)).toBe(true);
});

it('is not fresh where it was never built', async () => {
  await rm(join(dir, 'out'), { recursive: true });
  expect(isFresh(dir)).toBe(false);
});

it.each(['src-main/services/a.ts', 'package.json'])('is not fresh where %s has changed', async (path) => {
  await touch(path, built + 1000);
  expect(isFresh(dir)).toBe(false);
});

it('is not fresh where a file was deleted, which changes its folder', async () => {
  await rm(join(dir, 'src-main', 'services', 'a.ts'));
  expect(newest(join(dir, 'src-main'))).toBeGreaterThan(built);
  expect(isFresh(dir)).toBe(false);
});
