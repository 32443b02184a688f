import type { App } from 'electron';
import { ORIGIN } from './scheme';

/** What our page calls its small window; the page says the same. */
const ON_TOP = 'beckon-on-top';

const SMALL = {
  width: 360,
  height: 270,
  minWidth: 200,
  minHeight: 150,
  alwaysOnTop: true,
  fullscreenable: false,
  autoHideMenuBar: true,
  title: 'Beckon',
  // As its page's own window has it.
  webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false, spellcheck: false },
} as const;

/**
 * Keeps every page where it is: no other address, no page inside the page, and no other window than a small empty one of
 * our own page's, which it fills itself and which stays on top of others. Reloading is allowed.
 */
export function guardNavigation(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (event.url !== `${ORIGIN}/`) event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || event.url !== `${ORIGIN}/`) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url, frameName }) => {
      const ours = contents.getURL() === `${ORIGIN}/`;
      if (!ours || url !== 'about:blank' || frameName !== ON_TOP) return { action: 'deny' };
      return { action: 'allow', overrideBrowserWindowOptions: SMALL };
    });
  });
}
