import { describe, expect, it, vi } from 'vitest';
import type { CaptureSettings } from '../../../../src-main/contract';
import type { EngineClip } from '../../../../src-renderer/engine/api';
import { createEngine, type WorkerLike } from '../../../../src-renderer/engine/client';
import type { Reply, Request } from '../../../../src-renderer/engine/protocol';
import { capture, classes, movingBars, smallConfig } from './support';

/** A worker that a test plays. */
class FakeWorker implements WorkerLike {
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  onmessageerror: WorkerLike['onmessageerror'] = null;
  readonly messages: Request[] = [];
  readonly transferred: Transferable[] = [];
  terminated = false;

  postMessage(message: Request, transfer: Transferable[]): void {
    this.messages.push(message);
    this.transferred.push(...transfer);
  }

  terminate(): void {
    this.terminated = true;
  }

  reply(reply: Reply): void {
    this.onmessage?.({ data: reply } as MessageEvent<Reply>);
  }
}

function setUp(): { engine: ReturnType<typeof createEngine>; workers: FakeWorker[] } {
  const workers: FakeWorker[] = [];
  const engine = createEngine(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  });
  return { engine, workers };
}

async function* stream(clips: EngineClip[]): AsyncGenerator<EngineClip> {
  for (const clip of clips) yield clip;
}
const request: { config: ReturnType<typeof smallConfig>; classes: typeof classes; capture: CaptureSettings } =
  {
    config: smallConfig(),
    classes,
    capture,
  };
const device = { backend: 'webgl', device: 'test', software: true } as const;

describe('the engine client', () => {
  it('starts no worker before it is needed, and one only', async () => {
    const { engine, workers } = setUp();
    expect(workers).toHaveLength(0);
    const answers = [engine.probe(), engine.probe()];
    expect(workers).toHaveLength(1);
    workers[0]?.reply({ kind: 'done', id: 2, output: device });
    workers[0]?.reply({ kind: 'done', id: 1, output: { ...device, device: 'first' } });
    expect((await Promise.all(answers)).map((answer) => answer.device)).toEqual(['first', 'test']);
  });

  it('turns a failure into a typed error', async () => {
    const { engine, workers } = setUp();
    const probe = engine.probe();
    workers[0]?.reply({ kind: 'failed', id: 1, code: 'no-webgl2', message: 'No.' });
    await expect(probe).rejects.toMatchObject({ name: 'EngineError', code: 'no-webgl2', message: 'No.' });
  });

  it('moves clips into the worker and says when they are all there', async () => {
    const { engine, workers } = setUp();
    const clips = movingBars(2, ['a']);
    const training = engine.train(request, stream(clips), {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    await vi.waitFor(() => expect(workers[0]?.messages.at(-1)?.kind).toBe('clips-end'));
    expect(workers[0]?.messages.map((message) => message.kind)).toEqual([
      'train',
      'clip',
      'clip',
      'clip',
      'clip',
      'clips-end',
    ]);
    expect(workers[0]?.transferred).toEqual(clips.map((clip) => clip.frames.buffer));
    workers[0]?.reply({ kind: 'failed', id: 1, code: 'internal', message: 'x' });
    await expect(training).rejects.toThrow('x');
  });

  it('passes a stop on and still takes the answer', async () => {
    const { engine, workers } = setUp();
    const stop = new AbortController();
    const evaluation = engine.train(request, stream([]), {
      signal: stop.signal,
      onProgress: () => undefined,
    });
    stop.abort();
    expect(workers[0]?.messages.at(-1)).toEqual({ kind: 'stop', id: 1 });
    workers[0]?.reply({ kind: 'failed', id: 1, code: 'cancelled', message: 'Stopped.' });
    await expect(evaluation).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('stops the job where the clips cannot be read', async () => {
    const { engine, workers } = setUp();
    const broken: AsyncIterable<EngineClip> = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('disk gone')) }),
    };
    const training = engine.train(request, broken, {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    await expect(training).rejects.toThrow('disk gone');
    expect(workers[0]?.messages.at(-1)).toEqual({ kind: 'stop', id: 1 });
  });

  it('says that a worker died, fails what was under way, and goes on with a new one', async () => {
    const { engine, workers } = setUp();
    const restarted = vi.fn();
    engine.onRestart = restarted;
    const probe = engine.probe();
    workers[0]?.onerror?.({ message: 'boom' } as ErrorEvent);
    await expect(probe).rejects.toMatchObject({ code: 'crashed' });
    expect(restarted).toHaveBeenCalledWith(expect.stringMatching(/boom/));
    expect(workers[0]?.terminated).toBe(true);
    const again = engine.probe();
    expect(workers).toHaveLength(2);
    workers[1]?.reply({ kind: 'done', id: 2, output: device });
    expect(await again).toEqual(device);
  });

  it('treats a lost graphics card the same way', async () => {
    const { engine, workers } = setUp();
    const opening = engine.probe().then(() => engine.probe());
    workers[0]?.reply({ kind: 'done', id: 1, output: device });
    await vi.waitFor(() => expect(workers[0]?.messages).toHaveLength(2));
    workers[0]?.reply({ kind: 'dead', code: 'context-lost', message: 'Gone.' });
    await expect(opening).rejects.toMatchObject({ code: 'context-lost' });
  });

  it('closes', async () => {
    const { engine, workers } = setUp();
    const probe = engine.probe();
    engine.close();
    await expect(probe).rejects.toMatchObject({ code: 'cancelled' });
    expect(workers[0]?.terminated).toBe(true);
  });
});
