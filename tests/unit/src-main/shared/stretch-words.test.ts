import { expect, it } from 'vitest';
import { stretchLines } from '../../../../src-main/cli/commands/evaluate';
import { learntWords, stretchWords } from '../../../../src-main/shared/stretch-words';

const report = {
  ...{ stretches: 2, seconds: 240, threshold: 0.65, gestures: 12, events: 13, right: 11, f1: 0.88 },
  ...{ falsePerHour: 30, delayP50: 0.62, delayP95: 1.24 },
};

it('says how many are found, how many are false and how late they come', () => {
  expect(stretchWords(report)).toEqual([
    'Event F1 0.88: 11 of 12 gestures found, 2 false events, 30 an hour.',
    'Found 0.6 s after the start (median); 95\u00a0% within 1.2 s.',
    'In 2 stretches that the model has not learnt from, 4 min, at 65\u00a0%.',
  ]);
  const none = { ...report, stretches: 1, events: 0, right: 0, f1: 0, falsePerHour: 0, delayP50: null };
  expect(stretchWords({ ...none, delayP95: null })).toEqual([
    'Event F1 0.00: 0 of 12 gestures found, no false events.',
    'In 1 stretch that the model has not learnt from, 4 min, at 65\u00a0%.',
  ]);
});

it('says where it knows them, and which others do not count', () => {
  expect(stretchWords({ ...report, fitted: true }).slice(-2)).toEqual([
    'In 2 stretches, 4 min, at 65\u00a0%.',
    'The model has learnt from these very stretches, or its settings were fitted to them, so this flatters.',
  ]);
  expect(stretchWords({ ...report, fitted: false, leftOut: 1 }).at(-1)).toBe(
    'Left out: 1 stretch that it has learnt from, or its settings were fitted to.',
  );
  expect(stretchWords({ ...report, fitted: false, leftOut: 0 })).toEqual(stretchWords(report));
});

it('says that it has learnt from some, where it has', () => {
  expect([learntWords(), learntWords([])]).toEqual([[], []]);
  expect(learntWords(['a'])).toEqual(['Beside the clips, it has learnt from 1 recorded stretch.']);
});

it('says where there is nothing to say how to measure it', () => {
  expect(stretchLines({}, 'hands')[0]).toContain('`beckon score hands`');
});
