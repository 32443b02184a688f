import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type GestureClass } from '../../../../../src-main/contract';
import { ClipRecorder } from '../../../../../src-renderer/capture/recorder';
import { Choreography } from '../../../../../src-renderer/capture/sample/choreography';
import type { HandPosition } from '../../../../../src-renderer/capture/sample/motion';
import { OfflineSampleCamera } from '../../../../../src-renderer/capture/sample/offline-camera';
import { startBackend } from '../../../../../src-renderer/engine/backends';
import { createEngine } from '../../../../../src-renderer/engine/client';
import type { EngineClip, HeatMap, InstantModel, Look } from '../../../../../src-renderer/engine/api';
import { buildModel } from '../../../../../src-renderer/engine/model/model';
import { heatOf } from '../../../../../src-renderer/engine/stream/heat';
import {
  defaultTrainConfig,
  preprocessSpec,
  presetConfig,
} from '../../../../../src-renderer/learning/defaults';
import { frameSize } from '../../../../../src-renderer/learning/preprocess';
import { Random } from '../../../../../src-renderer/learning/random';
import { smallConfig } from '../../../../fixtures/engine/support';

const GESTURES = ['swipe-left', 'wave', 'circle-clockwise'];
const classes: GestureClass[] = GESTURES.map((id) => ({ id, name: id, colour: '#112233', key: null }));
const capture = DEFAULT_CAPTURE;

interface Take {
  clip: EngineClip;
  /** Where the hand was in each frame. */
  hands: HandPosition[];
}

/** Clips of the sample camera, beside a choreography that does the same and tells where the hand is. */
async function recorded(seed: number, gesture: string, count: number): Promise<Take[]> {
  const camera = new OfflineSampleCamera(capture, { seed, performances: seed });
  const twin = new Choreography(seed, 0, seed);
  const recorder = new ClipRecorder(camera.clock);
  const seconds = capture.frames / capture.fps;
  const takes: Take[] = [];
  let now = 0;
  for (let i = 0; i < count; i++) {
    const { start, end } = camera.perform(gesture, seconds);
    twin.perform(gesture, seconds, now);
    now = end;
    const coming = recorder.recordOnce(start);
    camera.run(start, end);
    const { frames, timestamps, shape } = await coming;
    const hands = timestamps.map((t) => twin.handAt(t).position);
    const named = { classId: gesture, id: `${gesture}-${seed}-${i}`, session: `s${seed}` };
    takes.push({ clip: { ...named, shape, fps: capture.fps, mirror: capture.mirror, frames }, hands });
  }
  recorder.close();
  return takes;
}

/** How much of the heat lies in the hand's box, and how much of the picture the box takes. */
function onTheHand({ frames, width, height, values }: HeatMap, hands: readonly HandPosition[]) {
  let [inside, all, area] = [0, 0, 0];
  for (let t = 0; t < frames; t++) {
    const { x, y, scale } = hands[t] ?? { x: NaN, y: NaN, scale: NaN };
    for (let cell = 0; cell < width * height; cell++) {
      const across = ((cell % width) + 0.5) / width - 0.5 - x;
      const down = (Math.floor(cell / width) + 0.5) / height - 0.5 - y;
      const within = Math.abs(across) < 0.25 * scale && down > -0.32 * scale && down < 0.25 * scale;
      const value = values[t * width * height + cell] as number;
      all += value;
      if (!within) continue;
      inside += value;
      area += 1;
    }
  }
  return { share: inside / all, area: area / values.length };
}

