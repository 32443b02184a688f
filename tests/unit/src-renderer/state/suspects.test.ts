import { describe, expect, it } from 'vitest';
import type { Evaluation, Run } from '../../../../src-main/contract';
import {
  duplicatesOf,
  likeIt,
  mislabelledOf,
  suspectsOf,
  suspicionOf,
} from '../../../../src-renderer/state/suspects';
import { duplicateWarnings } from '../../../../src-renderer/state/warnings';
import { clip, gesture } from './samples';

const clips = [
  clip('wave', 'a', { minute: 1, session: 's1' }),
  clip('wave', 'b', { minute: 2, session: 's2' }),
  clip('push', 'c', { minute: 3, session: 's2' }),
  clip('push', 'd', { minute: 4, session: 's3' }),
];
type Answers = NonNullable<Evaluation['answers']>;
const run = (validation: Answers, test: Answers = []): Pick<Run, 'classes' | 'metrics'> =>
  ({
    classes: [gesture('wave'), gesture('push')],
    metrics: { train: {}, validation: { answers: validation }, test: { answers: test } },
  }) as unknown as Pick<Run, 'classes' | 'metrics'>;
const none = (): boolean => false;

describe('duplicatesOf', () => {
  it('names the later clip of each pair that is still there', () => {
    expect(
      duplicatesOf(
        [
          ['c', 'a'],
          ['a', 'gone'],
        ],
        clips,
      ),
    ).toEqual([{ clip: clips[2], finding: { kind: 'duplicate', of: clips[0] } }]);
  });
});

describe('mislabelledOf', () => {
  it('names clips that an unlearnt model is surer of than of that class’s own, the least likely first', () => {
    const answers = [
      { clip: 'wave/a', predicted: 0, confidence: 0.7, own: 0.7 },
      { clip: 'wave/b', predicted: 1, confidence: 0.9, own: 0.1 },
      { clip: 'push/c', predicted: 1, confidence: 0.6, own: 0.6 },
      { clip: 'push/d', predicted: 0, confidence: 0.97, own: 0.03 },
    ];
    expect(mislabelledOf(run(answers.slice(0, 2), answers.slice(2)), clips)).toEqual([
      { clip: clips[3], finding: { kind: 'mislabelled', as: 'wave', confidence: 0.97, own: 0.03 } },
      { clip: clips[1], finding: { kind: 'mislabelled', as: 'push', confidence: 0.9, own: 0.1 } },
    ]);
  });

  it('passes over what was guessed with little confidence, was moved since or is gone', () => {
    const answers = [
      { clip: 'wave/a', predicted: 0, confidence: 0.9, own: 0.9 },
      { clip: 'push/c', predicted: 0, confidence: 0.55, own: 0.45 },
      { clip: 'push/b', predicted: 0, confidence: 0.99, own: 0.01 },
      { clip: 'push/x', predicted: 0, confidence: 0.99, own: 0.01 },
    ];
    expect(mislabelledOf(run(answers), clips)).toEqual([]);
  });

  it('makes do with answers of versions before, which do not tell what the own class got', () => {
    const answers = [
      { clip: 'wave/a', predicted: 0, confidence: 0.8 },
      { clip: 'push/c', predicted: 0, confidence: 0.95 },
    ];
    expect(mislabelledOf(run(answers), clips).map(({ clip: { id } }) => id)).toEqual(['c']);
  });
});

describe('suspectsOf', () => {
  it('shows each clip once, for the gravest, and not what a person has said to be fine', () => {
    const checkUp = {
      examinations: new Map(),
      pairs: [['a', 'b'] as const],
      run: run([
        { clip: 'wave/a', predicted: 0, confidence: 0.5, own: 0.5 },
        { clip: 'wave/b', predicted: 1, confidence: 0.9, own: 0.1 },
        { clip: 'push/c', predicted: 1, confidence: 0.6, own: 0.6 },
      ]),
    };
    const [first] = suspectsOf(checkUp, clips, none, none);
    expect(first).toMatchObject({ clip: { id: 'b' }, finding: { kind: 'duplicate' } });
    const fine = first ? suspicionOf(first) : '';
    expect(suspectsOf(checkUp, clips, none, (suspicion) => suspicion === fine)).toMatchObject([
      { clip: { id: 'b' }, finding: { kind: 'mislabelled', as: 'push' } },
    ]);
  });
});

it('holds a suspect against clips of its class that are not suspect, those of its session first', () => {
  const more = [...clips, clip('wave', 'e', { session: 's2' }), clip('wave', 'f', { session: 's1' })];
  const [b, f] = [more[1], more[5]];
  if (!b || !f) throw new Error('There are six.');
  const suspects = [b, f].map((one) => ({ clip: one, finding: { kind: 'dark' as const } }));
  const [suspect] = suspects;
  if (!suspect) throw new Error('There are two.');
  expect(likeIt(suspect, suspects, more).map(({ id }) => id)).toEqual(['e', 'a']);
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
