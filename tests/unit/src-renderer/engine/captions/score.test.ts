import { describe, expect, it } from 'vitest';
import { mostFrequent, scoreOf } from '../../../../../src-renderer/engine/captions/score';

const learnt = ['A hand waves.', 'a hand waves', 'a hand pushes forward'];

describe('the score', () => {
  it('counts sentences and words that are right, beside always saying the same', () => {
    const score = scoreOf(
      [
        { clip: 'wave/1', text: 'A hand waves.', said: 'a hand waves' },
        { clip: 'push/1', text: 'a hand pushes forward', said: 'a hand waves' },
        { clip: 'push/2', text: 'a hand pushes forward', said: 'a hand pushes forward' },
        { clip: 'push/3', text: 'a hand pushes forward', said: 'a hand pushes forward again' },
      ],
      learnt,
    );
    expect(score).toMatchObject({ clips: 4, exact: 0.5, baseline: 0.25 });
    expect(score.tokens).toBeCloseTo((3 + 2 + 4 + 4) / (3 + 4 + 4 + 5));
    expect(score.examples.map(({ clip }) => clip)).toEqual(['push/1', 'push/3', 'wave/1', 'push/2']);
  });

  it('shows one clip of each text where all are right', () => {
    const right = Array.from({ length: 20 }, (_, i) => ({
      clip: `wave/${i}`,
      text: 'a wave',
      said: 'a wave',
    }));
    expect(scoreOf(right, learnt)).toMatchObject({ exact: 1, tokens: 1, baseline: 0 });
    expect(scoreOf(right, learnt).examples).toHaveLength(1);
  });
});

it('the most frequent text is told apart by its words alone', () => {
  expect(mostFrequent(['push', ...learnt])).toBe('a hand waves');
});
