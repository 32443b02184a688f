import { describe, expect, it } from 'vitest';
import { Choreography } from '../../../../../src-renderer/capture/sample/choreography';

const every = (from: number, to: number, step = 20): number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);

describe('Choreography', () => {
  it('performs what it was asked for, one after another, with time to come back between them', () => {
    const hand = new Choreography(5, 1000);
    const first = hand.perform('swipe-left', 1.6, 1000);
    const second = hand.perform('swipe-left', 1.6, 1000);
    expect(first.start).toBeGreaterThan(1000);
    expect(first.end - first.start).toBe(1600);
    expect(second.start).toBeGreaterThan(first.end);
    for (const { start, end } of [first, second]) {
      const xs = every(start, end).map((now) => hand.handAt(now).position.x);
      expect((xs.at(-1) ?? 0) - (xs[0] ?? 0)).toBeLessThan(-0.2);
    }
  });

  it('sinks between performances, so that the way back is no swipe', () => {
    const hand = new Choreography(5, 0);
    const first = hand.perform('swipe-left', 1.6, 0);
    const second = hand.perform('swipe-left', 1.6, 0);
    hand.handAt(first.end - 1);
    const before = hand.handAt(first.end).position.y;
    const halfway = hand.handAt((first.end + second.start) / 2).position.y;
    expect(halfway).toBeGreaterThan(before + 0.3);
  });

  it('lets the same person come back and perform in other ways', () => {
    const hand = new Choreography(5, 0);
    const path = (performances?: number): number[] => {
      hand.newSession(5, 0, performances);
      const { start, end } = hand.perform('swipe-left', 1.6, 0);
      return every(start, end).map((now) => hand.handAt(now).position.x);
    };
    const { look } = hand;
    const first = path();
    expect(path()).toEqual(first);
    expect(path(6)).not.toEqual(first);
    expect(hand.look).toEqual(look);
  });

  it('says when the hand moves, and keeps it still before and after where asked to', () => {
    const speed = (hand: Choreography, now: number): number => {
      const a = hand.handAt(now - 20).position;
      const b = hand.handAt(now).position;
      return Math.hypot(b.x - a.x, b.y - a.y) / 0.02;
    };
    for (const gesture of ['swipe-left', 'swipe-right', 'circle-clockwise', 'circle-counter-clockwise']) {
      const hand = new Choreography(5, 0);
      const { start, end, moves } = hand.perform(gesture, 1.6, 0, { before: 1000, after: 500 });
      expect(start).toBeGreaterThan(1000);
      if (!moves) throw new Error(`${gesture} does not move.`);
      expect(moves.start).toBeGreaterThanOrEqual(start);
      expect(moves.end).toBeLessThanOrEqual(end);
      const speeds = every(start - 900, end + 480).map((now) => ({ now, speed: speed(hand, now) }));
      const resting = speeds.filter(({ now }) => now <= moves.start || now - 20 >= moves.end);
      expect(Math.max(...resting.map((each) => each.speed))).toBeLessThan(0.08);
      const middle = speeds.find(({ now }) => now > (moves.start + moves.end) / 2);
      expect(middle?.speed).toBeGreaterThan(0.2);
    }
    expect(new Choreography(5, 0).perform('idle', 1.6, 0).moves).toBeNull();
  });

  it('never jumps', () => {
    const hand = new Choreography(9, 0);
    hand.loop('circle-clockwise', 1.6, 0);
    let last = hand.handAt(0).position;
    for (const now of every(5, 12_000, 5)) {
      if (now === 4000) hand.perform('push', 1.6, now);
      const { position } = hand.handAt(now);
      expect(Math.hypot(position.x - last.x, position.y - last.y)).toBeLessThan(0.05);
      last = position;
    }
  });

  it('gives up looping for a performance, and goes on with the loop after it', () => {
    const hand = new Choreography(3, 0);
    hand.loop('wave', 1.6, 0);
    for (const now of every(0, 1500)) hand.handAt(now);
    const asked = hand.perform('push', 1.6, 1500);
    expect(asked.start).toBeLessThan(2000);
    const scales = every(asked.start, asked.end - 20).map((now) => hand.handAt(now).position.scale);
    expect((scales.at(-1) ?? 0) / (scales[0] ?? 1)).toBeGreaterThan(1.5);
    const angles = every(asked.end + 800, asked.end + 2300).map((now) => hand.handAt(now).position.angle);
    expect(Math.max(...angles) - Math.min(...angles)).toBeGreaterThan(0.4);
  });

  it('shows another person after a new session, and the same one for the same seed', () => {
    const hand = new Choreography(1, 0);
    const before = hand.look;
    hand.newSession(2, 100);
    expect(hand.look).not.toEqual(before);
    hand.newSession(1, 200);
    expect(hand.look).toEqual(before);
  });

  it('refuses an unknown gesture at once', () => {
    const hand = new Choreography(1, 0);
    expect(() => hand.perform('salute', 1.6, 0)).toThrow(RangeError);
    expect(() => hand.loop('salute', 1.6, 0)).toThrow(RangeError);
    expect(() => hand.handAt(100)).not.toThrow();
  });
});
