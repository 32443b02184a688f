import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { PACES } from '../../../../../src-main/shared/paces';
import { buildModel } from '../../../../../src-renderer/engine/model/model';
import { WindowClassifier } from '../../../../../src-renderer/engine/stream/stream';
import { answerRehearsals } from '../../../../../src-renderer/engine/training/rehearse';
import { preprocessSpec } from '../../../../../src-renderer/learning/defaults';
import { Random } from '../../../../../src-renderer/learning/random';
import type { Rehearsal } from '../../../../../src-renderer/learning/rehearsal';
import { capture, smallConfig } from '../../../../fixtures/engine/support';

beforeAll(() => tf.setBackend('cpu'));

/** So many pictures of noise. */
function noise(count: number, seed: number): Rehearsal {
  const random = new Random(seed);
  const pictures = Array.from({ length: count }, () =>
    Uint8Array.from({ length: 20 * 20 * 3 }, () => random.below(256)),
  );
  return { width: 20, height: 20, mirror: false, pictures, gestures: [], unknown: [{ start: 0, end: 1 }] };
}

/** A point that moves to and fro now here, now there. */
function point(count: number): Rehearsal {
  const pictures = Array.from({ length: count }, (_, t) => {
    const picture = new Uint8Array(20 * 20 * 3);
    const [row, column] = [3 + 9 * (Math.floor(t / 12) % 2), 4 + (t % 4)];
    for (let down = 0; down < 3; down++)
      picture.fill(255, ((row + down) * 20 + column) * 3, ((row + down) * 20 + column + 3) * 3);
    return picture;
  });
  return { ...noise(0, 1), pictures };
}

const asked = { classes: 2, stopped: () => false, between: () => Promise.resolve() };

it.each(['grey-diff', 'grey'] as const)('answers as a live stream does (%s)', async (channels) => {
  const config = smallConfig({ channels, idle: true });
  const spec = preprocessSpec(config, { ...capture, frames: 10 });
  const model = buildModel(config, spec, 3);
  const before = tf.memory().numTensors;
  const rehearsals = [noise(30, 1), noise(18, 2)];
  const streams = await answerRehearsals(model, rehearsals, { ...asked, spec });
  expect(tf.memory().numTensors).toBe(before);
  expect(streams?.map(({ unknown, seconds }) => [unknown, seconds])).toEqual([
    [[{ start: 0, end: 1 }], 3],
    [[{ start: 0, end: 1 }], 1.8],
  ]);
  const classifier = new WindowClassifier(model, spec, { paces: PACES });
  for (const [each, { pictures, width, height, mirror }] of rehearsals.entries()) {
    classifier.reset();
    for (const [frame, picture] of pictures.entries()) {
      const live = await classifier.push(picture, width, height, mirror);
      const answer = streams?.[each]?.answers[frame];
      expect(answer?.at).toBeCloseTo(100 * frame);
      if (!live) expect(answer?.probabilities).toBeNull();
      else {
        expect(answer?.probabilities).toHaveLength(2);
        answer?.probabilities?.forEach((share, k) => expect(share).toBeCloseTo(live[k] ?? NaN, 3));
      }
    }
  }
});

it('looks where a live stream looks', async () => {
  const config = smallConfig({ idle: true });
  const spec = { ...preprocessSpec(config, { ...capture, frames: 10 }), mirror: false };
  const model = buildModel(config, spec, 3);
  // The first class is given up wherever little moves, and the second never.
  const framing = { spread: 0.3, movement: 0.01, centre: { x: 0.5, y: 0.5 }, least: [67, 0] };
  const rehearsal = point(60);
  const streams = await answerRehearsals(model, [rehearsal], { ...asked, spec, framing });
  const whole = await answerRehearsals(model, [rehearsal], { ...asked, spec });
  const classifier = new WindowClassifier(model, spec, { paces: PACES, framing, idle: true });
  const views = new Set<unknown>();
  for (const [frame, picture] of rehearsal.pictures.entries()) {
    const live = await classifier.push(picture, 20, 20, false);
    views.add(classifier.view);
    streams?.[0]?.answers[frame]?.probabilities?.forEach((share, k) =>
      expect(share).toBeCloseTo(live?.[k] ?? NaN, 3),
    );
  }
  expect(views.size).toBeGreaterThan(3);
  const first = streams?.[0]?.answers.flatMap(({ probabilities }) => probabilities?.slice(0, 1) ?? []) ?? [];
  expect(first.some((share) => share === 0)).toBe(true);
  expect(first.some((share) => share > 0)).toBe(true);
  expect(streams?.[0]?.answers.at(-1)?.probabilities).not.toBeNull();
  expect(streams?.[0]?.answers).not.toEqual(whole?.[0]?.answers);
});

it('is nothing where it is stopped on the way', async () => {
  const config = smallConfig({ idle: true });
  const spec = preprocessSpec(config, capture);
  const model = buildModel(config, spec, 3);
  let pieces = 0;
  const stopped = (): boolean => ++pieces > 1;
  expect(await answerRehearsals(model, [noise(40, 1)], { ...asked, spec, stopped })).toBeNull();
});
