import { describe, expect, it } from 'vitest';
import { DEFAULT_RULE } from '../../../../src-renderer/gestures/gesture-rule';
import { TriggerCounter } from '../../../../src-renderer/gestures/triggers';

/** Wave, Push, None. */
const NONE = [false, false, true];
const wave = (confidence: number): number[] => [confidence, 1 - confidence, 0];
const push = [0, 1, 0];
const none = [0, 0, 1];
const counterAt = (threshold: number, classes: readonly boolean[]): TriggerCounter =>
  new TriggerCounter({ ...DEFAULT_RULE, threshold, none: classes });

describe('a trigger counter', () => {
  const classes = ['Wave', 'Push', 'None'].map((name) => ({ id: name.toLowerCase(), name }));

  it('counts at each threshold in one pass, and by class at the one in use', () => {
    const counter = counterAt(0.75, NONE);
    for (const window of [wave(0.85), wave(0.85), none, push, push, wave(0.77), wave(0.77)])
      counter.push(window, 0);
    expect(counter.counts(classes)).toEqual({
      threshold: 0.75,
      perClass: [
        { classId: 'wave', name: 'Wave', triggers: 2, on: 2 / 7 },
        { classId: 'push', name: 'Push', triggers: 1, on: 1 / 7 },
      ],
      byThreshold: [
        { threshold: 0.5, triggers: 3, on: 3 / 7 },
        { threshold: 0.6, triggers: 3, on: 3 / 7 },
        { threshold: 0.7, triggers: 3, on: 3 / 7 },
        { threshold: 0.75, triggers: 3, on: 3 / 7 },
        { threshold: 0.8, triggers: 2, on: 2 / 7 },
        { threshold: 0.9, triggers: 1, on: 1 / 7 },
        { threshold: 0.95, triggers: 1, on: 1 / 7 },
      ],
    });
  });

  it('tells of a class that is on all the time by that, whatever the length, and counts it as live does: once', () => {
    for (const windows of [100, 1000]) {
      const counter = counterAt(0.75, NONE);
      for (let i = 0; i < windows; i++) counter.push(push, 0);
      const { perClass } = counter.counts(classes);
      expect(perClass[1]?.triggers).toBe(1);
      // A gesture starts with the second window that speaks for it.
      expect(perClass[1]?.on).toBeCloseTo((windows - 1) / windows);
      expect(perClass[0]).toMatchObject({ triggers: 0, on: 0 });
    }
  });

  it('fires more often at a threshold that breaks a gesture off, and is on for less of the time', () => {
    const counter = counterAt(0.6, NONE);
    for (let i = 0; i < 300; i++) counter.push(i % 10 === 0 ? [0.4, 0.3, 0.3] : wave(0.99), 0);
    const { byThreshold } = counter.counts(classes);
    const [low, high] = [0.6, 0.9].map((each) => byThreshold.find(({ threshold }) => threshold === each));
    expect(low?.triggers).toBe(1);
    expect(high?.triggers).toBe(30);
    expect(high?.on).toBeLessThan(0.85);
  });

  it('counts the threshold in use once where it is one of those', () => {
    expect(counterAt(0.6, NONE).counts(classes).byThreshold).toHaveLength(6);
  });
});
