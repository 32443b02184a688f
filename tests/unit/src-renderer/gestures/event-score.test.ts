import { describe, expect, it } from 'vitest';
import {
  matchEvents,
  quantile,
  scoreEvents,
  type ClassSpan,
} from '../../../../src-renderer/gestures/event-score';

const WAVE = 0;
const PUSH = 1;
const wave = (start: number, end = start + 0.5): ClassSpan => ({ index: WAVE, start, end });
const push = (start: number, end = start + 0.5): ClassSpan => ({ index: PUSH, start, end });

const none: readonly ClassSpan[] = [];

describe('an event', () => {
  const gestures = [wave(10, 12)];
  const verdictOf = (event: ClassSpan) => matchEvents([event], { gestures, unknown: none })[0];

  it.each([10, 11, 12, 12.5, 13])('belongs to its gesture at %d s', (at) => {
    expect(verdictOf(wave(at))).toEqual({ gesture: 0 });
  });

  it.each([9.99, 13.01])('is false before the gesture and more than a second after it, at %d s', (at) => {
    expect(verdictOf(wave(at))).toEqual({ wrong: 'idle' });
  });

  it('is false where it lasts into the gesture and started before', () => {
    expect(verdictOf(wave(9, 11))).toEqual({ wrong: 'idle' });
  });

  it('of another class is false during the gesture', () => {
    expect(verdictOf(push(11))).toEqual({ wrong: 'confused' });
  });

  it('is false in a movement that is no class, also right after a gesture', () => {
    const unknown = [{ start: 12.4, end: 15 }];
    const verdicts = matchEvents([wave(12.2), push(14)], { gestures, unknown });
    expect(verdicts).toEqual([{ gesture: 0 }, { wrong: 'unknown' }]);
    expect(matchEvents([wave(12.6)], { gestures, unknown })).toEqual([{ wrong: 'unknown' }]);
  });
});

describe('several events', () => {
  it('of one gesture: the first counts', () => {
    const truth = { gestures: [wave(10, 12)], unknown: none };
    expect(matchEvents([wave(12.5), wave(10.5)], truth)).toEqual([{ wrong: 'doubled' }, { gesture: 0 }]);
  });

  it('of two gestures of a class right after each other go to one each', () => {
    const truth = { gestures: [wave(10, 12), wave(12.2, 14)], unknown: none };
    expect(matchEvents([wave(11), wave(13)], truth)).toEqual([{ gesture: 0 }, { gesture: 1 }]);
    // Both come in the second; the earlier one is still near enough to the first.
    expect(matchEvents([wave(12.5), wave(13.5)], truth)).toEqual([{ gesture: 0 }, { gesture: 1 }]);
    // The first is too long ago.
    expect(matchEvents([wave(13.2), wave(13.5)], truth)).toEqual([{ gesture: 1 }, { wrong: 'doubled' }]);
  });

  it('are given out so that as many as possible are right, whatever the order of the truth', () => {
    const gestures = [wave(10, 20), wave(11, 12)];
    expect(matchEvents([wave(11.5), wave(15)], { gestures, unknown: none })).toEqual([
      { gesture: 1 },
      { gesture: 0 },
    ]);
  });
});

describe('a score', () => {
  const options = { seconds: 360, classes: 2 };

  it('is of events, with delays from the gestures’ starts', () => {
    const truth = { gestures: [wave(10, 12), push(20, 22), push(30, 32)], unknown: [{ start: 50, end: 55 }] };
    const events = [wave(10.5), wave(12.5), push(21), wave(31), push(52, 53.5), push(80)];
    const score = scoreEvents(events, truth, options);
    expect(score).toMatchObject({
      gestures: 3,
      events: 6,
      right: 2,
      precision: 2 / 6,
      recall: 2 / 3,
      f1: 4 / 9,
      falsePerHour: 40,
      falseKinds: { unknown: 1, doubled: 1, confused: 1, idle: 1 },
      delayP50: 0.75,
    });
    expect(score.onShare).toBeCloseTo(4 / 360);
    expect(score.delayP95).toBeCloseTo(0.975);
    expect(score.perClass).toMatchObject([
      { gestures: 1, events: 3, right: 1, precision: 1 / 3, recall: 1, f1: 0.5, delayP50: 0.5 },
      { gestures: 2, events: 3, right: 1, precision: 1 / 3, recall: 0.5, f1: 0.4, delayP50: 1 },
    ]);
  });

  it('has no number where there is nothing to divide by', () => {
    expect(scoreEvents([], { gestures: [], unknown: [] }, { seconds: 0, classes: 1 })).toMatchObject({
      f1: null,
      precision: null,
      recall: null,
      falsePerHour: null,
      onShare: null,
      delayP50: null,
      delayP95: null,
    });
    const silent = scoreEvents([], { gestures: [wave(1)], unknown: [] }, options);
    expect(silent).toMatchObject({ f1: 0, precision: null, recall: 0, falsePerHour: 0 });
    const loud = scoreEvents([wave(1)], { gestures: [], unknown: [] }, options);
    expect(loud).toMatchObject({ f1: 0, precision: 0, recall: null, falsePerHour: 10 });
  });
});

it('a quantile lies between the two values nearest to it', () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([1, 2], 0.5)).toBe(1.5);
  expect(quantile([7], 0.95)).toBe(7);
  expect(quantile([], 0.5)).toBeNull();
});
