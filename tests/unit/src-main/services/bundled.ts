import { join } from 'node:path';
import { build } from 'vite';
import { temporaryFolder } from './fixtures';

/** A module beside this one as a program that `node` runs. */
export async function bundled(name: string): Promise<string> {
  const folder = await temporaryFolder();
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, name),
      outDir: folder,
      minify: false,
      rolldownOptions: { output: { format: 'es', entryFileNames: 'child.mjs' } },
    },
    ssr: { noExternal: true },
  });
  return join(folder, 'child.mjs');
}
