import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelFiles } from '../../../../src-main/contract';
import {
  EngineError,
  goingOn,
  type Checkpoint,
  type EngineClip,
  type TrainProgress,
} from '../../../../src-renderer/engine/api';
import { createEngine } from '../../../../src-renderer/engine/client';
import { defaultTrainConfig, presetConfig } from '../../../../src-renderer/learning/defaults';
import type { Excerpt } from '../../../../src-renderer/learning/excerpts';
import {
  bytesOf,
  capture,
  classes,
  movingBar,
  movingBars,
  smallConfig,
  unmarkedExcerpt,
} from '../../../fixtures/engine/support';

const engine = createEngine();
let progress: TrainProgress[] = [];
let files: ModelFiles;

async function* stream(clips: EngineClip[]): AsyncGenerator<EngineClip> {
  for (const clip of clips) yield { ...clip, frames: clip.frames.slice() };
}

const never = (): AbortSignal => new AbortController().signal;

beforeAll(async () => {
  progress = [];
  const trained = await engine.train(
    { config: smallConfig({ testSessions: ['c'] }), classes, capture },
    stream(movingBars(15, ['a', 'b', 'c'])),
    { signal: never(), onProgress: (said) => progress.push(said) },
  );
  files = {
    run: {
      schema: 1,
      id: 'r',
      name: 'r',
      created: new Date().toISOString(),
      appVersion: '0',
      ...trained.run,
    },
    topology: trained.topology,
    weights: trained.weights,
  };
});

afterAll(() => {
  engine.close();
});

