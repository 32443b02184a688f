import { describe, expect, it } from 'vitest';
import { RULE_BOUNDS } from '../../../../src-main/shared/rule-bounds';
import { fitRule, suggestRule } from '../../../../src-renderer/gestures/fit-rule';
import {
  DEFAULT_RULE,
  withThreshold,
  type IndexedRule,
} from '../../../../src-renderer/gestures/gesture-rule';
import { scoreRule, type AnsweredStretch } from '../../../../src-renderer/gestures/rule-score';
import { USUAL } from '../../../../src-renderer/gestures/usual-rule';

/** Wave, Push; ten windows a second. */
const NONE = [false, false];
type Part = readonly [seconds: number, wave: number, push?: number];

/** A stretch in parts, of each how long it lasts and what both classes get in it; `truth` says where waves were made. */
function stretchOf(
  parts: readonly Part[],
  truth: readonly (readonly [start: number, end: number])[],
): AnsweredStretch {
  const probabilities = parts.flatMap(([seconds, wave, push = 0]) =>
    Array.from({ length: Math.round(10 * seconds) }, () => [wave, push]),
  );
  return {
    answers: probabilities.map((each, index) => ({ probabilities: each, at: 100 * index })),
    truth: { gestures: truth.map(([start, end]) => ({ index: 0, start, end })), unknown: [] },
    seconds: probabilities.length / 10,
  };
}
const fitted = (stretches: readonly AnsweredStretch[], ...more: [Parameters<typeof fitRule>[2]?]) => {
  const found = fitRule(stretches, NONE, ...more);
  if (!found) throw new Error('No rule was found.');
  return found;
};

