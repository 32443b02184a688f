import { describe, expect, it } from 'vitest';
import { DEFAULT_RULE } from '../../../../src-renderer/gestures/gesture-rule';
import {
  askedOf,
  indexed,
  keptRule,
  movedRule,
  ruleSettingsOf,
} from '../../../../src-renderer/gestures/rule-of';
import { gesture } from '../../../fixtures/renderer/samples';

const classes = [gesture('wave', 'Wave'), gesture('push', 'Push'), gesture('none', 'None')];
const events = { threshold: 0.6, windows: 3, release: 0.4, cooldown: 1, classThresholds: { push: 0.8 } };

describe('the rule of a run', () => {
  it('is the one kept with it, by the order of its classes, else the usual one', () => {
    const none = [false, false, true];
    expect(ruleSettingsOf({ classes, events }, { threshold: 0.6 })).toEqual({
      ...{ threshold: 0.6, windows: 3, release: 0.4, cooldown: 1 },
      ...{ thresholds: [0.6, 0.8, 0.6], none },
    });
    expect(ruleSettingsOf({ classes }, { threshold: 0.5 })).toEqual({
      ...DEFAULT_RULE,
      threshold: 0.5,
      none,
    });
  });

  it('is asked for as it is kept, else as it is set', () => {
    const set = { threshold: 0.9, unseen: 0.05 };
    expect(askedOf({ events }, set)).toEqual({ threshold: 0.6, unseen: 0 });
    expect(askedOf({ events: { ...events, unseen: 0.03 } }, set)).toEqual({ threshold: 0.6, unseen: 0.03 });
    expect(askedOf({}, set)).toEqual(set);
    expect(ruleSettingsOf({ classes, events }, { threshold: 0.6, unseen: 0.04 }).unseen).toBe(0.04);
    expect(keptRule(indexed({ ...events, unseen: 0.04 }, classes), classes).unseen).toBe(0.04);
  });

  it('moves the thresholds of classes with the one that is asked for', () => {
    expect(movedRule(events, 0.7)).toEqual({ ...events, threshold: 0.7, classThresholds: { push: 0.9 } });
    expect(ruleSettingsOf({ classes, events }, { threshold: 0.9 }).thresholds).toEqual([0.9, 1, 0.9]);
    expect(movedRule({ ...DEFAULT_RULE }, 0.4)).toEqual({ ...DEFAULT_RULE, threshold: 0.4 });
  });

  it('keeps what is enough at once, and moves it with the threshold', () => {
    const sure = { ...events, atOnce: 0.7 };
    expect(keptRule(indexed(sure, classes), classes)).toEqual(sure);
    expect(movedRule(sure, 0.7)).toMatchObject({
      threshold: 0.7,
      atOnce: 0.8,
      classThresholds: { push: 0.9 },
    });
    expect(ruleSettingsOf({ classes, events: sure }, { threshold: 0.5 }).atOnce).toBe(0.6);
    expect(movedRule(events, 0.7)).not.toHaveProperty('atOnce');
  });

  it('is kept by the ids of its classes, those only that differ', () => {
    expect(keptRule(indexed(events, classes), classes)).toEqual(events);
    const alike = indexed({ ...events, classThresholds: { push: 0.6 } }, classes);
    expect(keptRule(alike, classes)).not.toHaveProperty('classThresholds');
  });
});
