// Finds an installed Chromium, Chrome or Edge. Plain JavaScript, so that it runs before anything is built;
// the command line, `npm start`, the demo and the tests all share it.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

/** @param {string} path */
const runnable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Where browsers stand on this system, best first. @returns {string[]} */
function candidates() {
  const { env, platform } = process;
  if (platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].flatMap((name) =>
      ['/Applications', join(env.HOME ?? '', 'Applications')].map((dir) =>
        join(dir, `${name}.app/Contents/MacOS/${name}`),
      ),
    );
  }
  if (platform === 'win32') {
    const roots = [env.LOCALAPPDATA, env.PROGRAMFILES, env['PROGRAMFILES(X86)']].filter(
      (root) => root !== undefined,
    );
    return [
      'Google/Chrome/Application/chrome.exe',
      'Chromium/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ].flatMap((file) => roots.map((root) => join(root, file)));
  }
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    'microsoft-edge-stable',
    'microsoft-edge',
  ];
  return names.flatMap((name) => (env.PATH ?? '').split(delimiter).map((dir) => join(dir, name)));
}

/**
 * The browser to use: `BECKON_CHROMIUM` if set, else an installed one, else one that Playwright has downloaded.
 * @returns {{ path: string } | null}
 */
export function findChromium() {
  const chosen = process.env.BECKON_CHROMIUM;
  if (chosen) return runnable(chosen) ? { path: chosen } : null;
  const path = candidates().find(runnable) ?? playwrightChromium();
  return path ? { path } : null;
}

const resolver = createRequire(import.meta.url);

/** @returns {string | undefined} */
function playwrightChromium() {
  const path = resolver('playwright-core').chromium.executablePath();
  return path && existsSync(path) ? path : undefined;
}

/**
 * What {@link ensureChromium} finds and runs programs with; tests give their own.
 * @typedef {{ find(): { path: string } | null, run(steps: string[][]): Promise<boolean>, apt: boolean }} Means
 * `run` tells whether all programs succeeded; `apt`: packages can be installed.
 */

/** @returns {Means} */
const theseMeans = () => ({
  find: findChromium,
  run: attempt,
  apt: process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get'),
});

/**
 * The browser to use, fetched where there is none: Playwright's, else (on Debian and Ubuntu, as root) the system's.
 * Rejects with one sentence that says what to install.
 * @param {(line: string) => void} [say] told what is going on
 * @param {Means} [means]
 * @returns {Promise<{ path: string }>}
 */
export async function ensureChromium(say = () => undefined, { find, run, apt } = theseMeans()) {
  const found = find();
  if (found) return found;
  const chosen = process.env.BECKON_CHROMIUM;
  if (chosen) throw new Error(`BECKON_CHROMIUM names ${chosen}, which is not a program that can be run.`);
  for (const way of waysToFetch(apt)) {
    say(way.name);
    const worked = await run(way.steps);
    const fetched = worked ? find() : null;
    if (fetched) return fetched;
  }
  throw new Error(
    'Beckon found no Chromium, Chrome or Edge and could not fetch one. Install one of them, or set BECKON_CHROMIUM to its program file.',
  );
}

/** @param {boolean} apt */
function waysToFetch(apt) {
  const playwright = join(dirname(resolver.resolve('playwright-core/package.json')), 'cli.js');
  return [
    {
      name: 'No Chromium is installed; downloading one…',
      steps: [[process.execPath, playwright, 'install', ...(apt ? ['--with-deps'] : []), 'chromium']],
    },
    ...(apt
      ? [
          {
            name: 'Installing Chromium from the system’s packages…',
            steps: [
              ['apt-get', 'update', '-qq'],
              ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium'],
            ],
          },
        ]
      : []),
  ];
}

/** Ten minutes: enough for 200 MB on a slow line. */
const FETCH_LIMIT = 600_000;

/**
 * Runs programs one after another, what they say going to stderr.
 * @param {string[][]} steps
 * @returns {Promise<boolean>} whether all of them succeeded
 */
async function attempt(steps) {
  for (const [program = '', ...args] of steps) {
    const code = await new Promise((resolve) => {
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      const child = spawn(program, args, { stdio: ['ignore', 2, 2], timeout: FETCH_LIMIT, env });
      child.once('error', () => resolve(null));
      child.once('exit', resolve);
    });
    if (code !== 0) return false;
  }
  return true;
}

/**
 * Arguments under which Chromium trains on WebGL with or without a GPU and asks nothing of the outside.
 * @param {{ fakeCamera?: boolean, video?: string, software?: boolean }} [options]
 * @returns {string[]}
 */
export function chromiumArguments({
  fakeCamera = false,
  video,
  software = process.env.BECKON_GPU !== '1',
} = {}) {
  return [
    ...(process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...(software
      ? [
          '--use-gl=angle',
          '--use-angle=swiftshader',
          '--enable-unsafe-swiftshader',
          '--ignore-gpu-blocklist',
          // Pictures of a camera would otherwise go through the graphics card that is none.
          '--disable-gpu-compositing',
        ]
      : ['--ignore-gpu-blocklist', '--enable-unsafe-swiftshader']),
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    ...(fakeCamera || video ? ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] : []),
    ...(video ? [`--use-file-for-fake-video-capture=${video}`] : []),
  ];
}
