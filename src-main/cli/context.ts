import type { BeckonError } from '../contract';
import type { Services } from '../services';
import type { Disk } from '../store/disk';

/** What a command has to work with; no command reaches for `process` by itself. */
export interface CommandContext {
  /** The repository's root: where the built page lies. */
  root: string;
  dataDir: string;
  services: Services;
  /** For what is written outside the data folder. */
  disk: Disk;
  /** Aborted by Ctrl+C. */
  signal: AbortSignal;
  /** Shows how far a job is. Goes to stderr. */
  progress(line: string): void;
  /** Prints a line of the result before the command is done. Goes to stdout. */
  print(line: string): void;
  /** What a person should know. Goes to stderr. */
  note(line: string): void;
}

/** What a command has done. */
export interface Outcome {
  /** For programs: what `--json` prints. */
  result: Record<string, unknown>;
  /** For people: what is printed without `--json`; empty where all has been printed already. */
  text: string;
  /** Set where there is a result and yet the command did not do what it was asked to. */
  failure?: BeckonError;
}
