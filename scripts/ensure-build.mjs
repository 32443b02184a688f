// Builds the app where its built files are missing or older than what they are made of.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const sources = [
  'src-main',
  'src-renderer',
  'resources/export',
  'resources/public',
  'scripts/chromium.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'electron.vite.config.ts',
  'vite.webpage.config.ts',
];

/**
 * When the newest file under a path was last changed, in ms; 0 where there is none.
 * @param {string} path
 * @returns {number}
 */
export function newest(path) {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) return 0;
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(info.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** @param {string} dir @returns {boolean} whether the built files are there and newer than what they are made of */
export function isFresh(dir = root) {
  const stamp = join(dir, 'out', '.built');
  const built = statSync(stamp, { throwIfNoEntry: false });
  if (!built) return false;
  return sources.every((source) => newest(join(dir, source)) <= Number(readFileSync(stamp, 'utf8')));
}

/**
 * Builds if need be; what the builder says goes to stderr. Where another process is building, waits for it.
 * Rejects with one sentence where the build fails.
 * @param {{ force?: boolean }} [options] `force`: build in any case
 */
export async function ensureBuild({ force = false } = {}) {
  if (!force && isFresh()) return;
  const release = await lock();
  try {
    if (!force && isFresh()) return;
    process.stderr.write('Building Beckon (this takes a few seconds)…\n');
    const started = Date.now();
    const stamp = join(root, 'out', '.built');
    rmSync(stamp, { force: true });
    await build();
    writeFileSync(stamp, String(started));
  } finally {
    release();
  }
}

/** The app, then what leaves with a model for web pages. */
async function build() {
  await run('electron-vite/bin/electron-vite.js', ['build']);
  await run('vite/bin/vite.js', ['build', '--config', 'vite.webpage.config.ts']);
}

/** @param {string} program @param {string[]} args @returns {Promise<void>} */
function run(program, args) {
  const script = join(root, 'node_modules', program);
  if (!statSync(script, { throwIfNoEntry: false })) {
    throw new Error('Beckon’s parts are not installed. Run `npm ci` in its folder first.');
  }
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [script, ...args, '--logLevel', 'warn'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
    });
    child.once('error', fail);
    child.once('exit', (code) =>
      code === 0 ? done() : fail(new Error('Beckon could not be built; the reason is printed above.')),
    );
  });
}

/** Takes the right to build; another process's right ends with its life. @returns {Promise<() => void>} */
async function lock() {
  const dir = join(root, 'node_modules', '.cache', 'beckon-build');
  const owner = join(dir, 'pid');
  mkdirSync(dirname(dir), { recursive: true });
  for (;;) {
    try {
      mkdirSync(dir);
      writeFileSync(owner, String(process.pid));
      return () => rmSync(dir, { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      if (!ownerLives(dir, owner)) rmSync(dir, { recursive: true, force: true });
      await delay(200);
    }
  }
}

/** @param {string} dir @param {string} owner */
function ownerLives(dir, owner) {
  try {
    process.kill(Number(readFileSync(owner, 'utf8')), 0);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EPERM') return true;
    if (code === 'ESRCH') return false;
    // The owner has made the folder and not yet written its number, or died between the two.
    const made = statSync(dir, { throwIfNoEntry: false });
    return made !== undefined && Date.now() - made.mtimeMs < 5000;
  }
}
