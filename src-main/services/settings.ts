import { join } from 'node:path';
import Conf from 'conf';
import type { z } from 'zod';
import { settingsSchema, type Settings, type SettingsPatch } from '../contract';
import { explain, isCode, isMissing, type Disk } from '../store/disk';
import { NOT_A_FILE } from '../store/file-system';

/** How the settings' file is read and made, by `conf` and by electron-store, which is made of it. */
export const SETTINGS_FILE = {
  configFileMode: 0o600,
  /** Windows' Notepad puts a mark before a text, which is no JSON. */
  deserialize: (text: string): Record<string, unknown> =>
    JSON.parse(text.replace(/^\uFEFF/, '')) as Record<string, unknown>,
};

/** Where settings are kept: electron-store, or its base `conf`. */
export interface SettingsStore {
  store: Record<string, unknown>;
}

/** `<data dir>/settings.json`, kept by `conf`. */
export const openConf = (dataDir: string): SettingsStore =>
  new Conf({ ...SETTINGS_FILE, cwd: dataDir, configName: 'settings' });

/**
 * Moves a `settings.json` that is no file of one JSON object out of the way, so that a store can open in its place.
 * Returns a sentence that says so, or null where there was nothing to do.
 */
export async function setAsideDamagedSettings(dataDir: string, disk: Disk): Promise<string | null> {
  const path = join(dataDir, 'settings.json');
  const bytes = await disk.attempt('read the settings', (fs) =>
    fs.readFile(path).catch((error: unknown) => {
      if (isMissing(error)) return null;
      // A folder, a pipe or a device: as damaged as can be.
      if (isCode(error, 'EISDIR', NOT_A_FILE)) return new Uint8Array();
      throw error;
    }),
  );
  if (bytes === null || isObject(bytes)) return null;
  const name = `settings.damaged-${Date.now().toString(36)}.json`;
  await disk.move([{ from: path, to: join(dataDir, name) }], 'set the damaged settings aside');
  return `The settings file was damaged. It is kept as ${name}, and Beckon started with its default settings.`;
}

/** What the app remembers beside projects. Fields that are not valid count as not set. */
export class SettingsFile {
  readonly #listeners = new Set<(settings: Settings) => void>();

  constructor(private readonly store: SettingsStore) {}

  get(): Promise<Settings> {
    return attempt('read the settings', () => this.#read());
  }

  /** Changes the fields given and leaves the others. `camera.devices` is merged by device id, `engine.pace` by backend. */
  set(patch: SettingsPatch): Promise<Settings> {
    return attempt('save the settings', () => {
      const before = this.#read();
      const after = settingsSchema.parse({
        ...before,
        ...defined(patch),
        camera: {
          ...before.camera,
          ...defined(patch.camera ?? {}),
          devices: { ...before.camera.devices, ...patch.camera?.devices },
        },
        live: { ...before.live, ...defined(patch.live ?? {}) },
        appearance: { ...before.appearance, ...defined(patch.appearance ?? {}) },
        updates: { ...before.updates, ...defined(patch.updates ?? {}) },
        engine: {
          ...before.engine,
          ...defined(patch.engine ?? {}),
          pace: { ...before.engine.pace, ...patch.engine?.pace },
        },
      });
      this.store.store = over(this.store.store, after);
      for (const listener of this.#listeners) listener(after);
      return after;
    });
  }

  /** Told of the settings whenever they were changed here. */
  onChange(listener: (settings: Settings) => void): void {
    this.#listeners.add(listener);
  }

  #read(): Settings {
    const stored = this.store.store;
    const whole = settingsSchema.safeParse(stored);
    if (whole.success) return whole.data;
    const valid = Object.entries(settingsSchema.shape).flatMap(([key, schema]) => {
      const field = (schema as z.ZodType).safeParse(stored[key]);
      return field.success ? [[key, field.data]] : [];
    });
    return settingsSchema.parse(Object.fromEntries(valid));
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The settings laid over what is stored, so that what a newer Beckon keeps there stays. */
function over(stored: Record<string, unknown>, settings: Record<string, unknown>): Record<string, unknown> {
  const merged = Object.entries(settings).map(([key, value]) => {
    const before = stored[key];
    return [key, isRecord(before) && isRecord(value) ? over(before, value) : value];
  });
  return { ...stored, ...Object.fromEntries(merged) };
}

const defined = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));

/** A promise, so that what the store throws is a rejection with a sentence. */
async function attempt<T>(doing: string, work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    throw explain(error, doing);
  }
}

function isObject(json: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
    return isRecord(value);
  } catch {
    return false;
  }
}
