import { describe, expect, it } from 'vitest';
import { atMostPerHour, perHour, TriggerCounter } from '../../../../src-renderer/gestures/triggers';

/** Wave, Push, None. */
const NONE = [false, false, true];
const wave = (confidence: number): number[] => [confidence, 1 - confidence, 0];
const push = [0, 1, 0];
const none = [0, 0, 1];

describe('a trigger counter', () => {
  const classes = ['Wave', 'Push', 'None'].map((name) => ({ id: name.toLowerCase(), name }));

  it('counts at each threshold in one pass, and by class at the one in use', () => {
    const counter = new TriggerCounter(0.75, NONE);
    for (const window of [wave(0.85), wave(0.85), none, push, push, wave(0.77), wave(0.77)])
      counter.push(window);
    expect(counter.counts(classes)).toEqual({
      threshold: 0.75,
      perClass: [
        { classId: 'wave', name: 'Wave', triggers: 2 },
        { classId: 'push', name: 'Push', triggers: 1 },
      ],
      byThreshold: [
        { threshold: 0.5, triggers: 3 },
        { threshold: 0.6, triggers: 3 },
        { threshold: 0.7, triggers: 3 },
        { threshold: 0.75, triggers: 3 },
        { threshold: 0.8, triggers: 2 },
        { threshold: 0.9, triggers: 1 },
        { threshold: 0.95, triggers: 1 },
      ],
    });
  });

  it('counts the threshold in use once where it is one of those', () => {
    expect(new TriggerCounter(0.6, NONE).counts(classes).byThreshold).toHaveLength(6);
  });
});

it('tells rates an hour, and what silence rules out', () => {
  expect(perHour(2, 600)).toBe(12);
  expect(perHour(0, 0)).toBeNull();
  expect(atMostPerHour(3600)).toBe(3);
});
