#!/usr/bin/env node
// The `beckon` command: builds what is missing, then hands over to src-main/cli/cli.ts.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuild, root } from './ensure-build.mjs';

try {
  await ensureBuild();
  const { run } = await import(pathToFileURL(join(root, 'out', 'main', 'cli.js')).href);
  process.exitCode = await run(process.argv.slice(2), { root });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
