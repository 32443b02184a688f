import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootRefusal } from '../hosts/root';

/** How long fetching Electron (about 110 MB) may take, in ms. */
const FETCH_LIMIT = 180_000;
/** A program that ends with an error this soon after its start, in ms, could not start at all. */
const START_LIMIT = 10_000;

/** What Electron is started with. */
export interface ElectronContext {
  /** The repository's root: where the built app lies. */
  root: string;
  dataDir: string;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  /** The user's number on Linux; by default that of this process. */
  uid?: number;
  /** Writes a line to stderr. */
  note(line: string): void;
}

/** Where Electron's program lies; null where it was not fetched. */
export function electronBinary(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  const packageDir = join(root, 'node_modules', 'electron');
  const pathFile = join(packageDir, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron';
  const path = join(env.ELECTRON_OVERRIDE_DIST_PATH ?? join(packageDir, 'dist'), name);
  return existsSync(path) ? path : null;
}

/**
 * Runs the app in Electron, fetching it first where need be, until the person closes it.
 * @returns null when it has run; else why it could not, as the end of a sentence
 */
export async function runElectron(context: ElectronContext): Promise<string | null> {
  if (rootRefusal(process.platform, context.uid ?? process.getuid?.()) !== null)
    return 'root’s window would be without a sandbox';
  const binary = electronBinary(context.root, context.env) ?? (await fetchElectron(context));
  if (binary === null) return 'its program is not installed and could not be downloaded';
  const started = Date.now();
  const args = [context.root, '--data', context.dataDir];
  const code = await finished(
    binary,
    args,
    { ...context.env, ELECTRON_RUN_AS_NODE: undefined },
    context.signal,
  );
  const failed = code !== 0 && !context.signal.aborted && Date.now() - started < START_LIMIT;
  return failed ? 'its program could not be started on this system' : null;
}

async function fetchElectron(context: ElectronContext): Promise<string | null> {
  const script = join(context.root, 'node_modules', 'electron', 'install.js');
  if (!existsSync(script)) return null;
  context.note('Fetching Electron, which happens once…');
  const limit = AbortSignal.any([context.signal, AbortSignal.timeout(FETCH_LIMIT)]);
  await finished(process.execPath, [script], context.env, limit, true);
  return electronBinary(context.root, context.env);
}

/** Runs a program to its end. @returns its exit code; null where it could not be started or was ended */
function finished(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
  quiet = false,
): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: { ...env }, stdio: quiet ? 'ignore' : 'inherit', signal });
    child.once('error', () => resolve(null));
    child.once('exit', resolve);
  });
}
