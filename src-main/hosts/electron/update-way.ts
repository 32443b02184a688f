import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FROM_SOURCE } from '../../services/updates';

/** What tells how this copy of the app was installed. */
export interface Installed {
  packaged: boolean;
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  /** The folder of what lies beside the app's archive. */
  resources: string;
}

/** A package that the system keeps, by what electron-builder leaves beside the archive. */
const SYSTEM_PACKAGES: Readonly<Record<string, string>> = { deb: '.deb', rpm: '.rpm', pacman: '.pacman' };

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Who brings new versions, as a sentence, where Beckon does not by itself; null where it may. */
export function otherWay({ packaged, platform, env, resources }: Installed): string | null {
  if (!packaged) return FROM_SOURCE.how;
  if (env.FLATPAK_ID) return 'Flatpak brings new versions of this Beckon.';
  const kind = SYSTEM_PACKAGES[textOf(join(resources, 'package-type')).trim()];
  if (platform === 'linux' && kind !== undefined)
    return `This Beckon is a package of your system, which brings new versions where it has a source of them. Else install a newer ${kind} file over it.`;
  if (platform === 'linux' && !env.APPIMAGE)
    return 'This Beckon was unpacked into a folder. Put a newer version in its place.';
  if (env.PORTABLE_EXECUTABLE_FILE)
    return 'This is the portable Beckon, which changes nothing on its computer. Put a newer version in its place.';
  const releases = textOf(join(resources, 'app-update.yml'));
  // Without the name that signed it, what is fetched could not be told from another's.
  const isSigned = platform !== 'win32' || /^publisherName:/m.test(releases);
  if (releases === '' || !isSigned)
    return 'This Beckon was built without a signed place to get new versions from. Get them where you got this one.';
  return null;
}
