import { BrowserWindow, dialog } from 'electron';
import { keepPlace, keptPlace, type PlaceStore } from './window-place';

/** The app's one window, where it was left. Its page has no Node, its own world, and a sandbox; its title is the page's. */
export function createWindow(preload: string, store: PlaceStore): BrowserWindow {
  const { maximised = false, ...bounds } = keptPlace(store) ?? {};
  const window = new BrowserWindow({
    width: 1280,
    height: 860,
    ...bounds,
    minWidth: 880,
    minHeight: 600,
    show: false,
    autoHideMenuBar: true,
    title: 'Beckon',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      // Dictionaries would be downloaded.
      spellcheck: false,
      // Training goes on while the window is covered or minimised.
      backgroundThrottling: false,
    },
  });
  window.once('ready-to-show', () => {
    if (maximised) window.maximize();
    window.show();
  });
  // What it has opened goes with it, or the app would stay.
  window.webContents.on('did-create-window', (small) => {
    window.once('closed', () => {
      if (!small.isDestroyed()) small.destroy();
    });
  });
  keepPlace(window, store);
  window.webContents.on('will-prevent-unload', (event) => {
    if (mayLeave(window)) event.preventDefault();
  });
  return window;
}

/** Asks the person, since Electron shows no dialog of its own where the page objects to being left. */
function mayLeave(window: BrowserWindow): boolean {
  const buttons = ['Stay', 'Leave'];
  const answer = dialog.showMessageBoxSync(window, {
    type: 'question',
    message: 'Not everything is saved yet.',
    detail:
      'A model is being trained, or something could not be written to the disk. If you leave now, it is lost.',
    buttons,
    defaultId: 0,
    cancelId: 0,
  });
  return buttons[answer] === 'Leave';
}
