// `npm run build`: builds the app, whether or not its built files are fresh.
import { ensureBuild } from './ensure-build.mjs';

try {
  await ensureBuild({ force: true });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
