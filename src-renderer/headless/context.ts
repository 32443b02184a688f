import type { HeadlessJob, HeadlessNews, HeadlessProgress, HeadlessResult } from '../../src-main/contract';
import { CodedError } from '../../src-main/shared/coded-error';
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
  /** Tells of what is recognised; what comes next waits until it has arrived. */
  tell(news: HeadlessNews): unknown;
}

/** Does one kind of job. Rejects where it cannot be done. */
export type JobRunner<K extends Kind> = (job: JobOf<K>, context: JobContext) => Promise<ResultOf<K>>;

/** A job that cannot be done, with a sentence a person can act on. */
export class JobError extends CodedError {
  override readonly name = 'JobError';
}

/** Says something that has no amount. */
export const note =
  (report: JobContext['report']) =>
  (message: string): void =>
    report({ message, done: 0, total: 0, secondsLeft: null });

/** Says of a clip that it could not be read. */
export const noteUnreadable =
  (report: JobContext['report']) =>
  ({ file, reason }: { file: string; reason: string }): void =>
    note(report)(`${file} is left out: ${reason}`);
