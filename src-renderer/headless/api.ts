import type {
  HeadlessApi,
  HeadlessJob,
  HeadlessNews,
  HeadlessProgress,
  HeadlessResult,
} from '../../src-main/contract';
import type { Engine } from '../engine/api';
import { prepareEngine } from '../jobs/backends';
import { errorOf, type Client } from '../rpc/connection';
import type { JobContext } from './context';
import { crossval } from './crossval';
import { curve } from './curve';
import { describe } from './describe';
import { evaluate } from './evaluate';
import { precision } from './precision';
import { lookAtGestures } from './gesture-lengths';
import { importFiles } from './import';
import { liveSample } from './live';
import { look } from './look';
import { recordSample } from './record';
import { score, scoreStretches, videoLength } from './score';
import { train } from './train';
import { triggers } from './triggers';
import { watch } from './watch';

/** What the command line may ask of this page. Jobs may run at the same time; `stop` ends them all. */
export function createHeadless(
  client: Client,
  engine: Engine,
  report: (progress: HeadlessProgress) => void,
  tell: (news: HeadlessNews) => unknown,
): HeadlessApi {
  const running = new Set<AbortController>();
  let ready: Promise<void> | null = null;
  const prepared = (): Promise<void> => {
    ready ??= prepareEngine(client, engine);
    return ready;
  };
  return {
    async run(job) {
      const abort = new AbortController();
      running.add(abort);
      try {
        if (usesEngine(job)) await prepared();
        return await dispatch(job, { client, engine, signal: abort.signal, report, tell });
      } catch (error) {
        return failed(error, abort.signal);
      } finally {
        running.delete(abort);
      }
    },
    stop() {
      for (const abort of running) abort.abort();
    },
  };
}

/** Whether a job computes on what is to be found out to be fastest. */
function usesEngine(job: HeadlessJob): boolean {
  if (job.kind === 'train' || job.kind === 'crossval') return (job.config.backend ?? 'auto') === 'auto';
  return !['import', 'gesture-lengths', 'record-sample', 'length'].includes(job.kind);
}

function dispatch(job: HeadlessJob, context: JobContext): Promise<HeadlessResult> {
  switch (job.kind) {
    case 'import':
      return importFiles(job, context);
    case 'gesture-lengths':
      return lookAtGestures(job, context);
    case 'train':
      return train(job, context);
    case 'crossval':
      return crossval(job, context);
    case 'describe':
      return describe(job, context);
    case 'evaluate':
      return evaluate(job, context);
    case 'precision':
      return precision(job, context);
    case 'curve':
      return curve(job, context);
    case 'triggers':
      return triggers(job, context);
    case 'score':
      return score(job, context);
    case 'score-stretches':
      return scoreStretches(job, context);
    case 'look':
      return look(job, context);
    case 'length':
      return videoLength(job, context);
    case 'watch':
      return watch(job, context);
    case 'record-sample':
      return recordSample(job, context);
    case 'live-sample':
      return liveSample(job, context);
  }
}

function failed(error: unknown, signal: AbortSignal): HeadlessResult {
  const { code, message } = errorOf(error);
  if (signal.aborted && code === 'CANCELLED')
    return { kind: 'failed', code, message: 'Stopped before it was done.' };
  return { kind: 'failed', code, message };
}
