import { expect, it } from 'vitest';
import { foldsOf, foldsTried } from '../../../../src-main/shared/folds';

const folds = foldsOf(['a', 'b', 'c'], false);

it('each session is left out in turn, or learnt from alone', () => {
  expect(folds.map(({ testSessions }) => testSessions)).toEqual([['a'], ['b'], ['c']]);
  expect(foldsOf(['a', 'b', 'c'], true)[1]).toEqual({ session: 'b', testSessions: ['a', 'c'] });
});

it('all are tried, or for each set of unknown classes the one whose turn it is', () => {
  expect(foldsTried(folds, 4, false)).toEqual(folds);
  expect([0, 2, 4].map((set) => foldsTried(folds, set, true).map(({ session }) => session))).toEqual([
    ['a'],
    ['c'],
    ['b'],
  ]);
});
