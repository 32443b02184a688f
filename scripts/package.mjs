// `npm run package`: builds the app and packs it for this system, unpacked with `-- --dir`. Ends with one sentence where
// Electron cannot be fetched, and says where the packages are not signed.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuild, root } from './ensure-build.mjs';

/** The version of Electron that is packed: the one that the app is developed with. */
const electronVersion = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('electron/package.json'), 'utf8'),
).version;

/**
 * Whether an error means that a download did not come about.
 * @param {unknown} error @returns {boolean}
 */
export function isDownloadError(error) {
  const text = error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : String(error);
  return /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|fetch failed|HTTPError|status code|Response code|Cannot download|certificate|tunneling|proxy/i.test(
    text,
  );
}

/**
 * What a person should know of signatures on this system; null where packages are signed.
 * @param {NodeJS.Platform} platform
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {string | null}
 */
export function signatureNote(platform, env) {
  if (platform === 'linux') return null;
  const certificate = env.CSC_LINK || (platform === 'win32' && env.WIN_CSC_LINK);
  if (!certificate)
    return 'The packages are not signed, as CSC_LINK names no certificate; systems warn of them when they are opened.';
  if (platform === 'darwin' && !env.APPLE_API_KEY && !env.APPLE_ID)
    return 'The packages are signed, but not notarised, as neither APPLE_API_KEY nor APPLE_ID is set.';
  return null;
}

/**
 * Packs the built app. Rejects where Electron, or a tool that makes a kind of package, cannot be fetched.
 * @param {{ dir: boolean, electron?: string | undefined, output?: string,
 *   afterPack?: import('electron-builder').Configuration['afterPack'] }} options
 *   `electron`: a zip of Electron, or a folder of such, in place of a download; `output`: by default `dist`
 * @returns {Promise<string[]>} the packages made; none where it is left unpacked
 */
export async function pack({ dir, electron, output, afterPack }) {
  const { build } = await import('electron-builder');
  const { default: config } = await import('./package-config.mjs');
  return build({
    projectDir: root,
    dir,
    publish: 'never',
    config: {
      ...config,
      electronVersion,
      ...(electron && { electronDist: electron }),
      ...(output && { directories: { ...config.directories, output } }),
      ...(afterPack && { afterPack }),
    },
  });
}

async function main() {
  const { values } = parseArgs({ options: { dir: { type: 'boolean', default: false } } });
  const { dir } = values;
  await ensureBuild();
  const note = signatureNote(process.platform, process.env);
  if (note !== null) process.stderr.write(`${note}\n`);
  try {
    const made = await pack({ dir, electron: process.env.BECKON_ELECTRON_ZIP });
    process.stdout.write(dir ? `The app lies unpacked in ${join(root, 'dist')}.\n` : `${made.join('\n')}\n`);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    process.stderr.write(
      isDownloadError(error)
        ? `Electron ${electronVersion} could not be downloaded (${why}), and a package is a copy of it: go online, or name its zip in BECKON_ELECTRON_ZIP.\n`
        : `The app could not be packed: ${why}\n`,
    );
    process.exitCode = 1;
  }
}

if (process.argv[1] === import.meta.filename) await main();
