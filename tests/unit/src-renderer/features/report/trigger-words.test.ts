import { expect, it } from 'vitest';
import type { TriggerReport } from '../../../../../src-main/contract';
import { triggerWords } from '../../../../../src-renderer/features/report/trigger-words';

const report = (seconds: number, triggers: number): TriggerReport => ({
  measured: '2026-11-26T00:00:00.000Z',
  source: 'desk.mp4',
  seconds,
  threshold: 0.8,
  perClass: [{ classId: 'wave', name: 'Wave', triggers }],
  byThreshold: [],
});

it('tells a rate an hour', () => {
  expect(triggerWords(report(600, 2))).toEqual([
    'It fired 2 times in 10 min of desk.mp4, at 80 %: 12 an hour.',
  ]);
});

it('tells what silence rules out', () => {
  expect(triggerWords(report(1800, 0))).toEqual([
    'It never fired in 30 min of desk.mp4, at 80 %.',
    'That much silence means at most 6.0 an hour, with 95 % certainty.',
  ]);
});

it('tells no rate of less than a minute', () => {
  expect(triggerWords(report(40, 1))).toEqual([
    'It fired 1 time in 40 s of desk.mp4, at 80 %.',
    '40 s is too little to tell how often in an hour. Watch for longer.',
  ]);
});