describe('what a model looks at', () => {
  const engine = createEngine();
  let model: InstantModel;

  const look = async ({ frames, shape, mirror }: EngineClip, of?: number): Promise<Look | null> => {
    const [count, height, width] = shape;
    const stream = await engine.openStream(model);
    try {
      for (let t = 0; t < count; t++) {
        const rgb = frames.slice((t * frames.length) / count, ((t + 1) * frames.length) / count);
        await stream.push({ rgb, width, height, mirror, timestamp: 100 * t, missed: 0 });
      }

      return await stream.look({ film: true, heat: true, ...(of !== undefined && { of }) });
    } finally {
      stream.close();
    }
  };

  beforeAll(async () => {
    const clips: EngineClip[] = [];
    for (const seed of [1, 2])
      for (const gesture of GESTURES)
        clips.push(...(await recorded(seed, gesture, 3)).map(({ clip }) => clip));
    const config = { ...defaultTrainConfig(), ...presetConfig('instant', clips.length) };
    model = await engine.solveInstantly(
      { config, classes, capture, clips },
      async function* () {
        for (const clip of clips) yield { ...clip, frames: clip.frames.slice() };
      },
      new AbortController().signal,
    );
  }, 120_000);

  afterAll(() => engine.close());

  it('lies on the moving hand of the sample camera', { timeout: 120_000 }, async () => {
    const shares: number[] = [];
    const areas: number[] = [];
    for (const gesture of GESTURES) {
      for (const { clip, hands } of await recorded(9, gesture, 2)) {
        const found = await look(clip, GESTURES.indexOf(gesture));
        if (!found?.heat) throw new Error('There is no heat.');
        expect(found.film).toMatchObject({ frames: 16, width: 32, height: 32, channels: 1 });
        const { share, area } = onTheHand(found.heat, hands);
        shares.push(share);
        areas.push(area);
      }
    }
    const mean = (of: number[]): number => of.reduce((a, b) => a + b, 0) / of.length;
    expect(mean(shares)).toBeGreaterThan(0.5);
    expect(mean(shares)).toBeGreaterThan(2 * mean(areas));
  });

  it('is another place where the clip is mirrored', { timeout: 120_000 }, async () => {
    const [take] = await recorded(9, 'wave', 1);
    if (!take) throw new Error('There is no clip.');
    const [plain, turned] = [await look(take.clip, 1), await look({ ...take.clip, mirror: false }, 1)];
    const row = (found: Look | null): number[] => [...(found?.film?.pictures.subarray(0, 32) ?? [])];
    expect(row(turned)).toEqual(row(plain).toReversed());
  });
});

describe('heatOf', () => {
  const config = smallConfig();
  const spec = preprocessSpec(config, { ...capture, frames: 5 });
  const random = new Random(3);
  const inputs = Array.from({ length: 5 }, () =>
    Float32Array.from({ length: frameSize(spec) }, () => random.normal()),
  );
  const always = (): Promise<boolean> => Promise.resolve(true);

  beforeAll(() => startBackend('wasm'));

  it('is nothing where the answer is the same whatever there is to be seen', async () => {
    const model = buildModel(config, spec, 3);
    const [kernel] = model.layers.at(-1)?.weights ?? [];
    kernel?.write(tf.zeros(kernel.shape as number[]));
    expect(await heatOf(model, inputs, spec, { of: 0, classes: 3, room: always })).toBeNull();
    // Nor where all classes go by the same, so that none is spoken for more than another.
    kernel?.write(tf.ones(kernel.shape as number[]));
    expect(await heatOf(model, inputs, spec, { of: 0, classes: 3, room: always })).toBeNull();
    model.dispose();
  });

  it('is nothing where nothing moves, and adds up to what movement adds to the logit elsewhere', async () => {
    const model = buildModel(config, spec, 3);
    const [still = new Float32Array()] = inputs;
    const calm = still.map((value, i) => (i % 2 === 0 ? value : 0));
    const same = inputs.map(() => calm);
    expect(await heatOf(model, same, spec, { of: 1, classes: 3, room: always })).toBeNull();
    expect(await heatOf(model, inputs, spec, { of: 1, classes: 3, room: always })).toMatchObject({
      frames: 5,
    });
    model.dispose();
  });

  it('works for a single picture, and holds no tensors afterwards', async () => {
    const single = preprocessSpec({ ...config, channels: 'rgb' }, { ...capture, frames: 1 });
    const model = buildModel(config, single, 2);
    const picture = Float32Array.from({ length: frameSize(single) }, () => random.normal());
    const before = tf.memory().numTensors;
    const [one, other] = await Promise.all(
      [0, 1].map((of) => heatOf(model, [picture], single, { of, classes: 2, room: always })),
    );
    expect(tf.memory().numTensors).toBe(before);
    if (one === 'late' || other === 'late' || !one || !other) throw new Error('There is no heat.');
    // What speaks for one of two classes speaks against the other.
    one.values.forEach((value, cell) => expect(value * (other.values[cell] as number)).toBe(0));
    model.dispose();
  });

  it('stops where there is no time for it', async () => {
    const model = buildModel(config, spec, 2);
    const room = (): Promise<boolean> => Promise.resolve(false);
    expect(await heatOf(model, inputs, spec, { of: 0, classes: 2, room })).toBe('late');
    model.dispose();
  });
});
