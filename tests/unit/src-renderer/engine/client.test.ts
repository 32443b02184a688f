import { describe, expect, it, vi } from 'vitest';
import type { CaptureSettings } from '../../../../src-main/contract';
import type { EngineClip } from '../../../../src-renderer/engine/api';
import { createEngine, type WorkerLike } from '../../../../src-renderer/engine/client';
import type { Reply, Request } from '../../../../src-renderer/engine/protocol';
import { capture, classes, movingBars, smallConfig } from '../../../fixtures/engine/support';

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
const measurement = { key: 'test', reports: [] };
const ask = (engine: ReturnType<typeof createEngine>) => engine.measure(null, '1');

describe('the engine client', () => {
  it('starts no worker before it is needed, and one only', async () => {
    const { engine, workers } = setUp();
    expect(workers).toHaveLength(0);
    const answers = [ask(engine), ask(engine)];
    expect(workers).toHaveLength(1);
    workers[0]?.reply({ kind: 'done', id: 2, output: measurement });
    workers[0]?.reply({ kind: 'done', id: 1, output: { ...measurement, key: 'first' } });
    expect((await Promise.all(answers)).map((answer) => answer.key)).toEqual(['first', 'test']);
  });

  it('turns a failure into a typed error', async () => {
    const { engine, workers } = setUp();
    const probe = ask(engine);
    workers[0]?.reply({ kind: 'failed', id: 1, code: 'NO_WEBGL2', message: 'No.' });
    await expect(probe).rejects.toMatchObject({ name: 'EngineError', code: 'NO_WEBGL2', message: 'No.' });
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
    workers[0]?.reply({ kind: 'failed', id: 1, code: 'INTERNAL', message: 'x' });
    await expect(training).rejects.toThrow('x');
  });

  it('sends clips no faster than the worker takes them', async () => {
    const { engine, workers } = setUp();
    const sent = (): number => workers[0]?.messages.filter(({ kind }) => kind === 'clip').length ?? 0;
    const training = engine.train(request, stream(movingBars(50, ['a'])), {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    await vi.waitFor(() => expect(sent()).toBe(64));
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(sent()).toBe(64);
    workers[0]?.reply({ kind: 'progress', id: 1, progress: { kind: 'loading', done: 30 } });
    await vi.waitFor(() => expect(sent()).toBe(94));
    workers[0]?.reply({ kind: 'failed', id: 1, code: 'INTERNAL', message: 'x' });
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
    workers[0]?.reply({ kind: 'failed', id: 1, code: 'CANCELLED', message: 'Stopped.' });
    await expect(evaluation).rejects.toMatchObject({ code: 'CANCELLED' });
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
    const probe = ask(engine);
    workers[0]?.onerror?.({ message: 'boom' } as ErrorEvent);
    await expect(probe).rejects.toMatchObject({ code: 'CRASHED' });
    expect(restarted).toHaveBeenCalledWith(expect.stringMatching(/boom/));
    expect(workers[0]?.terminated).toBe(true);
    const again = ask(engine);
    expect(workers).toHaveLength(2);
    workers[1]?.reply({ kind: 'done', id: 2, output: measurement });
    expect(await again).toEqual(measurement);
  });

  it('trains on what was chosen, with what comes next where that is lost, and on nothing else if told so', async () => {
    const { engine, workers } = setUp();
    const order = (): unknown => {
      const sent = workers[0]?.messages.findLast(({ kind }) => kind === 'train');
      return sent?.kind === 'train' ? sent.input.backends : null;
    };
    const train = (backend: 'auto' | 'webgpu'): void => {
      const config = { ...request.config, backend };
      const options = { signal: new AbortController().signal, onProgress: () => undefined };
      engine.train({ ...request, config }, stream([]), options).catch(() => undefined);
    };
    train('auto');
    expect(order()).toEqual(['wasm', 'webgl']);
    engine.choose({ training: ['webgl', 'wasm'], live: ['wasm'] });
    train('auto');
    expect(order()).toEqual(['webgl', 'wasm']);
    train('webgpu');
    expect(order()).toEqual(['webgpu', 'webgl', 'wasm']);
    engine.close();
  });

  it('keeps live views in a worker of their own', async () => {
    const { engine, workers } = setUp();
    ask(engine).catch(() => undefined);
    engine.layerTable(request.config, capture, 2).catch(() => undefined);
    expect(workers.map(({ messages }) => messages.map(({ kind }) => kind))).toEqual([
      ['measure'],
      ['layer-table'],
    ]);
    engine.close();
  });

  it('closes', async () => {
    const { engine, workers } = setUp();
    const probe = ask(engine);
    engine.close();
    await expect(probe).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(workers[0]?.terminated).toBe(true);
  });
});
