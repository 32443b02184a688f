import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extractAll, listPackage } from '@electron/asar';
import { FuseState } from '@electron/fuses/dist/constants';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { LinuxTargetHelper } from 'app-builder-lib/out/targets/LinuxTargetHelper';
import type { LinuxPackager } from 'app-builder-lib/out/linuxPackager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import config, { releasesFor } from '../../../scripts/package-config.mjs';
import { ensureBuild, root } from '../../../scripts/ensure-build.mjs';
import { isDownloadError, pack, signatureNote } from '../../../scripts/package.mjs';
import { writeStandIn } from '../../fixtures/electron/stand-in';

const run = promisify(execFile);

/** The archive with all of the app, in bytes; more means that something went along that should not. */
const MOST_BYTES = 40e6;

/** Whether a program of Debian's is here, whose absence skips a test. */
const has = (program: string): Promise<boolean> =>
  run('which', [program]).then(
    () => true,
    () => false,
  );
const validatesDesktop = await has('desktop-file-validate');
const validatesMetainfo = await has('appstreamcli');

/** The fuses as they are to be: those that are on. */
const ON = ['EnableCookieEncryption', 'EnableEmbeddedAsarIntegrityValidation', 'OnlyLoadAppFromAsar'];

/** The names of the fuses that are on in a program. */
async function fusesOn(program: string): Promise<string[]> {
  const wire = await getCurrentFuseWire(program);
  return Object.entries(wire)
    .filter(([key, state]) => key !== 'version' && state === FuseState.ENABLE)
    .map(([key]) => FuseV1Options[Number(key)] ?? key);
}

describe('the fuses', () => {
  it('are set in the configuration, each of them', () => {
    const { electronFuses } = config;
    const all = Object.keys(FuseV1Options).filter((key) => Number.isNaN(Number(key)));
    const configured = Object.entries(electronFuses ?? {}).map(([key, on]): [string, unknown] => [
      key.charAt(0).toUpperCase() + key.slice(1),
      on,
    ]);
    expect(configured.map(([key]) => key).sort()).toEqual(all.sort());
    expect(configured.filter(([, on]) => on).map(([key]) => key)).toEqual(ON);
  });

  const built = join(root, 'dist', 'linux-unpacked', 'beckon');
  it.skipIf(!existsSync(built))('are set in the app that was built in dist', async () => {
    expect(await fusesOn(built)).toEqual(ON);
  });
});

describe.runIf(process.platform === 'linux')('an app packed around a stand-in for Electron', () => {
  let folder: string;
  let app: string;
  let desktop: string;
  const asar = (): string => join(app, 'resources', 'app.asar');

  beforeAll(async () => {
    await ensureBuild();
    folder = await mkdtemp(join(tmpdir(), 'beckon-package-'));
    const electron = join(folder, 'electron.zip');
    await writeStandIn(electron);
    await pack({
      dir: true,
      electron,
      output: folder,
      afterPack: async ({ packager }) => {
        const helper = new LinuxTargetHelper(packager as LinuxPackager);
        desktop = await helper.computeDesktopEntry(packager.config.linux ?? {});
      },
    });
    app = join(folder, 'linux-unpacked');
  }, 240_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has its fuses set, and one language’s words', async () => {
    expect(await fusesOn(join(app, 'beckon'))).toEqual(ON);
    expect(await readdir(join(app, 'locales'))).toEqual(['en-US.pak']);
    // Beside the archive lie libraries alone.
    const beside = await readdir(join(app, 'resources'), { recursive: true, withFileTypes: true });
    const files = beside.filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(files.filter((name) => !name.endsWith('.node'))).toEqual(['app.asar']);
  });

  it('has all of the app in one archive, and nothing that only tests or the page’s build use', async () => {
    const files = listPackage(asar(), { isPack: false });
    for (const file of ['main/main.js', 'preload/preload.cjs', 'renderer/index.html', 'webpage/beckon.js'])
      expect(files).toContain(`/out/${file}`);
    const packages = new Set(
      files.flatMap((file) => /^\/node_modules\/((?:@[^/]+\/)?[^/@]+)/.exec(file)?.[1] ?? []),
    );
    expect(packages).toContain('zod');
    const strange = [...packages].filter((name) =>
      /^(@tensorflow|@lucide|svelte|bits-ui|mediabunny|playwright|vitest|electron$|electron-builder|typescript)/.test(
        name,
      ),
    );
    expect(strange).toEqual([]);
    expect(files.filter((file) => /\/tests?\/|\.map$|\.test\./.test(file))).toEqual([]);
    const { size } = await stat(asar());
    expect(size).toBeLessThan(MOST_BYTES);
  });

  it('has each part of TensorFlow.js once', async () => {
    const assets = join(root, 'out', 'renderer', 'assets');
    const scripts = (await readdir(assets)).filter((name) => name.endsWith('.js'));
    const texts = await Promise.all(scripts.map((name) => readFile(join(assets, name), 'utf8')));
    // A sentence or a flag of each: core, layers, and three backends.
    for (const words of [
      'Cannot find a connection between',
      'first layer in a Sequential model',
      'WEBGL_LAZILY_UNPACK',
      'WASM_HAS_SIMD_SUPPORT',
      'WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE',
    ]) {
      expect([words, texts.filter((text) => text.includes(words)).length]).toEqual([words, 1]);
    }
  });

  it('starts from what lies in the archive', async () => {
    const inside = join(folder, 'inside');
    extractAll(asar(), inside);
    // As Electron does, it takes its packages from beside it, and from nowhere else.
    const drive = join(root, 'tests', 'fixtures', 'electron', 'drive.mjs');
    const data = join(folder, 'data');
    const { stdout } = await run(
      process.execPath,
      [drive, join(inside, 'out', 'main', 'main.js'), '--data', data],
      { timeout: 60_000 },
    );
    const report = JSON.parse(stdout) as { errors: string[]; page: { status: number }; contract: object };
    expect(report.errors).toEqual([]);
    expect(report.page.status).toBe(200);
    expect(report.contract).toMatchObject({ info: { host: 'electron' }, refused: 'NOT_FOUND' });
  });

  it('starts with its sandbox, from a desktop file that opens project archives', () => {
    expect(desktop).toContain('Exec=/opt/Beckon/beckon %U');
    expect(desktop).toContain('StartupWMClass=beckon\n');
    expect(desktop).toContain('MimeType=application/vnd.beckon.project+zip;');
    expect(desktop).not.toContain('sandbox');
  });

  it.skipIf(!validatesDesktop)('has a desktop file that desktop-file-validate finds right', async () => {
    await mkdir(join(folder, 'desktop'));
    const file = join(folder, 'desktop', 'beckon.desktop');
    await writeFile(file, desktop);
    expect((await run('desktop-file-validate', [file])).stdout).toBe('');
  });
});

