import type { App } from 'electron';
import type { AppUpdater } from 'electron-updater';
import type { Releases } from '../../services/updates';

/** Sent in place of a number that electron-updater would make up for each installation. */
const NOBODY = 'none';

interface UpdaterOptions {
  /** Whether something goes on that must not be interrupted. */
  isBusy(): boolean;
  log(line: string): void;
}

/**
 * New versions by electron-updater, which is loaded only once they are asked for. It checks a download by the hash in the
 * release's list; on Windows also by who signed it, on macOS the system's Squirrel does. It installs while the app quits:
 * never by itself, and not where quitting ends a recording or a training.
 */
export function electronReleases(app: App, { isBusy, log }: UpdaterOptions): Releases {
  let loaded: Promise<AppUpdater> | null = null;
  let wanted = true;
  const load = async (): Promise<AppUpdater> => {
    const { default: module } = await import('electron-updater');
    const updater = module.autoUpdater;
    const quiet = (): void => undefined;
    updater.logger = {
      info: quiet,
      debug: quiet,
      warn: quiet,
      error: (why) => log(`Updates: ${String(why)}`),
    };
    updater.autoDownload = false;
    updater.disableWebInstaller = true;
    updater.requestHeaders = { 'x-user-staging-id': NOBODY };
    app.on('before-quit', () => (updater.autoInstallOnAppQuit = wanted && !isBusy()));
    return updater;
  };
  const get = (): Promise<AppUpdater> => (loaded ??= load());

  return {
    find: async () => {
      const found = await (await get()).checkForUpdates();
      return found?.isUpdateAvailable === true ? found.updateInfo.version : null;
    },
    fetch: async (told, signal) => {
      const updater = await get();
      const { CancellationToken } = (await import('electron-updater')).default;
      const token = new CancellationToken();
      signal.addEventListener('abort', () => token.cancel(), { once: true });
      const progress = ({ percent }: { percent: number }): void => told(Math.min(1, percent / 100));
      wanted = true;
      updater.autoInstallOnAppQuit = true;
      updater.on('download-progress', progress);
      try {
        await updater.downloadUpdate(token);
      } finally {
        updater.off('download-progress', progress);
      }
    },
    forget: () => {
      wanted = false;
    },
  };
}