describe('the engine in its worker', () => {
  it('makes a model at once, and asks only for clips that it has not looked at', async () => {
    const config = { ...defaultTrainConfig(), ...presetConfig('instant', 12) };
    const clips = movingBars(4, ['a', 'b']);
    const asked: number[] = [];
    const solve = (of: EngineClip[]) =>
      engine.solveInstantly(
        { config, classes, capture, clips: of.map(({ classId, id, session }) => ({ classId, id, session })) },
        (unseen) => {
          asked.push(unseen.length);
          return stream(of.filter(({ id }) => unseen.some((clip) => clip.id === id)));
        },
        never(),
      );
    const some = clips.filter(({ id }) => !id.endsWith('3'));
    expect((await solve(some)).clips).toBe(6);
    const model = await solve(clips);
    expect(asked).toEqual([6, 2]);
    expect(model.tried).toHaveLength(8);
    expect(model.tried.filter(({ classId, answer }) => classes[answer]?.id === classId)).toHaveLength(8);

    const live = await engine.openStream(model);
    const [bar] = clips as [EngineClip];
    const [count, height, width] = bar.shape;
    let probabilities: number[] = [];
    for (let t = 0; t < count; t++) {
      const rgb = bar.frames.slice((t * bar.frames.length) / count, ((t + 1) * bar.frames.length) / count);
      const frame = { rgb, width, height, mirror: true, timestamp: 100 * t, missed: 0 };
      probabilities = (await live.push(frame))?.probabilities ?? [];
    }
    live.close();
    expect(probabilities).toHaveLength(2);
    expect(probabilities[0]).toBeGreaterThan(probabilities[1] ?? 1);
    await expect(solve(clips.filter(({ classId }) => classId === 'left'))).rejects.toMatchObject({
      code: 'TOO_FEW_CLASSES',
    });
  });

  it('needs not look at clips again after a restart, where what they are to the network was kept', async () => {
    const config = { ...defaultTrainConfig(), ...presetConfig('instant', 8) };
    const clips = movingBars(4, ['a', 'b']);
    const request = (of: EngineClip[]) => ({
      config,
      classes,
      capture,
      clips: of.map(({ classId, id, session }) => ({ classId, id, session })),
    });
    const unasked = (): AsyncIterable<EngineClip> => stream([]);
    const before = await engine.solveInstantly(request(clips), () => stream(clips), never());
    const kept = await engine.features(request(clips));
    expect(kept.clips).toHaveLength(8);
    const other = createEngine();
    try {
      await other.recall({ ...kept, network: 'another' });
      await expect(other.solveInstantly(request(clips), unasked, never())).rejects.toMatchObject({
        code: 'TOO_FEW_CLASSES',
      });
      await other.recall(kept);
      const after = await other.solveInstantly(request(clips), unasked, never());
      expect(after).toMatchObject({ looked: 0, clips: 8, tried: before.tried });
      expect(await bytesOf(after.weights)).toEqual(await bytesOf(before.weights));
    } finally {
      other.close();
    }
  });

  it('learns at once from excerpts, too, once it has looked at them, and needs not look at them again', async () => {
    const config = { ...defaultTrainConfig(), ...presetConfig('instant', 8) };
    const clips = movingBars(4, ['a', 'b']);
    const [{ shape, mirror, frames, ...plan }] = clips.slice(0, 1).map(unmarkedExcerpt) as [Excerpt];
    const request = {
      ...{ config, classes, capture },
      clips: clips.map(({ classId, id, session }) => ({ classId, id, session })),
      excerpts: [
        { stretch: 'evening', from: 3, ...plan },
        { stretch: 'evening', from: 9, ...plan },
      ],
    };
    const solve = () =>
      engine.solveInstantly(
        request,
        (unseen) => stream(clips.filter(({ id }) => unseen.some((clip) => clip.id === id))),
        never(),
      );
    const without = await solve();
    expect(without).toMatchObject({ excerpts: 0, missing: [0, 1] });
    await engine.lookAtExcerpts(request, [{ place: 1, excerpt: { shape, mirror, frames, ...plan } }]);
    const learnt = await solve();
    expect(learnt).toMatchObject({ excerpts: 1, missing: [0], looked: 0 });
    expect(await bytesOf(learnt.weights)).not.toEqual(await bytesOf(without.weights));
    // How it does on clips is told by models that know nothing of the stretch, which may show the same sitting.
    expect(learnt.tried).toEqual(without.tried);
    const kept = await engine.features(request);
    expect(kept.clips).toHaveLength(9);
    const other = createEngine();
    try {
      await other.recall(kept);
      const again = await other.solveInstantly(request, () => stream([]), never());
      expect(again).toMatchObject({ excerpts: 1, missing: [0], looked: 0 });
      expect(await bytesOf(again.weights)).toEqual(await bytesOf(learnt.weights));
    } finally {
      other.close();
    }
  });

  it('finds out what works here, once', async () => {
    const measured = await engine.measure(null, '1');
    const wasm = measured.reports.find(({ backend }) => backend === 'wasm');
    expect(wasm).toMatchObject({
      problem: null,
      device: expect.stringMatching(/^CPU, \d+ thread/) as string,
    });
    expect(wasm?.trainMs).toBeGreaterThan(0);
    expect(wasm?.liveMs).toBeGreaterThan(0);
    expect(measured.reports.find(({ backend }) => backend === 'webgl')?.device).toMatch(/\S/);
    expect(await engine.measure({ ...measured, reports: [] }, '1')).toEqual({ ...measured, reports: [] });
    expect((await engine.measure({ ...measured, reports: [] }, '2')).reports).toHaveLength(3);
  });

  it('learns motion that no single frame shows, on a session it never saw', () => {
    const { run } = files;
    expect(run.metrics.test?.accuracy).toBeGreaterThanOrEqual(0.9);
    expect(run.metrics.test?.clips).toBe(10);
    expect(run.epochs).toHaveLength(6);
    expect(run.split.by).toBe('session');
    expect(run.stopped).toBe(false);
  });

  it('tells its progress in order', () => {
    const kinds = progress.map((said) => said.kind);
    expect(kinds.filter((kind) => kind === 'loading')).toHaveLength(30);
    expect(kinds.indexOf('split')).toBe(30);
    expect(kinds.filter((kind) => kind === 'epoch')).toHaveLength(6);
    const passes = progress.flatMap((said) => (said.kind === 'batch' ? said.pass : []));
    expect([...new Set(passes)]).toEqual([1, 2]);
    const second = progress.findIndex((said) => said.kind === 'batch' && said.pass === 2);
    expect(kinds.lastIndexOf('epoch')).toBeLessThan(second);
  });

  it('evaluates a saved model as training did', async () => {
    const test = movingBars(15, ['a', 'b', 'c']).filter((clip) => clip.session === 'c');
    const evaluation = await engine.evaluate(files, stream(test), {
      signal: never(),
      onProgress: () => undefined,
    });
    const trained = files.run.metrics.test;
    if (!trained) throw new Error('The model was not tested.');
    // The mean of each class needs the training clips, which are not at hand here.
    const { loss, answers, nearestMean, ...rest } = trained;
    expect(nearestMean).toBeGreaterThan(0);
    expect(evaluation).toMatchObject(rest);
    expect(evaluation.loss).toBeCloseTo(loss, 6);
    const takenFor = (all: typeof answers) =>
      all?.map(({ clip, predicted }) => `${clip} ${predicted}`).sort();
    expect(takenFor(evaluation.answers)).toEqual(takenFor(answers));
  });

  it.each(['clip', 'frame'] as const)('says live what it has learnt to say, from a %s', async (from) => {
    const clips = movingBars(15, ['a', 'b', 'c']);
    const texts = Object.fromEntries(clips.map(({ id, classId }) => [id, `It goes ${classId}.`]));
    const captioned = await engine.caption({ model: files, from, texts, seed: 1 }, stream(clips), {
      signal: never(),
      onProgress: () => undefined,
    });
    const { score } = captioned.captions;
    expect(score).toMatchObject({ on: 'test', clips: 10, seen: false, baseline: 0.5 });
    const live = await engine.openStream(files, captioned);
    let right = 0;
    for (const { frames, classId } of clips.filter((clip) => clip.session === 'c')) {
      live.reset();
      const size = 24 * 24 * 3;
      let caption: string | undefined;
      for (let t = 0; t < capture.frames; t++) {
        const rgb = frames.slice(t * size, (t + 1) * size);
        const frame = { rgb, width: 24, height: 24, mirror: true, timestamp: t, missed: 0 };
        caption = (await live.push(frame))?.caption;
      }
      if (caption === `it goes ${classId}`) right++;
    }
    expect(right / score.clips).toBeCloseTo(score.exact);
    live.close();
  });

  it('classifies live as it was evaluated', async () => {
    const live = await engine.openStream(files);
    const unseen = movingBars(15, ['a', 'b', 'c']).filter((clip) => clip.session === 'c');
    let right = 0;
    for (const clip of unseen) {
      live.reset();
      const size = 24 * 24 * 3;
      const answers = [];
      for (let t = 0; t < capture.frames; t++) {
        const rgb = clip.frames.slice(t * size, (t + 1) * size);
        answers.push(await live.push({ rgb, width: 24, height: 24, mirror: true, timestamp: t, missed: 0 }));
      }
      expect(answers.slice(0, -1)).toEqual([null, null, null, null, null]);
      const last = answers.at(-1);
      expect(last?.timestamp).toBe(5);
      const probabilities = last?.probabilities ?? [];
      expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
      const winner = classes[probabilities.indexOf(Math.max(...probabilities))];
      if (winner?.id === clip.classId) right++;
    }
    expect(right / unseen.length).toBe(files.run.metrics.test?.accuracy);
    live.close();
    await expect(
      live.push({ rgb: new Uint8Array(3), width: 1, height: 1, mirror: true, timestamp: 0, missed: 0 }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('keeps the best epoch so far when stopped', async () => {
    const stop = new AbortController();
    const trained = await engine.train(
      { config: smallConfig({ epochs: 500 }), classes, capture },
      stream(movingBars(6, ['a', 'b'])),
      {
        signal: stop.signal,
        onProgress: (said) => {
          if (said.kind === 'epoch' && said.epoch === 2) stop.abort();
        },
      },
    );
    expect(trained.run.stopped).toBe(true);
    expect(trained.run.epochs.length).toBeLessThan(20);
  });

  it.each(['wasm', 'webgl'] as const)(
    'pauses, and goes on to the very same model, on %s',
    async (backend) => {
      const request = {
        config: smallConfig({ epochs: 4, augment: true, dropout: 0.2, backend }),
        classes,
        capture,
      };
      const bars = movingBars(6, ['a', 'b']);
      const whole = await engine.train(request, stream(bars), {
        signal: never(),
        onProgress: () => undefined,
      });
      const pause = new AbortController();
      let last: Checkpoint | null = null;
      const paused = engine.train(request, stream(bars), {
        signal: never(),
        pause: pause.signal,
        onProgress: (said) => {
          if (said.kind === 'batch' && said.epoch === 2) pause.abort();
          if (said.kind === 'checkpoint') last = said.checkpoint;
        },
      });
      await expect(paused).rejects.toMatchObject({ code: 'PAUSED' });
      if (!last) throw new Error('There is no checkpoint.');
      const resumed = await engine.train(goingOn(last), stream(bars), {
        signal: never(),
        onProgress: () => undefined,
      });
      expect(resumed.run.epochs).toEqual(whole.run.epochs);
      const bytesOf = async ({ weights }: { weights: Blob }): Promise<Uint8Array> =>
        new Uint8Array(await weights.arrayBuffer());
      expect(await bytesOf(resumed)).toEqual(await bytesOf(whole));
    },
  );

  it('has nothing to keep when stopped before the first epoch', async () => {
    const stop = new AbortController();
    const training = engine.train(
      { config: smallConfig({ batchSize: 1 }), classes, capture },
      stream(movingBars(20, ['a', 'b'])),
      {
        signal: stop.signal,
        onProgress: (said) => {
          if (said.kind === 'split') stop.abort();
        },
      },
    );
    await expect(training).rejects.toMatchObject({ name: 'EngineError', code: 'CANCELLED' });
  });

  it('says what is wrong with clips', async () => {
    const train = (clips: EngineClip[], known = classes): Promise<unknown> =>
      engine.train({ config: smallConfig(), classes: known, capture }, stream(clips), {
        signal: never(),
        onProgress: () => undefined,
      });
    const lefts = movingBars(3, ['a']).filter((clip) => clip.classId === 'left');
    await expect(train([])).rejects.toMatchObject({ code: 'NO_CLIPS' });
    await expect(train(lefts)).rejects.toMatchObject({ code: 'CLASS_WITHOUT_CLIPS' });
    await expect(train(lefts, classes.slice(0, 1))).rejects.toMatchObject({ code: 'TOO_FEW_CLASSES' });
    await expect(train([{ ...movingBar('left', 'x', 's', 1), frames: new Uint8Array(5) }])).rejects.toThrow(
      EngineError,
    );
  });
});
