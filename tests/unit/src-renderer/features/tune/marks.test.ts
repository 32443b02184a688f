import { describe, expect, it } from 'vitest';
import {
  depthsOf,
  markedOf,
  marksOf,
  movedBy,
  sameMark,
  within,
} from '../../../../../src-renderer/features/tune/marks';

describe('the marks of a stretch', () => {
  const marked = {
    events: [
      { class: 'push', start: 5, end: 6 },
      { class: 'wave', start: 1, end: 2 },
    ],
    unknown: [{ start: 3, end: 4 }],
  };

  it('are gestures and other movements in order, and are kept as both', () => {
    const marks = marksOf(marked);
    expect(marks.map(({ kind, start }) => `${String(kind)} ${start}`)).toEqual([
      'wave 1',
      'null 3',
      'push 5',
    ]);
    expect(markedOf(marks)).toEqual({ events: marked.events.toReversed(), unknown: marked.unknown });
  });

  it('lie within the video, begin before they end, and can be seen', () => {
    const mark = { kind: 'wave', start: 4, end: 2 };
    expect(within(mark, 10)).toEqual({ kind: 'wave', start: 2, end: 4 });
    expect(within({ ...mark, start: -1, end: 20 }, 10)).toEqual({ kind: 'wave', start: 0, end: 10 });
    expect(within({ ...mark, start: 3, end: 3 }, 10)).toEqual({ kind: 'wave', start: 3, end: 3.1 });
    const last = within({ ...mark, start: 10, end: 10 }, 10);
    expect(last.start).toBeLessThan(last.end);
    expect(last.end).toBeLessThanOrEqual(10);
  });

  it('are moved as a whole, as far as there is room', () => {
    const mark = { kind: null, start: 1, end: 2.5 };
    expect(movedBy(mark, 3, 10)).toEqual({ kind: null, start: 4, end: 5.5 });
    expect(movedBy(mark, -3, 10)).toEqual({ kind: null, start: 0, end: 1.5 });
    expect(movedBy(mark, 30, 10)).toEqual({ kind: null, start: 8.5, end: 10 });
    expect(sameMark(mark, { ...mark })).toBe(true);
    expect(sameMark(mark, { ...mark, kind: 'wave' })).toBe(false);
  });

  it('lie above longer ones', () => {
    const marks = [
      { kind: 'wave', start: 0, end: 4 },
      { kind: 'wave', start: 1, end: 2 },
      { kind: null, start: 0, end: 4 },
      { kind: 'push', start: 3, end: 9 },
    ];
    expect(depthsOf(marks)).toEqual([2, 0, 1, 3]);
  });
});
