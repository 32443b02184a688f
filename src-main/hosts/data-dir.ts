import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** What tells where data lie; `process` has it all. */
export interface SystemEnvironment {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  home: string;
}

/**
 * Where projects and settings lie, for every host and the command line alike: the folder given, else `BECKON_DATA`,
 * else the system's usual place.
 */
export function dataDirectory(given?: string, system: Partial<SystemEnvironment> = {}): string {
  const { platform, env, home } = {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    ...system,
  };
  const chosen = given ?? env.BECKON_DATA;
  if (chosen) return resolve(chosen);
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Beckon');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Beckon');
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'beckon');
}
