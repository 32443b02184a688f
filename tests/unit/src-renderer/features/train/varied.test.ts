import { describe, expect, it } from 'vitest';
import { someOf } from '../../../../../src-renderer/features/train/varied';
import { clip } from '../../../../fixtures/renderer/samples';

describe('clips for the wall', () => {
  it('are of all classes by turns, the newest first', () => {
    const clips = [clip('wave', 'a'), clip('wave', 'b'), clip('wave', 'c'), clip('pull', 'd')];
    expect(someOf(clips).map(({ id }) => id)).toEqual(['c', 'd', 'b', 'a']);
  });

  it('are no more than fit', () => {
    expect(someOf(Array.from({ length: 40 }, (_, i) => clip('wave', String(i))))).toHaveLength(12);
    expect(someOf([])).toEqual([]);
  });
});
