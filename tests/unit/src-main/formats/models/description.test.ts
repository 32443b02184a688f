import { expect, it } from 'vitest';
import { describe } from '../../../../../src-main/formats/models/description';
import { newRun } from '../../../../fixtures/services/fixtures';

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
