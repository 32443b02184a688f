import { dialog, type App, type BrowserWindow } from 'electron';

/** Crashes of the page within {@link SPELL} after which it is not opened again. */
const MOST = 3;
/** In ms. */
const SPELL = 60_000;

interface CrashesOptions {
  /** Writes a line down for whoever looks into it. */
  log(line: string): void;
  /** Tells the person, once there is a page again. */
  tell(sentence: string): void;
  now?: () => number;
}

/** Opens the page again where it has crashed or hangs: clips are on the disk, and a training goes on from its last epoch. */
export function mendCrashes(app: App, window: BrowserWindow, options: CrashesOptions): void {
  const { log, tell, now = Date.now } = options;
  const contents = window.webContents;
  let crashes: number[] = [];

  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log(`The page has ended: ${reason}, code ${exitCode}`);
    if (reason === 'clean-exit') return;
    crashes = [...crashes.filter((at) => now() - at < SPELL), now()];
    if (crashes.length > MOST) {
      dialog.showErrorBox(
        'Beckon keeps crashing',
        `Its window ended ${crashes.length} times within a minute (${reason}). What was saved is safe.`,
      );
      app.exit(1);
      return;
    }
    const why = reason === 'oom' ? 'ran out of memory' : 'crashed';
    tell(
      `Beckon’s window ${why} and was opened again. What was saved is safe; a training can go on from its last epoch.`,
    );
    contents.reload();
  });
  // Chromium starts these again by itself.
  app.on('child-process-gone', (_event, { type, name, reason, exitCode }) => {
    if (reason !== 'clean-exit')
      log(`${type} process (${name ?? 'no name'}) has ended: ${reason}, code ${exitCode}`);
  });
  offerReload(window, log);
}

/** Asks whether to wait for a page that does not answer; the question goes away where it answers again. */
function offerReload(window: BrowserWindow, log: (line: string) => void): void {
  let asking: AbortController | null = null;
  window.on('responsive', () => asking?.abort());
  window.on('unresponsive', () => {
    if (asking) return;
    log('The page does not answer');
    const buttons = ['Wait', 'Open it again'];
    asking = new AbortController();
    const question = {
      type: 'question' as const,
      message: 'Beckon’s window does not answer.',
      detail: 'What was saved is safe. If you open it again, what it is doing now is lost.',
      buttons,
      defaultId: 0,
      cancelId: 0,
      signal: asking.signal,
    };
    void dialog
      .showMessageBox(window, question)
      .then(({ response }) => {
        if (buttons[response] === 'Open it again') window.webContents.forcefullyCrashRenderer();
      })
      .finally(() => (asking = null));
  });
}
