// What electron-builder makes of the built app: one archive with all of it, in a copy of Electron whose doors that
// Beckon does not need are shut. Run by scripts/package.mjs.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import process, { env } from 'node:process';

/**
 * What systems know the app by, for good: another name is another app to them. `.internal` is kept free of owners
 * (ICANN, 2024), so that it is nobody's; who publishes Beckon puts a name of their own here and in its metainfo.
 */
const ID = 'internal.beckon.Beckon';

/** Where releases lie, as `owner/name` on GitHub; unknown where a copy is built for oneself. */
const repository = env.BECKON_RELEASES || env.GITHUB_REPOSITORY || null;

/**
 * Where the app looks for new versions, once the person has said yes; null: nowhere. What macOS and Windows would install
 * is told from another's by its signature, so that packages without one look for none.
 * @param {NodeJS.Platform} platform
 * @param {Readonly<Record<string, string | undefined>>} variables
 * @returns {{ provider: 'github', owner: string, repo: string, releaseType: 'draft' } | null}
 */
export function releasesFor(platform, variables) {
  const [of, called] = (variables.BECKON_RELEASES || variables.GITHUB_REPOSITORY || '').split('/');
  const isSigned =
    platform === 'linux' || variables.CSC_LINK || (platform === 'win32' && variables.WIN_CSC_LINK);
  if (!of || !called || !isSigned) return null;
  return { provider: 'github', owner: of, repo: called, releaseType: 'draft' };
}

const METAINFO = `resources/package/${ID}.metainfo.xml`;

/** @type {import('electron-builder').Configuration} */
export default {
  appId: ID,
  productName: 'Beckon',
  copyright: 'MIT',
  directories: { output: 'dist', buildResources: 'resources/package' },
  artifactName: 'beckon-${version}-${os}-${arch}.${ext}',

  // The page is bundled; of the packages, those that the main process loads are all that goes along.
  files: [
    'out/main/**',
    '!out/main/cli.js',
    'out/preload/**',
    'out/renderer/**',
    '!out/renderer/headless.html',
    'out/webpage/**',
    'package.json',
    'LICENSE',
    // Drives the browser of the command line, which is no part of the app.
    '!node_modules/playwright-core/**',
    '!node_modules/commander/**',
    '!**/*.{md,map,ts,mts,cts,flow,c,cc,cpp,h,m,mm,gyp}',
    '!**/{test,tests,__tests__,example,examples,doc,docs,benchmark,benchmarks}/**',
  ],
  asar: { smartUnpack: false },
  // The system loads libraries from files of their own.
  asarUnpack: ['**/*.node'],
  // What Electron shows where it is started without an app.
  afterExtract: async ({ appOutDir }) => {
    for (const folder of ['resources', 'Electron.app/Contents/Resources'])
      await rm(join(appOutDir, folder, 'default_app.asar'), { force: true });
  },
  npmRebuild: false,
  electronLanguages: ['en-US'],

  /** See docs/security.md. */
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },

  fileAssociations: [
    {
      ext: 'beckon',
      name: 'Beckon project',
      description: 'Beckon project archive',
      mimeType: 'application/vnd.beckon.project+zip',
      role: 'Editor',
    },
  ],

  linux: {
    target: ['AppImage', 'flatpak', ...(repository === null ? [] : ['deb', 'rpm'])],
    executableName: 'beckon',
    icon: 'icons',
    category: 'Education;ArtificialIntelligence',
    synopsis: 'Teach a computer your own webcam gestures',
    description:
      'Record gestures in front of your webcam, train a network on them, and use them to control other software.',
    maintainer: 'Beckon',
    syncDesktopName: true,
    // Else the tool's own default is to run without a sandbox.
    executableArgs: [],
    desktop: { entry: { Keywords: 'gesture;webcam;hand;machine learning;', StartupNotify: 'true' } },
  },
  deb: {
    afterRemove: 'resources/package/after-remove.sh',
    fpm: [`${METAINFO}=/usr/share/metainfo/${ID}.metainfo.xml`],
  },
  rpm: {
    afterRemove: 'resources/package/after-remove.sh',
    fpm: [`${METAINFO}=/usr/share/metainfo/${ID}.metainfo.xml`],
  },
  flatpak: {
    runtime: 'org.freedesktop.Platform',
    runtimeVersion: '25.08',
    sdk: 'org.freedesktop.Sdk',
    base: 'org.electronjs.Electron2.BaseApp',
    baseVersion: '25.08',
    files: [[METAINFO, `/share/metainfo/${ID}.metainfo.xml`]],
    // The network is for outputs that the person sets up, on this computer or beyond; devices are the camera.
    finishArgs: [
      '--share=ipc',
      '--share=network',
      '--socket=wayland',
      '--socket=fallback-x11',
      '--device=all',
      '--filesystem=xdg-download',
      '--talk-name=org.freedesktop.secrets',
    ],
  },

  mac: {
    target: [
      { target: 'dmg', arch: 'universal' },
      { target: 'zip', arch: 'universal' },
    ],
    icon: 'icon.icns',
    category: 'public.app-category.education',
    hardenedRuntime: true,
    gatekeeperAssess: false,
    entitlements: 'resources/package/entitlements.mac.plist',
    entitlementsInherit: 'resources/package/entitlements.mac.plist',
    notarize: Boolean(env.APPLE_API_KEY || env.APPLE_ID),
    extendInfo: {
      NSCameraUsageDescription: 'Beckon watches your gestures. The pictures stay on this Mac.',
    },
  },

  win: { target: ['nsis', 'portable'], icon: 'icon.ico' },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    // What a person has recorded stays.
    deleteAppDataOnUninstall: false,
    include: 'resources/package/installer.nsh',
    artifactName: 'beckon-${version}-${os}-${arch}-setup.${ext}',
  },
  portable: { artifactName: 'beckon-${version}-${os}-${arch}-portable.${ext}' },

  publish: releasesFor(process.platform, env),
  ...(repository !== null && { extraMetadata: { homepage: `https://github.com/${repository}` } }),
};
