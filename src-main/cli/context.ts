import { BeckonError, type ErrorCode } from '../contract';

/** What a command has to work with; no command reaches for `process` by itself. */
export interface CommandContext {
  /** The repository's root: where the built page lies. */
  root: string;
  dataDir: string;
  /** Whether stdout gets one JSON object and nothing else. */
  json: boolean;
  env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl+C. */
  signal: AbortSignal;
  /** Writes a line for a person to stdout; does nothing with `json`. */
  say(line: string): void;
  /** Shows how far a job is, on stderr. */
  progress(line: string): void;
  /** Writes a line to stderr: a warning, or what a person should know. */
  note(line: string): void;
}

/** What went wrong, as a code and one sentence. Causes and stacks stay inside. */
export function describeFailure(error: unknown): { code: string; message: string } {
  if (error instanceof BeckonError) return { code: error.code, message: error.message };
  if (isCoded(error)) return { code: error.code, message: firstLine(error.message) };
  const text = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL', message: `Something went wrong inside Beckon: ${firstLine(text)}` };
}

/** Makes an error with a sentence a person can act on. */
export const failure = (code: ErrorCode, message: string, cause?: unknown): BeckonError =>
  new BeckonError(code, message, cause === undefined ? undefined : { cause });

/** Errors that crossed the contract (they carry one of its codes), and those of the file system. */
function isCoded(error: unknown): error is Error & { code: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^[A-Z_]+$/.test(error.code)
  );
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';
