import type { HeadlessJob, HeadlessProgress, HeadlessResult } from '../../src-main/contract';
import type { Engine } from '../engine/api';
import type { Client } from '../rpc/connection';

type Kind = HeadlessJob['kind'];
export type JobOf<K extends Kind> = Extract<HeadlessJob, { kind: K }>;
export type ResultOf<K extends Kind> = Extract<HeadlessResult, { kind: K }>;

/** What a job works with. */
export interface JobContext {
  client: Client;
  engine: Engine;
  /** Aborted when the command line asks to stop. */
  signal: AbortSignal;
  report(progress: HeadlessProgress): void;
}

/** Does one kind of job. Rejects where it cannot be done. */
export type JobRunner<K extends Kind> = (job: JobOf<K>, context: JobContext) => Promise<ResultOf<K>>;

/** A job that cannot be done, with a sentence a person can act on. */
export class JobError extends Error {
  override readonly name = 'JobError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
