import { describe, expect, it } from 'vitest';
import { DEFAULT_RULE } from '../../../../src-renderer/gestures/gesture-rule';
import { scoreRule, type AnsweredStretch } from '../../../../src-renderer/gestures/rule-score';
import { settleRule } from '../../../../src-renderer/gestures/settle-rule';

const NONE = [false, false];
/** What usually serves. */
const USUAL = { ...DEFAULT_RULE, threshold: 0.84, windows: 1 };
type Part = readonly [seconds: number, wave: number];

/** Ten windows a second; `rounds` times these parts, of each how long it lasts and what waves get in it. */
function stretchOf(rounds: number, parts: readonly Part[], wave: readonly [start: number, end: number]) {
  const seconds = parts.reduce((sum, [each]) => sum + each, 0);
  const all = Array.from({ length: rounds }, () => parts).flat();
  const answers = all
    .flatMap(([long, share]) => Array.from({ length: Math.round(10 * long) }, () => [share, 0]))
    .map((probabilities, index) => ({ probabilities, at: 100 * index }));
  const gestures = Array.from({ length: rounds }, (_, round) => ({
    index: 0,
    start: round * seconds + wave[0],
    end: round * seconds + wave[1],
  }));
  const stretch: AnsweredStretch = {
    answers,
    truth: { gestures, unknown: [] },
    seconds: rounds * seconds,
  };
  return stretch;
}

/** A gesture of a second in each of so many rounds, and how sure the model is of it. */
const rounds = (count: number, sure: number): AnsweredStretch =>
  stretchOf(
    count,
    [
      [2, 0.05],
      [1, sure],
      [2, 0.05],
    ],
    [2, 3],
  );

describe('the rule for a new model', () => {
  it('is the usual one where nothing does better', () => {
    const plain = stretchOf(
      8,
      [
        [2, 0.05],
        [1, 0.95],
        [2, 0.05],
      ],
      [2, 3],
    );
    expect(settleRule([plain], NONE).rule).toEqual(USUAL);
    // Nor does it matter what is best where all are equally bad.
    const hopeless = stretchOf(8, [[3, 0.1]], [1, 2]);
    expect(settleRule([hopeless], NONE).rule).toEqual(USUAL);
  });

  it('leaves that no further than it must', () => {
    const unsure = stretchOf(
      8,
      [
        [2, 0.05],
        [1, 0.62],
        [2, 0.05],
      ],
      [2, 3],
    );
    expect(scoreRule([unsure], DEFAULT_RULE, NONE).f1).toBe(0);
    const { rule, score } = settleRule([unsure], NONE);
    expect(score.f1).toBe(1);
    expect(rule).toEqual({ ...USUAL, threshold: 0.54 });
  });

  it('asks for no less where most gestures are found all the same', () => {
    expect(settleRule([rounds(6, 0.95), rounds(2, 0.75)], NONE).rule).toEqual(USUAL);
    expect(settleRule([rounds(8, 0.75)], NONE).rule.threshold).toBeLessThan(0.75);
  });

  it('holds longer where what is none flares up', () => {
    const flaring = stretchOf(
      8,
      [
        [2, 0.05],
        [0.3, 0.99],
        [2, 0.05],
        [1, 0.99],
        [2, 0.05],
      ],
      [4.3, 5.3],
    );
    const { rule, score } = settleRule([flaring], NONE);
    expect(score).toMatchObject({ f1: 1, events: 8 });
    expect(rule).toEqual({ ...USUAL, windows: 4 });
  });

  it('waits for no third window where that saves few false events', () => {
    const flare: Part[] = [
      [2, 0.05],
      [0.2, 0.99],
      [2, 0.05],
      [1, 0.99],
      [2, 0.05],
    ];
    const stretches = [stretchOf(1, flare, [4.2, 5.2]), rounds(9, 0.95)];
    const [two, three] = [2, 3].map((windows) => scoreRule(stretches, { ...USUAL, windows }, NONE));
    expect([two?.events, three?.events]).toEqual([11, 10]);
    expect(settleRule(stretches, NONE).rule.windows).toBeLessThan(3);
    // Where it saves many, it does.
    expect(settleRule([stretchOf(8, flare, [4.2, 5.2])], NONE).rule.windows).toBe(3);
  });

  it('stays where hardly any gesture is found, by whatever rule', () => {
    expect(settleRule([rounds(3, 0.62), rounds(5, 0.3)], NONE).rule).toEqual(USUAL);
    expect(settleRule([rounds(5, 0.62), rounds(3, 0.3)], NONE).rule.threshold).toBeLessThan(0.62);
  });

  it('asks for less than usual only where hardly any gesture would be left', () => {
    const [sure, unsure] = [rounds(4, 0.95), rounds(4, 0.62)];
    expect(settleRule([sure, unsure, unsure], NONE).rule).toEqual(USUAL);
    expect(
      settleRule([sure, ...new Array<AnsweredStretch>(9).fill(unsure)], NONE).rule.threshold,
    ).toBeLessThan(0.62);
  });

  it('asks for less where a good part of the gestures would be left of a network that stays as it is', () => {
    const half = [rounds(6, 0.95), rounds(6, 0.75)];
    expect(settleRule(half, NONE).rule).toEqual(USUAL);
    const { rule, score } = settleRule(half, NONE, true);
    expect(score).toMatchObject({ right: 12, events: 12 });
    expect(rule.threshold).toBeLessThan(0.75);
    expect(settleRule([rounds(12, 0.95), rounds(1, 0.75)], NONE, true).rule).toEqual(USUAL);
  });

  it('asks for less where hardly any gesture is as sure as usual', () => {
    const nearly = [rounds(36, 0.8), rounds(4, 0.95)];
    const { rule, score } = settleRule(nearly, NONE);
    expect(score).toMatchObject({ right: 40, events: 40 });
    expect(rule.threshold).toBeLessThan(0.8);
  });

  it('takes two windows or one that is surer before two windows alone', () => {
    const flare = (sure: number): Part[] => [
      [2, 0.05],
      [0.1, sure],
    ];
    // What is none flares up for a window, less sure than a gesture that is as brief.
    const mixed = stretchOf(8, [...flare(0.85), [2, 0.05], [1, 0.86], ...flare(0.99), [2, 0.05]], [4.1, 7.2]);
    const long = rounds(8, 0.86);
    const { rule } = settleRule([mixed, long], NONE);
    expect(rule.windows).toBe(2);
    expect(rule.atOnce).toBeCloseTo(rule.threshold + 0.1, 9);
  });

  it('stays where one gesture of many speaks against it', () => {
    const many = stretchOf(
      40,
      [
        [2, 0.05],
        [1, 0.95],
        [2, 0.05],
      ],
      [2, 3],
    );
    const one = stretchOf(
      1,
      [
        [2, 0.05],
        [1, 0.5],
        [2, 0.05],
      ],
      [2, 3],
    );
    expect(settleRule([many, one], NONE).rule).toEqual(USUAL);
  });
});
