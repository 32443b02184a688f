import { join } from 'node:path';
import { inspect, parseArgs } from 'node:util';
import { app, crashReporter, dialog, safeStorage, session, shell, type BrowserWindow } from 'electron';
import Store from 'electron-store';
import { BeckonError } from '../../contract';
import { createRouter } from '../../router/router';
import { createServices } from '../../services';
import { SETTINGS_FILE } from '../../services/settings';
import type { UpdateWay } from '../../services/updates';
import { CrashLog } from '../crash-log';
import { dataDirectory } from '../data-dir';
import { noFiles } from '../host';
import { LastNet, uncaughtSentence } from '../last-net';
import { rootRefusal } from '../root';
import { appVersion } from '../version';
import { Awake } from './awake';
import { connectPage } from './connection';
import { mendCrashes } from './crashes';
import { stopByShortcut } from './kill-switch';
import { setMenu } from './menu';
import { guardNavigation } from './navigation';
import { guardPermissions } from './permissions';
import { archivesIn, OpenedFiles } from './opened-files';
import { saveWithDialog } from './save';
import { ORIGIN, registerScheme, serveBundle } from './scheme';
import { otherWay } from './update-way';
import { electronReleases } from './updater';
import { guardTraffic, silenceChromium } from './traffic';
import { createWindow } from './window';

/** The bundles lie side by side: `out/main`, `out/preload`, `out/renderer`. */
const out = join(import.meta.dirname, '..');

function givenDataDirectory(): string | undefined {
  const options = { data: { type: 'string' } } as const;
  const { data } = parseArgs({ args: process.argv.slice(1), options, strict: false }).values;
  return typeof data === 'string' ? data : undefined;
}

/** Whether the system keeps a key for the person; on Linux there may be none, and then what seals is no secret. */
const canSeal = (): boolean =>
  safeStorage.isEncryptionAvailable() &&
  (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text');

/** By the system's keychain. */
const systemCipher = {
  seal: (text: string) => safeStorage.encryptString(text).toString('base64'),
  open: (sealed: string) => safeStorage.decryptString(Buffer.from(sealed, 'base64')),
};

const dataDir = dataDirectory(givenDataDirectory());
const crashLog = new CrashLog(dataDir);
const log = (text: string): void => crashLog.write(text);
const net = new LastNet(log);
net.tell((error) => {
  dialog.showErrorBox('Beckon could not start', uncaughtSentence(error));
  app.exit(1);
});

/** An AppImage sets that switch by itself where the system allows it no sandbox. Beckon never does. */
const NO_SANDBOX =
  'Beckon’s window runs without a sandbox (--no-sandbox), as this system allows it none, or as it was started so. Beckon’s .deb and .rpm packages have one.';

function updateWay(awake: Awake): UpdateWay {
  const { platform, env, resourcesPath } = process;
  const how = otherWay({ packaged: app.isPackaged, platform, env, resources: resourcesPath });
  if (how !== null) return { how };
  return {
    releases: electronReleases(app, { isBusy: () => awake.held, log }),
    untilIdle: awake.untilIdle,
  };
}

async function start(): Promise<void> {
  const awake = new Awake();
  const services = await createServices(dataDir, {
    ...(canSeal() && { cipher: systemCipher }),
    updates: updateWay(awake),
    openSettings: (cwd) => new Store<Record<string, unknown>>({ ...SETTINGS_FILE, cwd, name: 'settings' }),
  });
  net.tell((error) => services.board.post(uncaughtSentence(error)));
  if (app.commandLine.hasSwitch('no-sandbox')) services.board.post(NO_SANDBOX);
  stopByShortcut(services.outputs);
  let window: BrowserWindow | null = null;
  const router = createRouter(services, {
    version: appVersion,
    host: 'electron',
    saveDialog: saveWithDialog(() => window),
    openFolder: async (path) => {
      const problem = await shell.openPath(path);
      if (problem !== '') throw new BeckonError('UNSUPPORTED', `The folder could not be opened: ${problem}`);
    },
    stayAwake: awake.hold,
    offeredFiles: noFiles,
    log: (message, error) => log(`${message}: ${inspect(error)}`),
  });
  setMenu(!app.isPackaged);
  serveBundle(join(out, 'renderer'));
  guardPermissions(session.defaultSession);
  guardTraffic(session.defaultSession);
  const place = new Store({ cwd: app.getPath('userData'), name: 'window', clearInvalidConfig: true });
  window = createWindow(join(out, 'preload', 'preload.cjs'), place);
  mendCrashes(app, window, { log, tell: (sentence) => services.board.post(sentence) });
  window.once('closed', () => (window = null));
  opened.openWith(services);
  app.on('second-instance', (_event, args, folder) => {
    opened.add(archivesIn(args, folder));
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  connectPage(window.webContents, router);
  await window.loadURL(`${ORIGIN}/`);
}

// What Chromium keeps lies with the data, so that one data folder is one instance of the app.
app.setPath('userData', join(dataDir, 'electron'));
// Dumps of crashes stay there.
crashReporter.start({ uploadToServer: false });
app.commandLine.appendSwitch('ignore-gpu-blocklist');
app.commandLine.appendSwitch('enable-unsafe-swiftshader');
app.commandLine.appendSwitch('force_high_performance_gpu');
silenceChromium(app);
registerScheme();
guardNavigation(app);
app.on('window-all-closed', () => app.quit());

const opened = new OpenedFiles(app);
opened.add(archivesIn(process.argv.slice(1), process.cwd()));
const refusal = rootRefusal();
if (refusal !== null) {
  dialog.showErrorBox('Beckon does not start', refusal);
  app.exit(1);
} else if (app.requestSingleInstanceLock()) {
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      log(`Beckon could not start: ${inspect(error)}`);
      dialog.showErrorBox('Beckon could not start', error instanceof Error ? error.message : String(error));
      app.exit(1);
    });
} else {
  app.quit();
}
