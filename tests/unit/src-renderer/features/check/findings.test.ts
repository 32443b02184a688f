import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../../../src-renderer/features/check/checker';
import {
  copiesOf,
  groupsOf,
  unflaggedLike,
  flaggedClipsOf,
  findingKeyOf,
} from '../../../../../src-renderer/features/check/findings';
import { duplicateWarnings } from '../../../../../src-renderer/features/report/warnings';
import { clip, trial } from '../../../../fixtures/renderer/samples';

const clips = [
  clip('wave', 'a', { minute: 1, session: 's1' }),
  clip('wave', 'b', { minute: 2, session: 's2' }),
  clip('push', 'c', { minute: 3, session: 's2' }),
  clip('push', 'd', { minute: 4, session: 's3' }),
];
const none = (): boolean => false;

describe('copiesOf', () => {
  it('names the later clip of each pair that is still there', () => {
    const pairs = [['b', 'a'] as const, ['a', 'gone'] as const];
    expect(copiesOf(pairs, clips)).toEqual([
      { clip: clips[1], finding: { kind: 'duplicate', of: clips[0] } },
    ]);
  });

  it('names both where they are of two classes, and gives both findings the same key', () => {
    const copies = copiesOf([['a', 'c']], clips);
    expect(copies).toEqual([
      { clip: clips[2], finding: { kind: 'contradiction', of: clips[0] } },
      { clip: clips[0], finding: { kind: 'contradiction', of: clips[2] } },
    ]);
    expect(new Set(copies.map(findingKeyOf)).size).toBe(1);
  });
});

describe('flaggedClipsOf', () => {
  const answers = [
    { clip: 'wave/a', predicted: 0, confidence: 0.5, own: 0.5 },
    { clip: 'wave/b', predicted: 1, confidence: 0.9, own: 0.1 },
    { clip: 'push/c', predicted: 1, confidence: 0.6, own: 0.6 },
  ];
  const result: CheckResult = { examinations: new Map(), pairs: [['a', 'b']], trials: [trial(answers)] };

  it('shows each clip once, for the gravest, and not what a person has said to be fine', () => {
    const [first] = flaggedClipsOf(result, clips, none, none);
    expect(first).toMatchObject({ clip: { id: 'b' }, finding: { kind: 'duplicate' } });
    const fine = first ? findingKeyOf(first) : '';
    expect(flaggedClipsOf(result, clips, none, (key) => key === fine)).toMatchObject([
      { clip: { id: 'b' }, finding: { kind: 'mislabelled', as: 'push' } },
    ]);
  });

  it('shows what is in two classes first, and says how many there are of each kind', () => {
    const flaggedClips = flaggedClipsOf({ ...result, pairs: [['c', 'a']] }, clips, none, none);
    expect(flaggedClips.map(({ clip: { id } }) => id)).toEqual(['c', 'a', 'b']);
    expect(groupsOf(flaggedClips)).toEqual([
      { kind: 'contradiction', clips: 2, start: 0 },
      { kind: 'mislabelled', clips: 1, start: 2 },
    ]);
  });
});

it('compares a flagged clip with unflagged clips of its class, those of its session first', () => {
  const more = [...clips, clip('wave', 'e', { session: 's2' }), clip('wave', 'f', { session: 's1' })];
  const [b, f] = [more[1], more[5]];
  if (!b || !f) throw new Error('There are six.');
  const flaggedClips = [b, f].map((one) => ({ clip: one, finding: { kind: 'dark' as const } }));
  expect(unflaggedLike(b, flaggedClips, more).map(({ id }) => id)).toEqual(['e', 'a']);
});

describe('duplicateWarnings', () => {
  it('warns of what is on two sides of a split, and says of which', () => {
    const [a, b, c, d] = clips;
    if (!a || !b || !c || !d) throw new Error('There are four.');
    expect(duplicateWarnings([[b, c]], [])).toEqual([]);
    expect(duplicateWarnings([[a, b]], ['s2'])).toEqual([
      expect.stringMatching(/1 clip of s2 is .* of s1, so a test score/),
    ]);
    expect(duplicateWarnings([[a, d]], ['s2'])).toEqual([expect.stringContaining('so a validation score')]);
    expect(duplicateWarnings([[a, b]], ['s1', 's2'])).toEqual([]);
  });
});
