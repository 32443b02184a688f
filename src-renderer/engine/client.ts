import type { BackendName, CaptionFiles } from '../../src-main/contract';
import type { ErrorCode } from '../../src-main/shared/error-codes';
import {
  EngineError,
  type BackendPreference,
  type Engine,
  type EngineClip,
  type LiveModel,
  type LookingStream,
} from './api';
import { Flow } from './flow';
import type { JobKind, JobProgress, Jobs, Reply, Request } from './protocol';

/** As much of a Worker as the engine needs. */
export interface WorkerLike {
  postMessage(message: Request, transfer: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<Reply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

interface Pending {
  resolve: (output: unknown) => void;
  reject: (error: unknown) => void;
  onProgress: (progress: JobProgress) => void;
}

const spawnWorker = (): WorkerLike =>
  new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module' });

/** Before anything was measured: the CPU, which every machine has. */
const UNMEASURED: BackendPreference = { training: ['wasm', 'webgl'], live: ['wasm', 'webgl'] };

/**
 * The engine in two workers, each started when it is first needed: one trains and evaluates, the other serves live views,
 * so that neither waits for the other and each can compute on what suits it.
 */
export function createEngine(spawn: () => WorkerLike = spawnWorker): Engine {
  const training = new EngineWorker(spawn);
  const live = new EngineWorker(spawn);
  let preference = UNMEASURED;
  const engine: Engine = {
    onRestart: null,
    measure: (known, version) => training.call('measure', { known, version }).output,
    choose(next) {
      preference = next;
    },
    layerTable: (config, capture, classCount, cnn) =>
      live.call('layer-table', { config, capture, classCount, cnn }).output,
    readBackbone: (files, range) =>
      training.call('read-backbone', { files, range, backends: preference.training }).output,
    train: (request, clips, { signal, pause, shapes = [], surroundings = [], onProgress }) => {
      const backend = request.checkpoint?.state.backend ?? request.config.backend;
      const others = preference.training.filter((name) => name !== backend);
      const backends = backend === 'auto' ? preference.training : [backend, ...others];
      const take = (progress: JobProgress): void => {
        if (!isOfOther(progress)) onProgress(progress);
      };
      const input = { ...request, backends, shapes, surroundings };
      return training.withClips('train', input, clips, signal, take, pause);
    },
    solveInstantly: async (request, read, signal) => {
      const unseen = await training.call('instant-unseen', request).output;
      const clips = read(unseen.flatMap((index) => request.clips[index] ?? []));
      const input = { ...request, backends: preference.training };
      return training.withClips('instant', input, clips, signal, () => undefined);
    },
    lookAtExcerpts: async (request, pieces) => {
      await training.call('instant-excerpts', { request, pieces, backends: preference.training }).output;
    },
    features: (request) => training.call('instant-features', request).output,
    recall: async (features) => {
      await training.call('instant-recall', features).output;
    },
    evaluate: (model, clips, { signal, onProgress, unknown = false }) => {
      const input = { model, unknown, backends: preference.training };
      return training.withClips('evaluate', input, clips, signal, (progress) => {
        if (progress.kind === 'evaluated') onProgress(progress.done);
      });
    },
    caption: (request, clips, { signal, shapes = [], onProgress }) =>
      training.withClips(
        'caption',
        { ...request, backends: preference.training, shapes },
        clips,
        signal,
        (progress) => {
          if (progress.kind === 'loading' || progress.kind === 'extracting' || progress.kind === 'learning') {
            onProgress(progress);
          }
        },
      ),
    openStream: (model, captions = null) => live.openStream(model, captions, preference.live),
    close() {
      training.close();
      live.close();
    },
  };
  const tell = (reason: string): void => engine.onRestart?.(reason);
  training.onRestart = tell;
  live.onRestart = tell;
  return engine;
}

/** What is said of other jobs than training. */
const isOfOther = (
  progress: JobProgress,
): progress is Extract<JobProgress, { kind: 'evaluated' | 'extracting' | 'learning' }> =>
  progress.kind === 'evaluated' || progress.kind === 'extracting' || progress.kind === 'learning';

/** Clips that may be on their way into a worker at once. */
const CLIPS_ON_THE_WAY = 64;

/** One worker of the engine, started at the first call. */
class EngineWorker {
  onRestart: ((reason: string) => void) | null = null;
  #worker: WorkerLike | null = null;
  #pending = new Map<number, Pending>();
  #lastId = 0;

  constructor(readonly spawn: () => WorkerLike) {}

  async openStream(
    model: LiveModel,
    captions: CaptionFiles | null,
    backends: readonly BackendName[],
  ): Promise<LookingStream> {
    const stream = await this.call('stream-open', { model, captions, backends }).output;
    const worker = this.#worker;
    let closed = false;
    const send = (message: Request): void => {
      if (this.#worker === worker) worker?.postMessage(message, []);
    };
    const check = (): void => {
      if (closed) throw new EngineError('CANCELLED', 'The live view was closed.');
      if (this.#worker !== worker)
        throw new EngineError('CRASHED', 'The engine was restarted. Open the live view again.');
    };
    return {
      push: async (frame) => {
        check();
        return this.call('stream-push', { stream, frame }, [frame.rgb.buffer]).output;
      },
      look: async (at) => {
        check();
        return this.call('stream-look', { stream, at }).output;
      },
      reset: () => {
        send({ kind: 'stream-reset', stream });
      },
      close: () => {
        closed = true;
        send({ kind: 'stream-close', stream });
      },
    };
  }

  close(): void {
    this.#end('CANCELLED', 'The engine was closed.');
  }

  call<K extends JobKind>(
    kind: K,
    input: Jobs[K]['input'],
    transfer: Transferable[] = [],
    onProgress: (progress: JobProgress) => void = () => undefined,
  ): { id: number; output: Promise<Jobs[K]['output']> } {
    const id = ++this.#lastId;
    const output = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, onProgress });
    }) as Promise<Jobs[K]['output']>;
    this.#send({ kind, id, input } as Request, transfer);
    return { id, output };
  }

