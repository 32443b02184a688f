import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { app, dialog, safeStorage, session, shell, type BrowserWindow } from 'electron';
import Store from 'electron-store';
import { BeckonError } from '../../contract';
import { createRouter } from '../../router/router';
import { createServices } from '../../services';
import { SETTINGS_FILE } from '../../services/settings';
import { dataDirectory } from '../data-dir';
import { noFiles } from '../host';
import { LastNet, uncaughtSentence } from '../last-net';
import { appVersion } from '../version';
import { connectPage } from './connection';
import { stopByShortcut } from './kill-switch';
import { guardNavigation } from './navigation';
import { guardPermissions } from './permissions';
import { saveWithDialog } from './save';
import { ORIGIN, registerScheme, serveBundle } from './scheme';
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

const net = new LastNet((text) => process.stderr.write(`${text}\n`));
net.tell((error) => {
  dialog.showErrorBox('Beckon could not start', uncaughtSentence(error));
  app.exit(1);
});

async function start(dataDir: string): Promise<void> {
  const services = await createServices(dataDir, {
    ...(canSeal() && { cipher: systemCipher }),
    openSettings: (cwd) => new Store<Record<string, unknown>>({ ...SETTINGS_FILE, cwd, name: 'settings' }),
  });
  net.tell((error) => services.board.post(uncaughtSentence(error)));
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
    offeredFiles: noFiles,
    log: (message, error) => process.stderr.write(`${message}: ${String(error)}\n`),
  });
  serveBundle(join(out, 'renderer'));
  guardPermissions(session.defaultSession);
  window = createWindow(join(out, 'preload', 'preload.cjs'));
  window.once('closed', () => (window = null));
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  connectPage(window.webContents, router);
  await window.loadURL(`${ORIGIN}/`);
}

const dataDir = dataDirectory(givenDataDirectory());
// What Chromium keeps lies with the data, so that one data folder is one instance of the app.
app.setPath('userData', join(dataDir, 'electron'));
app.commandLine.appendSwitch('ignore-gpu-blocklist');
app.commandLine.appendSwitch('enable-unsafe-swiftshader');
app.commandLine.appendSwitch('force_high_performance_gpu');
registerScheme();
guardNavigation(app);
app.on('window-all-closed', () => app.quit());

if (app.requestSingleInstanceLock()) {
  app
    .whenReady()
    .then(() => start(dataDir))
    .catch((error: unknown) => {
      dialog.showErrorBox('Beckon could not start', error instanceof Error ? error.message : String(error));
      app.exit(1);
    });
} else {
  app.quit();
}
