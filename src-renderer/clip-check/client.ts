import type { Examiner, Reply, Request } from './api';

/** As much of a Worker as an examiner needs. */
export interface WorkerLike {
  postMessage(message: Request, transfer: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<Reply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

interface Pending {
  resolve: (output: never) => void;
  reject: (error: Error) => void;
  onProgress: (done: number) => void;
}

const spawnWorker = (): WorkerLike => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

/** Starts a worker that examines clips until it is closed. */
export function openExaminer(spawn: () => WorkerLike = spawnWorker): Examiner {
  const worker = spawn();
  const pending = new Map<number, Pending>();
  let lastId = 0;

  const fail = (error: Error): void => {
    worker.terminate();
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  };
  worker.onerror = ({ message }) => fail(new Error(`The check stopped: ${message || 'its worker crashed'}.`));
  worker.onmessage = ({ data: reply }) => {
    const job = pending.get(reply.id);
    if (!job) return;
    if (reply.kind === 'progress') return job.onProgress(reply.done);
    pending.delete(reply.id);
    if (reply.kind === 'done') job.resolve(reply.output as never);
    else job.reject(new Error(`A clip could not be checked: ${reply.message}`));
  };

  const call = <Output>(
    message: (id: number) => Request,
    transfer: Transferable[] = [],
    onProgress: (done: number) => void = () => undefined,
  ): Promise<Output> =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      pending.set(id, { resolve, reject, onProgress });
      worker.postMessage(message(id), transfer);
    });

  return {
    examine: (clip) => call((id) => ({ kind: 'examine', id, clip }), [clip.frames.buffer]),
    compare: (clips, known, onProgress) =>
      call((id) => ({ kind: 'compare', id, clips, known }), [], onProgress),
    close: () => fail(new DOMException('The check was stopped.', 'AbortError')),
  };
}
