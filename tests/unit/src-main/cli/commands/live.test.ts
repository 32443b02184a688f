import { expect, it } from 'vitest';
import { jsonLineOf, lineOf } from '../../../../../src-main/cli/commands/live';

const classes = ['Wave', 'Push'];
const wave = { kind: 'gesture' as const, class: 'Wave', confidence: 0.934, start: 4.2 };
const started = { ...wave, event: 'start' as const, end: null };
const ended = { ...wave, event: 'end' as const, end: 5.6 };
const beside = { typicality: 0.04, unseen: false };
const frame = { kind: 'frame' as const, time: 12.3, probabilities: [0.934, 0.066], ...beside };

it('a person reads one line a gesture, once it is over, and the shares of a frame', () => {
  expect(lineOf(started, classes)).toBeNull();
  expect(lineOf(ended, classes)).toBe('4.20 s to 5.60 s  Wave  93\u00a0%');
  expect(lineOf(frame, classes)).toBe('12.30 s  Wave 93\u00a0%  Push 7\u00a0%');
});

it('a program reads one object when a gesture starts and one when it ends, and a frame’s by class', () => {
  const event = { class: 'Wave', confidence: 0.934, start: 4.2 };
  expect(JSON.parse(jsonLineOf(started, classes))).toEqual({ event: 'start', ...event, end: null });
  expect(JSON.parse(jsonLineOf(ended, classes))).toEqual({ event: 'end', ...event, end: 5.6 });
  expect(JSON.parse(jsonLineOf(frame, classes))).toEqual({
    time: 12.3,
    probabilities: { Wave: 0.934, Push: 0.066 },
    ...beside,
  });
});
