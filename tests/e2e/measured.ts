import type { Measurement } from '../../src-main/contract';
import { openConf, SettingsFile } from '../../src-main/services/settings';

/**
 * What the app finds out at its first start, on what this machine computes fastest, and keeps with its settings. The first
 * data folder of a worker tells; the others begin as on a machine on which Beckon was before.
 */
let measured: Measurement | null = null;

/** Tells a data folder that does not know, before the app is opened on it. */
export async function tellMeasured(dataDir: string): Promise<void> {
  const settings = measured && settingsOf(dataDir);
  if (!settings || (await settings.get()).engine.measured !== null) return;
  await settings.set({ engine: { measured } });
}

/** Asks one on which the app was open. */
export async function learnMeasured(dataDir: string): Promise<void> {
  measured ??= (await settingsOf(dataDir)?.get())?.engine.measured ?? null;
}

/** Null where they are damaged, as some tests want them. */
function settingsOf(dataDir: string): SettingsFile | null {
  try {
    return new SettingsFile(openConf(dataDir));
  } catch {
    return null;
  }
}
