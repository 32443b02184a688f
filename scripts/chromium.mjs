// Finds an installed Chromium, Chrome or Edge. Plain JavaScript, so that it runs before anything is built;
// the command line, `npm start`, the demo and the tests all share it.
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

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

/** @returns {string | undefined} */
function playwrightChromium() {
  const path = process.env.BECKON_PLAYWRIGHT_CHROMIUM;
  return path && existsSync(path) ? path : undefined;
}

/**
 * Arguments under which Chromium trains on WebGL with or without a GPU and asks nothing of the outside.
 * @param {{ fakeCamera?: boolean, video?: string, software?: boolean }} [options]
 * @returns {string[]}
 */
export function chromiumArguments({ fakeCamera = false, video, software = true } = {}) {
  return [
    ...(process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...(software
      ? ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist']
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
