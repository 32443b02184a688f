import { describe, expect, it } from 'vitest';
import { DEFAULT_RULE } from '../../../../src-renderer/gestures/gesture-rule';
import { eventsOf, scoreRule, type AnsweredStretch } from '../../../../src-renderer/gestures/rule-score';

/** Wave, Push, None; ten windows a second. */
const NONE = [false, false, true];
const windowsOf = (text: string) =>
  [...text].map((letter, index) => ({
    at: 100 * index,
    probabilities: { w: [0.9, 0.1, 0], p: [0.1, 0.9, 0], '-': [0, 0, 1], '.': null }[letter] ?? null,
  }));
const stretch = (text: string, gestures: AnsweredStretch['truth']['gestures']): AnsweredStretch => ({
  answers: windowsOf(text),
  truth: { gestures, unknown: [] },
  seconds: text.length / 10,
});

describe('the events of a stretch', () => {
  it('are those that its answers make, the last one ended with it', () => {
    const told = eventsOf(stretch('..--www---pp', []), DEFAULT_RULE, NONE);
    expect(told).toEqual([
      { index: 0, confidence: 0.9, start: 0.5, end: 0.7 },
      { index: 1, confidence: 0.9, start: 1.1, end: 1.2 },
    ]);
  });

  it('follow the rule', () => {
    const windows = stretch('..--www---pp', []);
    expect(eventsOf(windows, { ...DEFAULT_RULE, windows: 3 }, NONE)).toMatchObject([
      { index: 0, start: 0.6 },
    ]);
    expect(eventsOf(windows, { ...DEFAULT_RULE, cooldown: 1 }, NONE)).toHaveLength(1);
  });
});

describe('the score of a rule', () => {
  it('is of all stretches together, and no event belongs to a gesture of another one', () => {
    const score = scoreRule(
      [
        stretch('----www---', [{ index: 0, start: 0.3, end: 0.7 }]),
        // Of the stretch before, this would belong to a gesture.
        stretch('-ww-------', []),
        stretch('--pp----ww', [{ index: 1, start: 0.2, end: 0.4 }]),
      ],
      DEFAULT_RULE,
      NONE,
    );
    expect(score).toMatchObject({ gestures: 2, events: 4, right: 2, f1: 4 / 6, seconds: 3 });
    expect(score.falsePerHour).toBeCloseTo((2 * 3600) / 3);
    expect(score.delayP50).toBeCloseTo(0.15);
    expect(score.told.map((events) => events.length)).toEqual([1, 1, 2]);
    expect(score.verdicts.map((verdict) => 'gesture' in verdict)).toEqual([true, false, true, false]);
  });

  it('is of nothing where there is no stretch', () => {
    expect(scoreRule([], DEFAULT_RULE, NONE)).toMatchObject({ f1: null, falsePerHour: null, told: [] });
  });
});
