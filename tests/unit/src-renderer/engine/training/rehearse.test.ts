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

it('is nothing where it is stopped on the way', async () => {
  const config = smallConfig({ idle: true });
  const spec = preprocessSpec(config, capture);
  const model = buildModel(config, spec, 3);
  let pieces = 0;
  const stopped = (): boolean => ++pieces > 1;
  expect(await answerRehearsals(model, [noise(40, 1)], { ...asked, spec, stopped })).toBeNull();
});
