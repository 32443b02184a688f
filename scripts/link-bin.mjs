// After `npm ci` (as its `prepare` script): puts `beckon` where `npx` looks. npm links the programs of packages that a
// project depends on, and not the project's own.
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure-build.mjs';

const dir = join(root, 'node_modules', '.bin');
mkdirSync(dir, { recursive: true });
if (process.platform === 'win32') {
  writeFileSync(join(dir, 'beckon.cmd'), '@node "%~dp0\\..\\..\\scripts\\beckon.mjs" %*\r\n');
} else {
  const link = join(dir, 'beckon');
  rmSync(link, { force: true });
  symlinkSync(join('..', '..', 'scripts', 'beckon.mjs'), link);
}
