import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../ensure-build.mjs';

/**
 * Measures the app while it recognises, by one of the specs in tests/bench/live.
 * @template T
 * @param {'soak' | 'faults' | 'first-answer' | 'first-start'} what
 * @param {number} minutes
 * @returns {Promise<{ ended: boolean, measured: T | null }>} whether it came to its end, and what it wrote
 */
export async function measureLive(what, minutes) {
  const folder = mkdtempSync(join(tmpdir(), 'beckon-bench-'));
  const file = join(folder, 'measured.json');
  const args = ['test', '--config', 'tests/bench/live/playwright.config.ts', `${what}.spec.ts`];
  const child = spawn(process.execPath, [join(root, 'node_modules/@playwright/test/cli.js'), ...args], {
    cwd: root,
    // What it says is progress; the tables are what goes to stdout.
    stdio: ['ignore', 2, 'inherit'],
    env: { ...process.env, BECKON_BENCH_FILE: file, BECKON_BENCH_MINUTES: String(minutes) },
  });
  const ended = await new Promise((resolve) => child.once('exit', (code) => resolve(code === 0)));
  try {
    return { ended, measured: JSON.parse(readFileSync(file, 'utf8')) };
  } catch {
    return { ended: false, measured: null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
