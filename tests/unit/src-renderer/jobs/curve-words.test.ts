import { expect, it } from 'vitest';
import { curveWords } from '../../../../src-renderer/jobs/curve-words';

const point = (share: number, recall: number | null, tested: number) => ({
  share,
  clips: 40 * share,
  accuracy: 0.5,
  perClass: [{ classId: 'push', name: 'Push', clips: 20 * share, tested, recall }],
});
const said = (half: number | null, whole: number | null, tested = 20): string[] =>
  curveWords({
    part: 'test',
    points: [point(0.25, 0, tested), point(0.5, half, tested), point(1, whole, tested)],
  });

it('says of each class whether more clips would help', () => {
  expect(said(0.55, 0.7)).toEqual([
    'More clips of Push would likely help: recall rose from 0.55 to 0.70 with the last half.',
  ]);
  expect(said(0.9, 0.95)).toEqual(['Push is learnt; more of it would change little.']);
  expect(said(0.9, 0.92)).toEqual(['Push is learnt; more of it would change little.']);
  expect(said(0.6, 0.62)[0]).toMatch(
    /^More of the same clips of Push would change little: recall stayed near 0.62/,
  );
  expect(said(0.7, 0.5)[0]).toMatch(/^Recall of Push fell from 0.70 to 0.50 with the last half/);
});

it('says where a gain is one clip only, or there were none to try', () => {
  expect(said(0.6, 0.8, 5)[0]).toMatch(
    /^More clips of Push may help: .* but that is one test clip, which can be/,
  );
  expect(said(0.5, 1, 4)[0]).toMatch(/^Push was tried on 4 test clips only, too few to tell/);
  expect(said(null, null, 0)).toEqual(['There are no test clips of Push, so nothing can be told of it.']);
});

it('says that it is too early where it was stopped', () => {
  expect(curveWords({ part: 'test', points: [point(0.25, 0.5, 20), point(0.5, 0.5, 20)] })).toEqual([
    'It was stopped before all clips were tried, so it is too early to tell.',
  ]);
});
