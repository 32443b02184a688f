import { describe, expect, it } from 'vitest';
import { counterfeit } from '../../../../../src-renderer/learning/counterfeits';
import {
  clipOf,
  isCounterfeit,
  ofClasses,
  shownOf,
} from '../../../../../src-renderer/engine/training/lessons';
import { movingBar } from '../../../../fixtures/engine/support';

describe('a lesson', () => {
  const clip = movingBar('left', 'a', 's', 1);
  const made = { of: clip, kind: 'backwards', seed: 1 } as const;

  it('is a clip as it is, or a movement that is made of one', () => {
    expect([isCounterfeit(clip), isCounterfeit(made)]).toEqual([false, true]);
    expect(shownOf(clip)).toBe(clip);
    expect(shownOf(made)).toEqual(counterfeit(clip, 'backwards'));
    expect([clipOf(clip), clipOf(made)]).toEqual([clip, clip]);
  });

  it('counts among what was told rightly only where it was of a class', () => {
    const probabilities = Float32Array.of(0.5, 0.25, 0.25, 0, 0, 1, 0.25, 0.5, 0.25);
    expect(ofClasses(probabilities, [0, 2, 1], 2)).toEqual({
      probabilities: Float32Array.of(0.5, 0.25, 0.25, 0.25, 0.5, 0.25),
      labels: [0, 1],
    });
    expect(ofClasses(new Float32Array(), [], 2)).toEqual({ probabilities: new Float32Array(), labels: [] });
  });
});
