import { describe, expect, it } from 'vitest';
import { presetGestures, seedOf } from '../../../../../src-renderer/features/collect/sample-gestures';

const gestures = [
  { id: 'swipe-left', name: 'Swipe left' },
  { id: 'swipe-right', name: 'Swipe right' },
  { id: 'wave', name: 'Wave' },
];
const preset = (ids: string[], chosen = {}): Record<string, string | null> =>
  Object.fromEntries(
    presetGestures(
      ids.map((id) => ({ id, name: `Called ${id}` })),
      gestures,
      chosen,
    ),
  );

describe('presetGestures', () => {
  it('goes by the first name of a class, so that renaming changes nothing, and by the one it has', () => {
    expect(preset(['wave', 'swipe-left'])).toEqual({ wave: 'wave', 'swipe-left': 'swipe-left' });
    const renamed = [
      { id: 'wave', name: 'Swipe left' },
      { id: 'hello', name: 'ｗave ' },
    ];
    expect(Object.fromEntries(presetGestures(renamed, gestures))).toEqual({ wave: 'wave', hello: 'wave' });
  });

  it('knows a name that another class had before, too', () => {
    expect(preset(['wave-2'])).toEqual({ 'wave-2': 'wave' });
  });

  it('gives nothing to a class of another name', () => {
    expect(preset(['hello', 'swipe-left', 'thumbs-up'])).toEqual({
      hello: null,
      'swipe-left': 'swipe-left',
      'thumbs-up': null,
    });
  });

  it('keeps what was chosen by hand, none included', () => {
    expect(preset(['wave'], { wave: null })).toEqual({ wave: null });
    expect(preset(['wave'], { wave: 'swipe-left' })).toEqual({ wave: 'swipe-left' });
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