describe('the rule that fits', () => {
  it('lies between the confidence of gestures and that of what is none', () => {
    const { rule, score } = fitted([
      stretchOf(
        [
          [3, 0.62],
          [1, 0],
          [1, 0.8],
          [4, 0.1],
          [1, 0.8],
          [3, 0.62],
        ],
        [
          [4, 5],
          [9, 10],
        ],
      ),
    ]);
    expect(score).toMatchObject({ f1: 1, events: 2 });
    expect(rule.threshold).toBeGreaterThan(0.62);
    expect(rule.threshold).toBeLessThanOrEqual(0.8);
  });

  it('finds gestures that the usual threshold misses', () => {
    const stretches = [
      stretchOf(
        [
          [2, 0.05],
          [1, 0.5],
          [3, 0.05],
          [1, 0.5],
          [2, 0.05],
        ],
        [
          [2, 3],
          [6, 7],
        ],
      ),
    ];
    expect(scoreRule(stretches, DEFAULT_RULE, NONE).f1).toBe(0);
    expect(fitted(stretches).score.f1).toBe(1);
  });

  it('waits out what flickers up', () => {
    const flicker: Part[] = Array.from(
      { length: 6 },
      () =>
        [
          [0.3, 0.95],
          [2, 0],
        ] as Part[],
    ).flat();
    const { rule, score } = fitted([stretchOf([...flicker, [1, 0.95], [2, 0]], [[13.8, 14.8]])]);
    expect(score).toMatchObject({ f1: 1, events: 1 });
    expect(rule.windows).toBeGreaterThan(3);
  });

  it('tells of a gesture once where the model loses sight of it', () => {
    const torn: Part[] = [
      [2, 0],
      [0.5, 0.9],
      [0.3, 0],
      [0.5, 0.9],
      [3, 0],
    ];
    const stretches = [
      stretchOf(
        [...torn, ...torn],
        [
          [2, 3.3],
          [8.3, 9.6],
        ],
      ),
    ];
    expect(scoreRule(stretches, DEFAULT_RULE, NONE)).toMatchObject({ events: 4, right: 2 });
    const { rule, score } = fitted(stretches);
    expect(score).toMatchObject({ f1: 1, events: 2 });
    expect(rule.cooldown).toBeGreaterThan(0);
  });

  it('of several that find as much, has the fewer false events, then the less delay', () => {
    const round: Part[] = [
      [2, 0],
      [0.5, 0.6],
      [1, 0.7],
      [2, 0],
    ];
    const { score } = fitted([
      stretchOf(
        [...round, ...round],
        [
          [2, 3.5],
          [7.5, 9],
        ],
      ),
    ]);
    expect(score.f1).toBe(1);
    // At once: with the first window of the gesture, not with the first that is surer.
    expect(score.delayP50).toBeLessThanOrEqual(0.1);
  });

  it('is no lucky spot: thresholds beside it do as well', () => {
    // Of the thresholds that tell gestures from the other movement, the highest ones just reach the less sure gesture.
    const round: Part[] = [
      [2, 0],
      [1, 0.725],
      [2, 0],
      [1, 0.9],
      [2, 0],
      [1, 0.5],
      [2, 0],
    ];
    const stretches = [
      stretchOf(
        [...round, ...round],
        [
          [2, 3],
          [5, 6],
          [12, 13],
          [15, 16],
        ],
      ),
    ];
    const { rule } = fitted(stretches);
    const { f1 } = scoreRule(stretches, { ...rule, threshold: rule.threshold + 0.05 }, NONE);
    expect(f1).toBe(1);
  });

  it('is the usual one unless another makes plainly fewer mistakes', () => {
    const gesture = (sure: number): Part[] => [
      [2, 0.05],
      [1, sure],
      [2, 0.05],
    ];
    const gestures = (sure: number[]): AnsweredStretch =>
      stretchOf(
        sure.flatMap(gesture),
        sure.map((_, each) => [5 * each + 2, 5 * each + 3]),
      );
    const eight = new Array<number>(8).fill(0.95);
    expect(fitted([gestures(eight)]).rule).toEqual(USUAL);
    expect(fitted([gestures([...eight, 0.5])]).rule).toEqual(USUAL);
    // One that is in use and better stays, too.
    const inUse: IndexedRule = { ...DEFAULT_RULE, threshold: 0.45 };
    expect(fitRule([gestures([...eight, 0.5])], NONE, {}, inUse)?.rule).toEqual(inUse);
    const { rule, score } = fitted([gestures([...eight, 0.5, 0.5])]);
    expect(rule.threshold).toBeLessThanOrEqual(0.5);
    expect(score.f1).toBe(1);
  });

  it('has one very sure answer be enough where gestures are brief, and what is none is less sure', () => {
    const round: Part[] = [
      [2, 0],
      [1, 0.62],
      [2, 0],
      [0.1, 0.95],
      [2.9, 0],
      [0.1, 0.66],
      [2.9, 0],
    ];
    const rounds = [0, 1, 2];
    const { rule, score } = fitted([
      stretchOf(
        rounds.flatMap(() => round),
        rounds.flatMap((each) => [
          [11 * each + 2, 11 * each + 3] as const,
          [11 * each + 5, 11 * each + 5.5] as const,
        ]),
      ),
    ]);
    expect(score).toMatchObject({ f1: 1, events: 6 });
    expect(rule.windows).toBe(2);
    expect(rule.atOnce).toBeCloseTo(rule.threshold + 0.1, 9);
  });

  it('stays within what it may be', () => {
    const stretches = [
      stretchOf(
        [
          [2, 0],
          [1, 0.5],
          [2, 0],
        ],
        [[2, 3]],
      ),
    ];
    const { rule } = fitted(stretches, {
      threshold: { min: 0.6, max: 0.62 },
      windows: { min: 2, max: 2 },
      cooldown: { min: 0.3, max: 0.4 },
    });
    expect(rule.threshold).toBeGreaterThanOrEqual(0.6);
    expect(rule.threshold).toBeLessThanOrEqual(0.62);
    expect(rule.windows).toBe(2);
    expect(rule.cooldown).toBeGreaterThanOrEqual(0.3);
    expect(rule.cooldown).toBeLessThanOrEqual(0.4);
    const { release } = fitted(stretches).rule;
    expect(release).toBeGreaterThanOrEqual(RULE_BOUNDS.release.min);
    expect(release).toBeLessThanOrEqual(RULE_BOUNDS.release.max);
  });

  it('does as well as the usual rule at least, on anything', () => {
    let seed = 7;
    const chance = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let run = 0; run < 5; run += 1) {
      const parts = Array.from({ length: 20 }, (): Part => [0.2 + chance(), chance(), chance() / 2]);
      const stretches = [
        stretchOf(parts, [
          [2, 3],
          [5, 6],
          [8, 9],
        ]),
      ];
      const about = (rule: IndexedRule): number =>
        [0, 0, -0.05, 0.05]
          .map((by) => scoreRule(stretches, withThreshold(rule, rule.threshold + by), NONE).f1 ?? 0)
          .reduce((sum, f1) => sum + f1 / 4, 0);
      expect(about(fitted(stretches).rule)).toBeGreaterThanOrEqual(about(USUAL) - 1e-9);
    }
  });

  it('gives a class a threshold of its own where enough of its gestures were made', () => {
    /** Waves are seen with 0.95 and idling looks like one with 0.85; pushes are seen with 0.6. */
    const round: Part[] = [
      [2, 0.05],
      [1, 0.95],
      [2, 0.05],
      [1, 0.1, 0.6],
      [2, 0.05],
      [1, 0.85],
    ];
    const many = (rounds: number): AnsweredStretch => {
      const { answers, seconds } = stretchOf(Array.from({ length: rounds }, () => round).flat(), []);
      const gestures = Array.from({ length: rounds }, (_, each) => [
        { index: 0, start: 9 * each + 2, end: 9 * each + 3 },
        { index: 1, start: 9 * each + 5, end: 9 * each + 6 },
      ]).flat();
      return { answers, seconds, truth: { gestures, unknown: [] } };
    };
    const { rule, score } = fitted([many(6)]);
    expect(score).toMatchObject({ f1: 1, events: 12 });
    const [wave = rule.threshold, push = rule.threshold] = rule.thresholds ?? [];
    expect(wave).toBeGreaterThan(0.85);
    expect(push).toBeLessThanOrEqual(0.6);
    expect(fitted([many(3)]).rule.thresholds).toBeUndefined();
  });

  it('is none where no gesture was made', () => {
    expect(fitRule([], NONE)).toBeNull();
    expect(fitRule([stretchOf([[2, 0.9]], [])], NONE)).toBeNull();
  });
});

