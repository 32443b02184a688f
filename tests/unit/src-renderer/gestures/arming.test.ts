import { describe, expect, it } from 'vitest';
import type { Arming as Waking } from '../../../../src-main/contract';
import { Arming } from '../../../../src-renderer/gestures/arming';
import type { GestureEvent } from '../../../../src-renderer/gestures/gesture-rule';

const classes = [{ id: 'wave' }, { id: 'push' }, { id: 'circle' }];
const [WAVE, PUSH] = [0, 1];
const wake: Waking = { way: 'gesture', classId: 'wave', seconds: 10 };

/** A gesture that starts and ends. */
function done(arming: Arming, index: number, at: number, held = false): string {
  const event = (kind: GestureEvent['kind'], time: number): GestureEvent => ({
    kind,
    index,
    at: time,
    confidence: 1,
  });
  const told = [
    ...arming.pass([event('start', at)], at, held),
    ...arming.pass([event('end', at + 500)], at + 500, held),
  ];
  return told.map(({ kind }) => kind).join();
}

describe('outputs that wait for nothing', () => {
  it('are told of all', () => {
    const arming = new Arming(null, classes);
    expect(done(arming, PUSH, 0)).toBe('start,end');
    expect([arming.awake(0), arming.left(0), arming.hopeless]).toEqual([true, null, false]);
  });
});

describe('outputs that wait for a gesture', () => {
  it('hear nothing before it, not it, and what follows until nothing has followed for a while', () => {
    const arming = new Arming(wake, classes);
    expect(arming.awake(0)).toBe(false);
    expect(done(arming, PUSH, 0)).toBe('');
    expect(done(arming, WAVE, 1000)).toBe('');
    expect([arming.awake(1000), arming.left(2000)]).toEqual([true, 9000]);
    expect(done(arming, PUSH, 10_900)).toBe('start,end');
    // Each gesture keeps them awake from its end on.
    expect(arming.left(11_400)).toBe(10_000);
    expect(done(arming, PUSH, 21_300)).toBe('start,end');
    expect(arming.awake(31_900)).toBe(false);
    expect(done(arming, PUSH, 31_900)).toBe('');
  });

  it('are told of the end of what they were told began, however long it lasts', () => {
    const arming = new Arming(wake, classes);
    done(arming, WAVE, 0);
    arming.pass([{ kind: 'start', index: PUSH, at: 5000, confidence: 1 }], 5000);
    expect([arming.awake(60_000), arming.left(60_000)]).toEqual([true, 10_000]);
    expect(arming.pass([{ kind: 'end', index: PUSH, at: 60_000, confidence: 0 }], 60_000)).toHaveLength(1);
    expect(arming.awake(69_000)).toBe(true);
    expect(arming.awake(70_000)).toBe(false);
  });

  it('are told of that end also where they wait for something else by then', () => {
    const before = new Arming(null, classes);
    before.pass([{ kind: 'start', index: PUSH, at: 0, confidence: 1 }], 0);
    const after = new Arming(wake, classes, before);
    expect(after.pass([{ kind: 'end', index: PUSH, at: 900, confidence: 0 }], 900)).toHaveLength(1);
  });

  it('are told that the model does not know it', () => {
    const arming = new Arming({ ...wake, classId: 'gone' }, classes);
    expect(arming.hopeless).toBe(true);
    expect(done(arming, WAVE, 0) + done(arming, PUSH, 1000)).toBe('');
  });
});

describe('outputs that wait for a key', () => {
  it('hear what begins while it is held', () => {
    const arming = new Arming({ way: 'key', key: 'Shift' }, classes);
    expect(done(arming, PUSH, 0)).toBe('');
    expect(done(arming, PUSH, 1000, true)).toBe('start,end');
    expect([arming.awake(2000), arming.awake(2000, true), arming.left(2000)]).toEqual([false, true, null]);
  });
});

it('is known again by what it waits for and by the classes', () => {
  const arming = new Arming(wake, classes);
  expect(arming.is({ ...wake }, [...classes])).toBe(true);
  expect(arming.is({ ...wake, seconds: 5 }, classes)).toBe(false);
  expect(arming.is(wake, classes.slice(1))).toBe(false);
});
