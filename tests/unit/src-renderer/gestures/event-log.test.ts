import { describe, expect, it } from 'vitest';
import { EventLog } from '../../../../src-renderer/gestures/event-log';
import { ruleOf } from '../../../../src-renderer/gestures/rule-of';
import { gesture } from '../../../fixtures/renderer/samples';

const run = { classes: [gesture('wave', 'Wave'), gesture('push', 'Push'), gesture('none', 'None')] };
const log = (): EventLog => new EventLog(ruleOf(run, { threshold: 0.6 }));

describe('an event log', () => {
  it('tells of a gesture when it is decided, and when it is over', () => {
    const own = log();
    expect(own.push([0.7, 0.3, 0], 1000)).toEqual([]);
    expect(own.push([0.8, 0.2, 0], 1100)).toEqual([
      { kind: 'start', gesture: { index: 0, confidence: 0.8, start: 1.1, end: null } },
    ]);
    expect(own.push([0.9, 0.1, 0], 1200)).toEqual([]);
    expect(own.push([0.1, 0.1, 0.8], 1300)).toEqual([
      { kind: 'end', gesture: { index: 0, confidence: 0.9, start: 1.1, end: 1.3 } },
    ]);
    expect(own.close(2000)).toEqual([]);
  });

  it('ends what lasts where nothing more is watched', () => {
    const own = log();
    for (const at of [0, 100]) own.push([0, 1, 0], at);
    expect(own.close(400)).toEqual([
      { kind: 'end', gesture: { index: 1, confidence: 1, start: 0.1, end: 0.4 } },
    ]);
    expect(own.close(500)).toEqual([]);
  });

  it('ends a gesture where there is no answer', () => {
    const own = log();
    for (const at of [0, 100]) own.push([1, 0, 0], at);
    expect(own.push(null, 200)).toMatchObject([{ kind: 'end', gesture: { end: 0.2 } }]);
  });

  it('knows which class stands for no gesture', () => {
    const own = log();
    for (const at of [0, 100, 200]) expect(own.push([0, 0, 1], at)).toEqual([]);
  });
});
