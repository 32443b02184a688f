import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PreprocessSpec } from '../../../../../src-main/contract';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { preprocessSpec } from '../../../../../src-renderer/learning/defaults';
import { initialiseWeights } from '../../../../../src-renderer/engine/model/initialise';
import { LSTM } from '../../../../../src-renderer/engine/layers/lstm';
import { TimeDistributed } from '../../../../../src-renderer/engine/layers/time-distributed';
import { buildModel } from '../../../../../src-renderer/engine/model/model';
import { concatenate } from '../../../../../src-renderer/learning/concatenate';
import type { KeptClip } from '../../../../../src-renderer/learning/clips';
import { changeTo, type View } from '../../../../../src-renderer/learning/framing';
import { pacedWindow } from '../../../../../src-renderer/learning/paces';
import {
  asFirstFrame,
  FramePreprocessor,
  preprocessClip,
  tensorShape,
} from '../../../../../src-renderer/learning/preprocess';
import { Random } from '../../../../../src-renderer/learning/random';
import { asSureAsEver } from '../../../../../src-renderer/learning/slow';
import { WindowClassifier } from '../../../../../src-renderer/engine/stream/stream';
import { capture, relativeError, smallConfig } from '../../../../fixtures/engine/support';

beforeAll(() => tf.setBackend('cpu'));

