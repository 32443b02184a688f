import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  calibrationOf,
  fitTemperature,
  hottest,
  soften,
} from '../../../../../src-renderer/engine/training/calibrate';
import { preprocessSpec } from '../../../../../src-renderer/learning/defaults';
import { classify } from '../../../../../src-renderer/engine/model/forward';
import { buildModel } from '../../../../../src-renderer/engine/model/model';
import { batchTensor } from '../../../../../src-renderer/engine/training/predict';
import { Random } from '../../../../../src-renderer/learning/random';
import { capture, movingBars, smallConfig } from '../../../../fixtures/engine/support';

const softmax = (logits: readonly number[]): number[] => {
  const powers = logits.map(Math.exp);
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
};

/** Clips whose truth is drawn from softmax(logits), and the probabilities of a model that is `heat` times as sure. */
function overconfident(heat: number, count: number, seed: number) {
  const random = new Random(seed);
  const truths: number[] = [];
  const probabilities: number[] = [];
  for (let i = 0; i < count; i++) {
    const logits = [0, 1, 2].map(() => 1.5 * random.normal());
    const chances = softmax(logits);
    const at = random.between(0, 1);
    truths.push(at < (chances[0] ?? 0) ? 0 : at < (chances[0] ?? 0) + (chances[1] ?? 0) ? 1 : 2);
    probabilities.push(...softmax(logits.map((logit) => logit * heat)));
  }
  return { truths, probabilities };
}

const softened = (probabilities: number[], temperature: number): number[] =>
  Array.from({ length: probabilities.length / 3 }, (_, clip) =>
    softmax(probabilities.slice(3 * clip, 3 * clip + 3).map((p) => Math.log(p) / temperature)),
  ).flat();

describe('fitTemperature', () => {
  it('finds how much too sure a model is', () => {
    for (const heat of [1, 2, 3]) {
      const { truths, probabilities } = overconfident(heat, 4000, 5);
      const found = fitTemperature(probabilities, truths, 3);
      expect(found / heat).toBeGreaterThan(0.9);
      expect(found / heat).toBeLessThan(1.1);
    }
  });

  it('is 1 where there is nothing to go by, and where a model was too careful', () => {
    expect(fitTemperature([], [], 3)).toBe(1);
    const { truths, probabilities } = overconfident(0.5, 4000, 5);
    expect(fitTemperature(probabilities, truths, 3)).toBe(1);
  });

  it('is 1 where every clip is answered right, however many there are', () => {
    for (const clips of [1, 3, 20, 300]) {
      const truths = Array.from({ length: clips }, (_, clip) => clip % 3);
      const rows = truths.flatMap((truth) => [0, 1, 2].map((index) => (index === truth ? 0.6 : 0.2)));
      expect(fitTemperature(rows, truths, 3)).toBe(1);
    }
  });

  it('goes no further than the clips are grounds for, so that a few do not make a model unsure', () => {
    /** Sure of every answer, and wrong in every other one. */
    const found = (clips: number): number =>
      fitTemperature(
        Array.from({ length: clips }, () => [0.999, 0.0005, 0.0005]).flat(),
        Array.from({ length: clips }, (_, clip) => clip % 2),
        3,
      );
    expect(found(2)).toBeLessThanOrEqual(hottest(2));
    expect(hottest(2)).toBeLessThan(1.2);
    expect(found(20)).toBeLessThanOrEqual(2);
    expect(found(20)).toBeGreaterThan(1.9);
    expect(found(2000)).toBeLessThanOrEqual(4);
  });

  it('brings confidence and being right together', () => {
    const { truths, probabilities } = overconfident(3, 4000, 7);
    const before = calibrationOf(probabilities, truths, 3).ece;
    const after = calibrationOf(
      softened(probabilities, fitTemperature(probabilities, truths, 3)),
      truths,
      3,
    ).ece;
    expect(before).toBeGreaterThan(0.1);
    expect(after).toBeLessThan(0.03);
  });

  it('stays within its bounds for any probabilities, zeros and ones among them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 1 })), {
          minLength: 1,
          maxLength: 20,
        }),
        (rows) => {
          const found = fitTemperature(
            rows.flatMap(([p]) => [p, 1 - p]),
            rows.map(([, truth]) => truth),
            2,
          );
          expect(found).toBeGreaterThanOrEqual(1);
          expect(found).toBeLessThanOrEqual(hottest(rows.length));
        },
      ),
    );
  });
});

describe('calibrationOf', () => {
  it('counts answers by their confidence', () => {
    const { ece, bins } = calibrationOf([0.95, 0.05, 0.95, 0.05, 0.35, 0.65, 1, 0], [0, 1, 1, 0], 2);
    expect(bins).toHaveLength(10);
    expect(bins[9]?.clips).toBe(3);
    expect(bins[9]?.accuracy).toBeCloseTo(2 / 3);
    expect(bins[9]?.confidence).toBeCloseTo(2.9 / 3);
    expect(bins[6]).toEqual({ clips: 1, accuracy: 1, confidence: 0.65 });
    expect(bins[0]).toEqual({ clips: 0, accuracy: null, confidence: null });
    expect(ece).toBeCloseTo((0.9 + 0.35) / 4);
  });
});

describe('soften', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('divides the logits and leaves the answers as they were', () => {
    const config = smallConfig();
    const spec = preprocessSpec(config, capture);
    const model = buildModel(config, spec, 2);
    const clips = movingBars(3, ['a']);
    const predict = (): number[] => [...tf.tidy(() => classify(model, batchTensor(clips, spec)).dataSync())];
    const logOdds = (p: number[], clip: number): number =>
      Math.log((p[2 * clip] ?? 0) / (p[2 * clip + 1] ?? 0));
    const before = predict();
    const tensors = tf.memory().numTensors;
    soften(model, 2.5);
    expect(tf.memory().numTensors).toBe(tensors);
    const after = predict();
    clips.forEach((_, clip) => expect(logOdds(after, clip)).toBeCloseTo(logOdds(before, clip) / 2.5, 3));
    model.dispose();
  });
});
