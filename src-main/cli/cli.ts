import { CommanderError } from 'commander';
import type { CommandContext, Outcome } from './context';
import { describeFailure, type FailureDescription } from './failure';
import { createProgress, plainSpaces, type Sink } from './output';
import { buildProgram } from './program';
import { dataDirectory } from '../hosts/data-dir';
import { LastNet } from '../hosts/last-net';
import { createServices } from '../services';
import { Disk, type FileSystem } from '../store/disk';

/** What the command line has around it. */
export interface CliEnvironment {
  /** The repository's root: where the built page lies. */
  root: string;
  out: Sink;
  err: Sink;
  env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl+C. */
  signal: AbortSignal;
  /** `node:fs/promises` by default; a test hands in one that fails. */
  fileSystem?: FileSystem;
  /** Takes who is to be told of errors that nobody waits for, in place of the one before. */
  onUncaught?: (told: (error: unknown) => void) => void;
}

/**
 * The `beckon` command. Prints what it has done to `out` (with `--json` one JSON object) and all else to `err`.
 * @param argv what was typed after `beckon`
 * @returns the exit code: 0 done, 1 failed, 2 not understood
 */
export async function execute(argv: readonly string[], environment: CliEnvironment): Promise<number> {
  const { root, env, signal, fileSystem, onUncaught } = environment;
  const json = argv.includes('--json');
  // What programs read is left as it is.
  const forPrograms = json || argv.includes('--json-lines');
  const out = forPrograms ? environment.out : plainSpaces(environment.out);
  const err = plainSpaces(environment.err);
  const progress = createProgress(err);
  let code = 0;

  const printJson = (value: unknown): unknown => out.write(`${JSON.stringify(value)}\n`);
  const print = ({ result, text, failure }: Outcome): void => {
    progress.clear();
    if (json) printJson(failure ? { ...result, error: describeFailure(failure) } : result);
    else if (text !== '') out.write(`${text}\n`);
    if (!failure) return;
    err.write(`${failure.message}\n`);
    code = 1;
  };
  const printLine = (line: string): void => {
    progress.clear();
    out.write(`${line}\n`);
  };
  const perform = async (
    dataDir: string,
    work: (context: CommandContext) => Promise<Outcome>,
  ): Promise<void> => {
    const services = await createServices(dataDir, { ...(fileSystem && { fileSystem }) });
    let told = 0;
    const tell = (): void => {
      for (const notice of services.notices.slice(told)) progress.note(notice);
      told = services.notices.length;
    };
    tell();
    const disk = new Disk(fileSystem);
    const { show, note } = progress;
    const saying = { progress: show, note, print: printLine };
    const outcome = await work({ root, dataDir, services, disk, signal, ...saying });
    tell();
    print(outcome);
  };

  const program = buildProgram({
    dataDir: (given) => dataDirectory(given, { env }),
    perform,
    start: { root, env, signal, say: (line) => out.write(`${line}\n`), note: progress.note, onUncaught },
    write: (text) => out.write(text),
  });
  // A command that has come apart somewhere may never end by itself. The app goes on, and asks to be told itself.
  const uncaught = new Promise<never>((_, reject) => onUncaught?.(reject));
  try {
    await Promise.race([program.parseAsync([...argv], { from: 'user' }), uncaught]);
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const misused = error instanceof CommanderError;
    const description = misused ? misuse(error) : describeFailure(error);
    progress.clear();
    if (json) printJson({ error: description });
    err.write(`${description.message}\n`);
    return misused ? 2 : 1;
  }
}

/** What commander says, as a sentence. */
function misuse({ code, message }: CommanderError): FailureDescription {
  if (code === 'commander.help')
    return { code: 'INVALID', message: 'Name a command; `beckon --help` lists them.' };
  const said = message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
  return {
    code: 'INVALID',
    message: `${said.charAt(0).toUpperCase()}${said.slice(1)}. \`beckon --help\` shows how.`,
  };
}

/** Within this time, in ms, a second signal is the first one again: the settings' store passes on what it has caught. */
const SAME_SIGNAL = 500;

/** How long what is under way has to clean up after an error that nobody waited for, in ms. */
const CLEANED_UP = 5_000;

/** Runs the command for this process: Ctrl+C asks it to stop, and again ends it. */
export async function run(argv: readonly string[], { root }: { root: string }): Promise<number> {
  const controller = new AbortController();
  const net = new LastNet((text) => process.stderr.write(`${text}\n`));
  let asked = 0;
  const interrupt = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      if (Date.now() - asked > SAME_SIGNAL) process.exit(130);
      return;
    }
    asked = Date.now();
    if (signal === 'SIGINT') process.stderr.write('\nStopping… (Ctrl+C again ends it at once.)\n');
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    const { stdout: out, stderr: err, env } = process;
    const onUncaught = (told: (error: unknown) => void): void => net.tell(told);
    const code = await execute(argv, { root, out, err, env, signal: controller.signal, onUncaught });
    if (net.hasCaught) {
      // What is still under way is asked to clean up after itself, and is not waited for for ever.
      controller.abort();
      setTimeout(() => process.exit(code), CLEANED_UP).unref();
    }
    return code;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