describe('WindowClassifier', () => {
  it.each<[PreprocessSpec['channels'], 'whole' | 'layers', number]>([
    ['grey-diff', 'whole', 6],
    ['grey', 'whole', 6],
    ['rgb', 'layers', 6],
    ['rgb', 'whole', 1],
  ])('gives what the whole model gives on each window (%s, %s, %d frames)', async (channels, wrap, count) => {
    const config = smallConfig({ channels, wrap, dropout: 0.3, bottleneck: 4 });
    const spec = preprocessSpec(config, { ...capture, frames: count });
    const model = buildModel(config, spec, 3);
    const classifier = new WindowClassifier(model, spec);
    await classifier.warmUp();
    const random = new Random(4);
    const frames = Array.from({ length: 11 }, () =>
      Uint8Array.from({ length: 20 * 20 * 3 }, () => random.below(256)),
    );
    for (const [index, frame] of frames.entries()) {
      const answer = await classifier.push(frame, 20, 20, false);
      if (index < spec.frames - 1) {
        expect(answer).toBeNull();
        continue;
      }
      const window = frames.slice(index - spec.frames + 1, index + 1);
      const expected = tf.tidy(() => {
        const bytes = Uint8Array.from(window.flatMap((bytesOfFrame) => [...bytesOfFrame]));
        const values = preprocessClip(spec, {
          shape: [spec.frames, 20, 20, 3],
          mirror: false,
          frames: bytes,
        });
        return (model.apply(tf.tensor(values, [1, ...tensorShape(spec)])) as tf.Tensor).dataSync();
      });
      expect(relativeError(answer ?? [], expected)).toBeLessThan(1e-5);
    }
  });

  it.each<PreprocessSpec['channels']>(['grey-diff', 'grey', 'rgb'])(
    'takes movements to have gone on evenly in missed frames, to the picture after them (%s)',
    async (channels) => {
      const config = smallConfig({ channels });
      const spec = preprocessSpec(config, capture);
      const model = buildModel(config, spec, 3);
      const classifier = new WindowClassifier(model, spec);
      const random = new Random(5);
      const preprocessor = new FramePreprocessor(spec);
      const seen: Float32Array[] = [];
      for (const missed of [0, 0, 1, 0, 2, 0, 0, spec.frames - 1, 0, 1]) {
        const frame = Uint8Array.from({ length: 20 * 20 * 3 }, () => random.below(256));
        const answer = await classifier.push(frame, 20, 20, false, missed);
        const input = preprocessor.next(frame, 20, 20, false, missed);
        seen.push(...new Array<Float32Array>(missed + 1).fill(input));
        expect(answer === null).toBe(seen.length < spec.frames);
        if (!answer) continue;
        const [first, ...others] = seen.slice(-spec.frames) as [Float32Array, ...Float32Array[]];
        const expected = tf.tidy(() => {
          const values = concatenate([asFirstFrame(spec, first), ...others]);
          return (model.apply(tf.tensor(values, [1, ...tensorShape(spec)])) as tf.Tensor).dataSync();
        });
        expect(relativeError(answer, expected)).toBeLessThan(1e-5);
      }
    },
  );
  it.each<[PreprocessSpec['channels'], 'whole' | 'layers']>([
    ['grey-diff', 'whole'],
    ['grey-diff', 'layers'],
    ['rgb', 'whole'],
  ])('gives the mean of what the whole model gives at several paces (%s, %s)', async (channels, wrap) => {
    const config = smallConfig({ channels, wrap });
    const spec = preprocessSpec(config, capture);
    const model = buildModel(config, spec, 3);
    const paces = [0.6, 1, 1.6];
    const classifier = new WindowClassifier(model, spec, { paces });
    await classifier.warmUp();
    const random = new Random(6);
    const frames: Uint8Array[] = [];
    const expected = (pace: number): Float32Array | null => {
      const window = pacedWindow(spec.frames, pace).map(({ back }) => frames.at(-1 - back));
      if (window.includes(undefined)) return null;
      const bytes = Uint8Array.from(window.flatMap((frame) => [...(frame ?? [])]));
      const values = preprocessClip(spec, { shape: [spec.frames, 20, 20, 3], mirror: false, frames: bytes });
      return tf.tidy(() =>
        (model.apply(tf.tensor(values, [1, ...tensorShape(spec)])) as tf.Tensor).dataSync<'float32'>(),
      );
    };
    const counts = new Set<number>();
    for (let pushed = 0; pushed < 16; pushed++) {
      const frame = Uint8Array.from({ length: 20 * 20 * 3 }, () => random.below(256));
      frames.push(frame);
      const answer = await classifier.push(frame, 20, 20, false);
      if (frames.length < spec.frames) {
        expect(answer).toBeNull();
        continue;
      }
      const all = paces.flatMap((pace) => expected(pace) ?? []);
      counts.add(all.length);
      const mean = [0, 1, 2].map((k) => all.reduce((sum, one) => sum + (one[k] ?? 0), 0) / all.length);
      expect(relativeError(answer ?? [], mean)).toBeLessThan(1e-5);
    }
    // Until there are frames enough for the slowest, the others answer.
    expect([...counts].toSorted()).toEqual([2, 3]);
  });

  it.each([
    { per: 'person', centre: undefined, scales: [1, 1.8] },
    { per: 'movement', centre: { x: 0.5, y: 0.5 }, scales: [1, 2.2] },
  ])('sees the window again in the view that it moves to: one for each $per', async ({ centre, scales }) => {
    const config = smallConfig({ channels: 'grey-diff' });
    const spec = { ...preprocessSpec(config, capture), mirror: false };
    const model = buildModel(config, spec, 3);
    const classifier = new WindowClassifier(model, spec, {
      framing: { spread: 0.4, movement: 0.01, centre },
    });
    await classifier.warmUp();
    const views = new Set<View>();
    const frames: Uint8Array[] = [];
    for (let t = 0; t < 12 * spec.frames; t++) {
      // A point that moves to and fro now and then.
      const moves = t % (3 * spec.frames) < spec.frames;
      const at = 6 + (moves ? t % 4 : 0);
      const frame = new Uint8Array(24 * 24 * 3);
      for (let row = 8; row < 11; row++) frame.fill(255, (row * 24 + at) * 3, (row * 24 + at + 3) * 3);
      frames.push(frame);
      const answer = await classifier.push(frame, 24, 24, false);
      views.add(classifier.view);
      if (!answer) continue;
      const window = frames.slice(-spec.frames);
      const bytes = Uint8Array.from(window.flatMap((one) => [...one]));
      const clip = { shape: [spec.frames, 24, 24, 3] as KeptClip['shape'], mirror: false, frames: bytes };
      const values = preprocessClip(spec, clip, changeTo(classifier.view));
      const expected = tf.tidy(() =>
        (model.apply(tf.tensor(values, [1, ...tensorShape(spec)])) as tf.Tensor).dataSync(),
      );
      expect(relativeError(answer, expected)).toBeLessThan(1e-5);
    }
    expect([...new Set([...views].map(({ scale }) => scale))]).toEqual(scales);
    classifier.reset();
    expect(classifier.view.scale).toBe(1);
  });

  it('gives up a gesture for which too little moves in the window, in favour of none', async () => {
    const config = smallConfig({ idle: true });
    const spec = { ...preprocessSpec(config, capture), mirror: false };
    const model = buildModel(config, spec, 3);
    const framing = { spread: 0.4, movement: 0.01 };
    const [plain, strict] = [undefined, [100, 0]].map(
      (least) => new WindowClassifier(model, spec, { idle: true, framing: { ...framing, least } }),
    ) as [WindowClassifier, WindowClassifier];
    const frame = new Uint8Array(12 * 12 * 3).fill(90);
    let [before, after]: ArrayLike<number>[] = [[], []];
    for (let t = 0; t < spec.frames; t++) {
      before = (await plain.push(frame, 12, 12, false)) ?? before;
      after = (await strict.push(frame, 12, 12, false)) ?? after;
    }
    expect(before?.[0]).toBeGreaterThan(0);
    expect(after?.[0]).toBe(0);
    expect(after?.[1]).toBe(before?.[1]);
    expect(after?.[2]).toBeCloseTo((before?.[0] ?? NaN) + (before?.[2] ?? NaN), 6);
  });

  it.each([
    ['surer of a window whose frames were made of others, the more so the more', true],
    ['no surer of it where it cannot tell that no gesture is due', false],
  ])('is %s', async (_what, idle) => {
    const config = smallConfig({ idle });
    const spec = preprocessSpec(config, capture);
    const model = buildModel(config, spec, 3);
    const [given, filled] = [
      new WindowClassifier(model, spec, { idle }),
      new WindowClassifier(model, spec, { idle }),
    ];
    const random = new Random(7);
    let made: boolean[] = [];
    for (let t = 0; t < spec.frames + 3; t++) {
      const frame = Uint8Array.from({ length: 12 * 12 * 3 }, () => random.below(256));
      made = [...made, t % 2 === 0 && t < spec.frames].slice(-spec.frames);
      const plain = await given.push(frame, 12, 12, false);
      const answer = await filled.push(frame, 12, 12, false, 0, made.at(-1));
      const share = made.filter(Boolean).length / spec.frames;
      if (plain) expect(answer).toEqual(idle ? asSureAsEver(plain, share) : plain);
    }
    expect(made).toContain(true);
  });

  it('begins a new window after a gap as long as one', async () => {
    const config = smallConfig();
    const spec = preprocessSpec(config, capture);
    const classifier = new WindowClassifier(buildModel(config, spec, 2), spec);
    const frame = new Uint8Array(12 * 12 * 3);
    for (let i = 0; i < spec.frames; i++) await classifier.push(frame, 12, 12, true);
    expect(await classifier.push(frame, 12, 12, true, spec.frames - 1)).not.toBeNull();
    expect(await classifier.push(frame, 12, 12, true, spec.frames)).toBeNull();
    for (let i = 2; i < spec.frames; i++) expect(await classifier.push(frame, 12, 12, true)).toBeNull();
    expect(await classifier.push(frame, 12, 12, true)).not.toBeNull();
  });

  it.each([
    ['no gesture is due', 2, true],
    ['one of its gestures is', 0, false],
  ])(
    'tells of a movement that nothing was named for where the model says that %s',
    async (_, output, counts) => {
      const config = smallConfig({});
      const spec = preprocessSpec(config, capture);
      const model = buildModel(config, spec, 3);
      model.weights.at(-1)?.write(tf.tensor1d([0, 1, 2].map((each) => (each === output ? 20 : 0))));
      const whitening = Array.from({ length: 8 }, (_, row) =>
        Array.from({ length: row + 1 }, (__, column) => Number(row === column)),
      ).flat();
      const far = new Array<number>(11).fill(2);
      const unseen = {
        means: [[1, 0, 0, 0, 0, 0, 0, 0]],
        whitening,
        thresholds: far,
        live: far,
        widening: 1,
      };
      const [idle, moving] = [true, { ...unseen, movement: 5 }];
      const classifier = new WindowClassifier(model, spec, { idle, unseen: moving });
      const before = new WindowClassifier(model, spec, { idle, unseen });
      const frame = (t: number): Uint8Array =>
        new Uint8Array(20 * 20 * 3).map((__, i) => (Math.floor(i / 60) === t ? 250 : 20));
      const told: boolean[] = [];
      for (const t of [0, 0, 0, 0, 0, 0, 2, 6, 10, 14, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18]) {
        await classifier.push(frame(t), 20, 20, false);
        await before.push(frame(t), 20, 20, false);
        expect(before.unnamed).toBe(false);
        told.push(classifier.unnamed);
      }
      expect([told[spec.frames], told.at(-1)]).toEqual([false, false]);
      expect(told.includes(true)).toBe(counts);
    },
  );

  it('gives what the model gives where its end is not the usual one', async () => {
    const spec = preprocessSpec(smallConfig(), capture);
    const model = sequential();
    model.add(layers.inputLayer({ inputShape: tensorShape(spec) }));
    model.add(new TimeDistributed({ layer: layers.flatten() }));
    model.add(new LSTM({ units: 4, returnSequences: true }));
    model.add(layers.globalAveragePooling1d());
    model.add(layers.dense({ units: 3, activation: 'softmax' }));
    initialiseWeights(model, new Random(2));
    const classifier = new WindowClassifier(model, spec);
    const random = new Random(4);
    const bytes = Uint8Array.from({ length: spec.frames * 12 * 12 * 3 }, () => random.below(256));
    let answer: Float32Array | null = null;
    for (let t = 0; t < spec.frames; t++) {
      answer = await classifier.push(bytes.slice(t * 432, (t + 1) * 432), 12, 12, true);
    }
    const values = preprocessClip(spec, { shape: [spec.frames, 12, 12, 3], mirror: true, frames: bytes });
    const expected = tf.tidy(() =>
      (model.apply(tf.tensor(values, [1, ...tensorShape(spec)])) as tf.Tensor).dataSync(),
    );
    expect(relativeError(answer ?? [], expected)).toBeLessThan(1e-5);
  });

  it('holds no more tensors after many frames', async () => {
    const config = smallConfig();
    const spec = preprocessSpec(config, capture);
    const classifier = new WindowClassifier(buildModel(config, spec, 2), spec);
    const push = async (count: number): Promise<number> => {
      for (let i = 0; i < count; i++) await classifier.push(new Uint8Array(12 * 12 * 3), 12, 12, true);
      return tf.memory().numTensors;
    };
    const before = tf.memory().numTensors;
    const full = await push(capture.frames + 1);
    expect(await push(50)).toBe(full);
    classifier.reset();
    expect(tf.memory().numTensors).toBe(before);
  });
});
