import { describe, expect, it } from 'vitest';
import type { Evaluation, Run } from '../../../../src-main/contract';
import {
  looksWarning,
  rangeWords,
  scoreRemarks,
  scoreWarnings,
} from '../../../../src-renderer/jobs/score-warnings';

const evaluation = (
  counts: Record<string, number>,
  accuracy: number,
): Pick<Evaluation, 'accuracy' | 'clips' | 'perClass'> => ({
  accuracy,
  clips: Object.values(counts).reduce((a, b) => a + b),
  perClass: Object.entries(counts).map(([name, clips]) => ({
    classId: name.toLowerCase(),
    name,
    clips,
    precision: null,
    recall: null,
    f1: null,
  })),
});

describe('the warnings of a score', () => {
  it('are none where there are clips enough', () => {
    expect(scoreWarnings('test', evaluation({ Wave: 10, Push: 10 }, 0.9))).toEqual([]);
  });

  it('say how wide the range of few clips is', () => {
    expect(rangeWords({ accuracy: 0.8, clips: 15 })).toBe('between 55 % and 93 %');
    expect(scoreWarnings('validation', evaluation({ Wave: 8, Push: 7 }, 0.8))).toEqual([
      'This score rests on 15 validation clips only: the true one lies between 55 % and 93 %, with 95 % certainty.',
    ]);
  });

  it('name classes of few clips and of none', () => {
    const said = scoreWarnings('test', evaluation({ Wave: 20, Push: 2, Pull: 1, Stop: 0 }, 1));
    expect(said).toEqual([
      'Of Push and Pull there are fewer than 3 test clips, so their own scores say little.',
      'There are no test clips of Stop, so this score says nothing about it.',
    ]);
  });
});

describe('what is remarked of a score', () => {
  const many = evaluation({ Wave: 20, Push: 2 }, 1);

  it('is between what the true one lies, and its warnings', () => {
    expect(scoreRemarks('test', many, 0)).toEqual([
      'The true accuracy lies between 85 % and 100 %, with 95 % certainty.',
      'Of Push there are fewer than 3 test clips, so its own score says little.',
    ]);
    const few = evaluation({ Wave: 4, Push: 4 }, 1);
    expect(scoreRemarks('test', few, 0)).toEqual(scoreWarnings('test', few));
  });

  it('claims nothing of the true one where clips are not new to the model', () => {
    const said = scoreRemarks('test', many, 5);
    expect(said).toEqual([expect.stringMatching(/^The model knew 5 of these 22 clips .* flatters it/)]);
  });
});

describe('the warning of many looks', () => {
  const run = (test: string[] | null): Pick<Run, 'split' | 'metrics'> =>
    ({
      split: { sessions: { test: test ?? [] } },
      metrics: { test: test && {} },
    }) as unknown as Pick<Run, 'split' | 'metrics'>;
  const tested = (...testSessions: string[]) => ({ testSessions });
  const others = [tested('b', 'a'), tested('a', 'b'), tested('a', 'b'), tested('a'), tested()];

  it('counts the models that were tested on the same sessions', () => {
    const list = [...others, tested('a', 'b')];
    expect(looksWarning(run(['a', 'b']), list)).toBeNull();
    expect(looksWarning(run(['a', 'b']), [...list, tested('b', 'a')])).toMatch(
      /^You have chosen among 5 models on this test, so its score flatters you\./,
    );
  });

  it('does not come without a test', () => {
    expect(
      looksWarning(
        run(null),
        Array.from({ length: 6 }, () => tested()),
      ),
    ).toBeNull();
  });
});