describe('what goes along', () => {
  it.skipIf(!validatesMetainfo)('tells software centres what appstreamcli finds right', async () => {
    const file = join(root, 'resources', 'package', `${config.appId}.metainfo.xml`);
    await run('appstreamcli', ['validate', '--no-net', file]);
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(await readFile(file, 'utf8')).toContain(`version="${version}"`);
  });

  it('asks for the camera on macOS, and for no more than it needs', async () => {
    expect(config.mac?.extendInfo).toMatchObject({ NSCameraUsageDescription: expect.any(String) });
    expect(config.mac?.hardenedRuntime).toBe(true);
    const plist = await readFile(join(root, config.mac?.entitlements ?? ''), 'utf8');
    expect([...plist.matchAll(/<key>(.*)<\/key>/g)].map(([, key]) => key)).toEqual([
      'com.apple.security.cs.allow-jit',
      'com.apple.security.device.camera',
    ]);
  });

  it('leaves data where they are when it is uninstalled, and says so', async () => {
    expect(config.nsis?.deleteAppDataOnUninstall).toBe(false);
    const files = ['installer.nsh', 'after-remove.sh'].map((name) =>
      join(root, 'resources', 'package', name),
    );
    for (const file of files) expect(await readFile(file, 'utf8')).toContain('rojects stay in');
  });
});

describe('signatureNote', () => {
  it('says what is not signed, and where all is in order nothing', () => {
    expect(signatureNote('win32', {})).toContain('not signed');
    expect(signatureNote('win32', { WIN_CSC_LINK: 'a.pfx' })).toBeNull();
    expect(signatureNote('darwin', { CSC_LINK: 'a.p12' })).toContain('not notarised');
    expect(signatureNote('darwin', { CSC_LINK: 'a.p12', APPLE_ID: 'me' })).toBeNull();
    expect(signatureNote('linux', {})).toBeNull();
  });
});

describe('releasesFor', () => {
  it('is nowhere without a repository, or without a signature where that is what is checked', () => {
    const where = { GITHUB_REPOSITORY: 'them/beckon' };
    const github = { provider: 'github', owner: 'them', repo: 'beckon', releaseType: 'draft' };
    expect(releasesFor('linux', {})).toBeNull();
    expect(releasesFor('linux', where)).toEqual(github);
    expect(releasesFor('win32', where)).toBeNull();
    expect(releasesFor('darwin', where)).toBeNull();
    expect(releasesFor('win32', { ...where, WIN_CSC_LINK: 'a.pfx' })).toEqual(github);
    expect(releasesFor('darwin', { ...where, CSC_LINK: 'a.p12' })).toEqual(github);
  });
});

describe('isDownloadError', () => {
  it('tells an absent network from a mistake', () => {
    expect(isDownloadError(new Error('getaddrinfo ENOTFOUND github.com'))).toBe(true);
    expect(isDownloadError(new Error('Response code 403 (Forbidden)'))).toBe(true);
    expect(isDownloadError(new Error('Please specify author email'))).toBe(false);
  });
});
