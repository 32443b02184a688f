import { expect, it } from 'vitest';
import { describe } from '../../../../../src-main/formats/models/description';
import { newRun } from '../../../../fixtures/services/fixtures';

it('tells where to look in a stream, and at which paces', () => {
  const run = newRun('run-1');
  expect(describe(run)).toMatchObject({ framing: null, paces: [1] });
  const framing = { spread: 0.2, movement: 3, centre: { x: 0.5, y: 0.4 }, least: [1, 2] };
  const followed = describe({ ...run, idle: true, framing });
  expect(followed).toMatchObject({ framing, paces: [0.75, 0.87, 1, 1.15, 1.3] });
  expect(followed.training).not.toHaveProperty('framing');
});

it('tells the rule for events, with a threshold an output where a class has one of its own', () => {
  const rule = { threshold: 0.6, windows: 3, release: 0.4, cooldown: 1 };
  const run = newRun('run-1', { events: rule });
  expect(describe(run).events).toEqual({ ...rule, none: [] });
  const [, second] = run.classes;
  const own = { ...run, events: { ...rule, classThresholds: { [second?.id ?? '']: 0.9 } } };
  expect(describe(own).events).toEqual({ ...rule, thresholds: [0.6, 0.9], none: [] });
  // The last output says that no gesture is due.
  expect(describe({ ...own, idle: true }).events).toEqual({
    ...rule,
    thresholds: [0.6, 0.9, 0.6],
    none: [2],
  });
});
