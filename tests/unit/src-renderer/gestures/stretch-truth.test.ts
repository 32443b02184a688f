import { expect, it } from 'vitest';
import { truthOf } from '../../../../src-renderer/gestures/stretch-truth';

it('is by the classes of the model: what it does not know is no class to it, and None is nothing', () => {
  const classes = [
    { id: 'wave', name: 'Wave' },
    { id: 'none', name: 'None' },
  ];
  const events = ['none', 'push', 'wave'].map((id, index) => ({ class: id, start: index, end: index + 0.5 }));
  expect(truthOf({ events, unknown: [{ start: 7, end: 8 }] }, classes)).toEqual({
    gestures: [{ index: 0, start: 2, end: 2.5 }],
    unknown: [
      { start: 7, end: 8 },
      { start: 1, end: 1.5 },
    ],
  });
});
