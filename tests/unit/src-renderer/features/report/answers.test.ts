import { describe, expect, it } from 'vitest';
import { answersOf } from '../../../../../src-renderer/features/report/answers';
import { clip } from '../../../../fixtures/renderer/samples';

const classes = [{ id: 'wave' }, { id: 'push' }];
const answers = [
  { clip: 'wave/a', predicted: 1, confidence: 0.6 },
  { clip: 'wave/b', predicted: 1, confidence: 0.9 },
  { clip: 'wave/c', predicted: 0, confidence: 0.8 },
  { clip: 'push/d', predicted: 1, confidence: 0.7 },
];
const clips = [clip('wave', 'a'), clip('wave', 'b'), clip('wave', 'c'), clip('push', 'd')];
const ids = (truth: string, predicted: string, there = clips) => {
  const { found, gone } = answersOf(answers, classes, there, truth, predicted);
  return { found: found.map((answered) => answered.clip.id), gone };
};

describe('answersOf', () => {
  it('gives the clips of one cell, the surest answers first', () => {
    expect(ids('wave', 'push')).toEqual({ found: ['b', 'a'], gone: 0 });
    expect(ids('wave', 'wave')).toEqual({ found: ['c'], gone: 0 });
    expect(ids('push', 'wave')).toEqual({ found: [], gone: 0 });
  });

  it('counts clips that were deleted or moved since', () => {
    const since = [clip('push', 'a'), clip('wave', 'c'), clip('push', 'd')];
    expect(ids('wave', 'push', since)).toEqual({ found: [], gone: 2 });
  });
});