  async withClips<K extends 'train' | 'evaluate' | 'caption' | 'instant'>(
    kind: K,
    input: Jobs[K]['input'],
    clips: AsyncIterable<EngineClip>,
    signal: AbortSignal,
    onProgress: (progress: JobProgress) => void,
    pause?: AbortSignal,
  ): Promise<Jobs[K]['output']> {
    if (signal.aborted) throw new EngineError('CANCELLED', 'It was stopped before it had started.');
    const flow = new Flow(CLIPS_ON_THE_WAY);
    const { id, output } = this.call(kind, input, [], (progress) => {
      if (progress.kind === 'loading') flow.taken(progress.done);
      onProgress(progress);
    });
    const stop = (): void => {
      this.#tell(id, { kind: 'stop', id });
    };
    const rest = (): void => {
      this.#tell(id, { kind: 'pause', id });
    };
    signal.addEventListener('abort', stop, { once: true });
    pause?.addEventListener('abort', rest, { once: true });
    try {
      await Promise.race([output, this.#feed(id, clips, signal, flow)]);
      return await output;
    } catch (error) {
      stop();
      output.catch(() => undefined);
      throw error;
    } finally {
      flow.open();
      signal.removeEventListener('abort', stop);
      pause?.removeEventListener('abort', rest);
    }
  }

  /** Moves the clips into the worker, one by one, no faster than it takes them. */
  async #feed(id: number, clips: AsyncIterable<EngineClip>, signal: AbortSignal, flow: Flow): Promise<void> {
    signal.addEventListener('abort', () => flow.open(), { once: true });
    for await (const clip of clips) {
      await flow.turn();
      if (signal.aborted || !this.#pending.has(id)) return;
      const around = clip.surroundings?.frames.buffer;
      this.#tell(id, { kind: 'clip', id, clip }, [clip.frames.buffer, ...(around ? [around] : [])]);
    }
    this.#tell(id, { kind: 'clips-end', id });
  }

  /** Says something about a job, unless it is over. */
  #tell(id: number, message: Request, transfer: Transferable[] = []): void {
    if (this.#pending.has(id)) this.#send(message, transfer);
  }

  #send(message: Request, transfer: Transferable[]): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message, transfer);
  }

  #start(): WorkerLike {
    const worker = this.spawn();
    worker.onmessage = (event) => {
      if (this.#worker === worker) this.#receive(event.data);
    };
    worker.onerror = (event) => {
      if (this.#worker === worker)
        this.#crashed('CRASHED', `The engine stopped: ${event.message || 'it crashed'}.`);
    };
    worker.onmessageerror = () => {
      if (this.#worker === worker)
        this.#crashed('CRASHED', 'The engine sent something that could not be read.');
    };
    return worker;
  }

  #receive(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    if (!pending) return;
    if (reply.kind === 'progress') {
      pending.onProgress(reply.progress);
      return;
    }
    this.#pending.delete(reply.id);
    if (reply.kind === 'done') pending.resolve(reply.output);
    else pending.reject(new EngineError(reply.code, reply.message));
  }

  #crashed(code: ErrorCode, reason: string): void {
    this.#end(code, reason);
    this.onRestart?.(reason);
  }

  /** Ends the worker and everything under way; the next call starts a new one. */
  #end(code: ErrorCode, reason: string): void {
    this.#worker?.terminate();
    this.#worker = null;
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of lost) pending.reject(new EngineError(code, reason));
  }
}