describe('the rule that is suggested', () => {
  // Idling that is nearly as sure as the one gesture that is less sure: only a threshold just between them is right.
  const parts = [0.95, 0.95, 0.95, 0.725, ...new Array<number>(10).fill(0.7)].flatMap((sure): Part[] => [
    [2, 0],
    [1, sure],
  ]);
  const stretches = [
    stretchOf(
      parts,
      [2, 5, 8, 11].map((start) => [start, start + 1] as const),
    ),
  ];
  const lucky: IndexedRule = { ...DEFAULT_RULE, threshold: 0.71 };
  const f1Of = (rule: IndexedRule) => scoreRule(stretches, rule, NONE).f1 ?? 0;

  it('does not do worse than what is set, where that fits by chance, too', () => {
    expect(f1Of(fitRule(stretches, NONE, {}, lucky)?.rule ?? lucky)).toBeLessThan(f1Of(lucky));
    expect(suggestRule(stretches, NONE, [lucky])?.rule).toBe(lucky);
    expect(suggestRule(stretches, NONE, [DEFAULT_RULE, lucky])?.rule).toBe(lucky);
  });

  it('is the one that fits where that does better, and none without a gesture', () => {
    const deaf: IndexedRule = { ...DEFAULT_RULE, threshold: 1 };
    expect(suggestRule(stretches, NONE, [deaf])?.rule).toEqual(USUAL);
    expect(suggestRule([stretchOf([[2, 0.9]], [])], NONE, [deaf])).toBeNull();
  });
});
