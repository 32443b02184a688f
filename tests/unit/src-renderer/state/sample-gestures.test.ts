import { describe, expect, it } from 'vitest';
import { presetGestures, seedOf } from '../../../../src-renderer/state/sample-gestures';

const gestures = [
  { id: 'swipe-left', name: 'Swipe left' },
  { id: 'swipe-right', name: 'Swipe right' },
  { id: 'wave', name: 'Wave' },
];
const preset = (names: string[], chosen = {}): (string | null)[] => [
  ...presetGestures(
    names.map((name, index) => ({ id: String(index), name })),
    gestures,
    chosen,
  ).values(),
];

describe('presetGestures', () => {
  it('goes by name, however it is written', () => {
    const found = presetGestures(
      [
        { id: 'a', name: 'WAVE' },
        { id: 'b', name: 'swipe_left' },
      ],
      gestures,
    );
    expect(Object.fromEntries(found)).toEqual({ a: 'wave', b: 'swipe-left' });
  });

  it('gives the others what is left, in order, each gesture once', () => {
    const found = presetGestures(
      [
        { id: 'a', name: 'Hello' },
        { id: 'b', name: 'Swipe left' },
        { id: 'c', name: 'Bye' },
        { id: 'd', name: 'More' },
      ],
      gestures,
    );
    expect(Object.fromEntries(found)).toEqual({ a: 'swipe-right', b: 'swipe-left', c: 'wave', d: null });
  });

  it('keeps what was chosen by hand, none included', () => {
    expect(preset(['Wave'], { '0': null })).toEqual([null]);
    expect(preset(['Wave'], { '0': 'swipe-left' })).toEqual(['swipe-left']);
  });
});

describe('seedOf', () => {
  it('is the same for the same session, differs between sessions and is a non-negative integer', () => {
    const seeds = Array.from({ length: 50 }, (_, i) => seedOf(`Session ${i}`));
    expect(seedOf('Session 3')).toBe(seeds[3]);
    expect(new Set(seeds).size).toBe(50);
    expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0)).toBe(true);
  });
});
