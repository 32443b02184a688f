import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Where a packed app's program lies in its folder, by the system that it is for. */
const PROGRAMS: Readonly<Partial<Record<NodeJS.Platform, { folder: RegExp; program: string }>>> = {
  linux: { folder: /^linux(-\w+)?-unpacked$/, program: 'beckon' },
  darwin: { folder: /^mac(-\w+)?$/, program: 'Beckon.app/Contents/MacOS/Beckon' },
  win32: { folder: /^win(-\w+)?-unpacked$/, program: 'Beckon.exe' },
};

/**
 * The program of a packed app.
 * @param named the program itself, or the folder that `npm run package` leaves
 */
export function packagedProgram(named: string, platform: NodeJS.Platform = process.platform): string {
  if (!statSync(named).isDirectory()) return named;
  const { folder = /^$/, program = '' } = PROGRAMS[platform] ?? {};
  const found = readdirSync(named).find((name) => folder.test(name));
  if (found === undefined) throw new Error(`There is no packed app in ${named}.`);
  return join(named, found, program);
}
