import { describe, expect, it } from 'vitest';
import { toldOf, wrongWords } from '../../../../../src-renderer/features/tune/told';
import { gesture } from '../../../../fixtures/renderer/samples';

const classes = [gesture('wave', 'Wave'), gesture('push', 'Push'), gesture('none', 'None')];
const rule = { threshold: 0.7, windows: 2, release: 0.5, cooldown: 0 };
/** Ten windows a second: w is a wave, p a push, - nothing. */
const answered = (text: string) => ({
  answers: [...text].map((letter, index) => ({
    at: 100 * index,
    probabilities: { w: [0.9, 0.1, 0], p: [0.1, 0.9, 0] }[letter] ?? [0, 0, 1],
  })),
  seconds: text.length / 10,
});

describe('what a model tells of in a stretch', () => {
  it('is right with its delay, or wrong with why; what it does not tell of is missed', () => {
    const stretch = {
      events: [
        { class: 'wave', start: 0.2, end: 0.8 },
        { class: 'push', start: 3, end: 3.5 },
        // Not a class that can be told of, nor one of the model's.
        { class: 'none', start: 3.5, end: 3.6 },
        { class: 'nod', start: 2, end: 2.3 },
      ],
      unknown: [],
    };
    const { told, missed } = toldOf(stretch, answered('---www---------pp----ww-------'), rule, classes);
    expect(told.map(({ gesture: { name }, delay, wrong }) => [name, delay?.toFixed(1), wrong])).toEqual([
      ['Wave', '0.2', null],
      ['Push', undefined, 'confused'],
      ['Wave', undefined, 'unknown'],
    ]);
    expect(missed).toEqual([{ gesture: classes[1], start: 3, end: 3.5 }]);
    expect(wrongWords('confused')).toBe('during another gesture');
  });

  it('follows the rule, a class’s own threshold included', () => {
    const stretch = { events: [{ class: 'wave', start: 0.2, end: 0.8 }], unknown: [] };
    const own = { ...rule, classThresholds: { wave: 0.95 } };
    const { told, missed } = toldOf(stretch, answered('---www----'), own, classes);
    expect(told).toEqual([]);
    expect(missed).toHaveLength(1);
  });
});
