import { expect, it } from 'vitest';
import {
  hourlyWords,
  onShareOf,
  perHour,
  shareWords,
  triggerWords,
  type Triggers,
} from '../../../../src-main/shared/trigger-words';

const report = (seconds: number, triggers: number, on?: number): Triggers => ({
  source: 'desk.mp4',
  seconds,
  threshold: 0.8,
  perClass: [
    { name: 'Wave', triggers, on },
    { name: 'Push', triggers: 0, on: on === undefined ? undefined : 0 },
  ],
});

it('tells a rate an hour, and the share of time beside it', () => {
  expect(triggerWords(report(600, 2, 0.004))).toEqual([
    'It fired 2 times in 10 min of desk.mp4, at 80\u00a0%: 12 an hour, and was on 0.4\u00a0% of the time.',
    'Wave 2 times (0.4\u00a0% of the time).',
  ]);
});

it('tells of a class that does not let go by its share of time, and no rate', () => {
  for (const seconds of [600, 1200]) {
    const [headline, ...rest] = triggerWords(report(seconds, 1, 0.98));
    expect(headline).toMatch(/^It was on 98\u00a0% of the time in \d+ min of desk.mp4, at 80\u00a0%.$/);
    expect(rest).toEqual([
      'It fired only 1 time because it never let go in between, so a rate would say little.',
      'Wave 1 time (98\u00a0% of the time).',
    ]);
  }
});

it('tells what silence rules out', () => {
  expect(triggerWords(report(1800, 0, 0))).toEqual([
    'It never fired in 30 min of desk.mp4, at 80\u00a0%.',
    'With 95\u00a0% certainty it fires at most 6.0 times an hour.',
  ]);
});

it('tells no rate of less than a minute', () => {
  expect(triggerWords(report(40, 1, 0.01))).toEqual([
    'It fired 1 time in 40 s of desk.mp4, at 80\u00a0%, and was on 1.0\u00a0% of the time.',
    '40 s is too short to estimate a rate per hour. Measure for longer.',
    'Wave 1 time (1.0\u00a0% of the time).',
  ]);
});

it('claims no share of time where none was kept', () => {
  expect(onShareOf(report(600, 2))).toBeNull();
  expect(triggerWords(report(600, 2))).toEqual([
    'It fired 2 times in 10 min of desk.mp4, at 80\u00a0%: 12 an hour.',
    'Wave 2 times.',
  ]);
});

it('gives no rate of a class that does not let go, at whatever threshold', () => {
  expect(hourlyWords({ triggers: 14, on: 0.71 }, 600)).toBe('–');
  expect(hourlyWords({ triggers: 14, on: 0.02 }, 600)).toBe('84');
  expect(hourlyWords({ triggers: 0, on: 0 }, 600)).toBe('0');
  expect(hourlyWords({ triggers: 2 }, 600)).toBe('12');
});

it('tells rates and shares in few digits', () => {
  expect(perHour(2, 600)).toBe(12);
  expect(perHour(0, 0)).toBeNull();
  expect([null, 0, 0.004, 0.98].map(shareWords)).toEqual(['–', '0\u00a0%', '0.4\u00a0%', '98\u00a0%']);
});
