import { expect, it } from 'vitest';
import { firstAnswerLines } from '../../../../scripts/bench/first-answer.mjs';

it('tells the median of each time, and the goal that it has', () => {
  const fromLastClip = [
    { answer: 500, right: 900 },
    { answer: 300, right: null },
    { answer: 2_000, right: 4_000 },
  ];
  const app = { clips: 50, coldFirst: 9_200, coldAgain: 3_100, fromLastClip };
  const start = { clicks: 5, ms: 21_340, lastClip: 17_900, clips: 7, threshold: 0.7 };
  const times = { clips: 60, first: 4_000, refits: [100, 110, 400], added: [160, 200, 490] };
  expect(firstAnswerLines(start, app, [times, { ...times, clips: 70 }]).split('\n')).toEqual([
    'From the first start, with no data, to the first right answer, sure by 0.7: 5 clicks and 21.3 s, of which 17.9 s until three clips each of two gestures are there; 7 clips in the end.',
    'With 50 clips of five classes, from a clip on disk to the first answer that it counts in: 0.5 s (0.5 s, 0.3 s, 2.0 s); to the first right one: 2.5 s (0.9 s, none, 4.0 s).',
    'From the start of the app to the first answer over the picture: 9.2 s, and 3.1 s when it is opened again.',
    'Of 60 clips, a model is made anew in 110 ms (goal: 300 ms), one more clip is looked at in 90 ms (goal: 150 ms), and all are for the first time in 4.0 s.',
    expect.stringContaining('is made anew in 110 ms, one more') as string,
  ]);
});
