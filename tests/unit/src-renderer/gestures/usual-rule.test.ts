import { expect, it } from 'vitest';
import { inTwo } from '../../../../src-renderer/gestures/usual-rule';

it('one window that is surer is as good as two, where a model can be as sure', () => {
  expect(inTwo(0.66)).toEqual([{ threshold: 0.66, windows: 2, atOnce: 0.76 }]);
  expect(inTwo(0.9)).toEqual([]);
});
