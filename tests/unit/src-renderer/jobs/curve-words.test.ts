import { expect, it } from 'vitest';
import { curveWords } from '../../../../src-renderer/jobs/curve-words';

type Change = { low: number; high: number; over: 'sessions' | 'clips' } | null;

const point = (share: number, recall: number | null, tested: number, change?: Change) => ({
  share,
  clips: 40 * share,
  accuracy: 0.5,
  perClass: [{ classId: 'push', name: 'Push', clips: 20 * share, tested, recall, change }],
});
const said = (half: number | null, whole: number | null, change?: Change, tested = 20): string[] =>
  curveWords({
    part: 'test',
    points: [point(0.25, 0, tested), point(0.5, half, tested), point(1, whole, tested, change)],
  });

it('says that more clips would help where the whole range of the change does', () => {
  expect(said(0.55, 0.7, { low: 0.04, high: 0.3, over: 'sessions' })).toEqual([
    'More clips of Push would likely help. Recall went from 0.55 to 0.70 when the second half of the clips was added: a change between +4 and +30 points (95\u00a0% range over the sessions of 20 test clips).',
  ]);
  expect(said(0.7, 0.5, { low: -0.4, high: -0.05, over: 'sessions' })[0]).toMatch(
    /^More of the same clips of Push may not help\. .* between −40 and −5 points/,
  );
  expect(said(0.9, 0.92, { low: -0.03, high: 0.06, over: 'sessions' })[0]).toMatch(
    /^More of the same clips of Push would change little\./,
  );
});

it('does not tell of a change that can be chance, be it two clips', () => {
  expect(said(0.75, 1, { low: 0, high: 0.55, over: 'clips' }, 8)).toEqual([
    'Whether more clips of Push would help cannot be judged. Recall went from 0.75 to 1.00 when the second half of the clips was added: a change between 0 and +55 points (95\u00a0% range over the 8 test clips, of one session).',
  ]);
  expect(said(0.5, 1, null, 1)).toEqual([
    'Whether more clips of Push would help cannot be judged from 1 test clip.',
  ]);
  expect(said(null, null, null, 0)).toEqual([
    'There are no test clips of Push, so nothing can be said about it.',
  ]);
});

it('tells nothing of a curve that kept no range', () => {
  expect(said(0.5, 0.9)).toEqual([
    'Whether more clips of Push would help cannot be judged from 20 test clips.',
  ]);
});

it('says that it is too early where it was stopped', () => {
  expect(curveWords({ part: 'test', points: [point(0.25, 0.5, 20), point(0.5, 0.5, 20)] })).toEqual([
    'It was stopped before all clips were used, so it is too early to tell.',
  ]);
});
