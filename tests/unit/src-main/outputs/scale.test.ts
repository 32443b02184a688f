import { expect, it } from 'vitest';
import { Scale } from '../../../../src-main/outputs/scale';
import { message } from '../../../fixtures/outputs/peers';

const value = (classId: string, confidence: number) => message({ event: 'value', classId, confidence });

it('leaves a probability as it is where nothing is set', () => {
  const scale = new Scale();
  expect(scale.apply(value('wave', 0.25)).value).toBe(0.25);
  expect(scale.apply(value('wave', 0.75)).value).toBe(0.75);
});

it('puts it into a range, smoothed class by class', () => {
  const scale = new Scale({ low: 100, high: 0, smoothing: 0.5 });
  expect(scale.apply(value('wave', 1)).value).toBe(0);
  expect(scale.apply(value('push', 0)).value).toBe(100);
  expect(scale.apply(value('wave', 0)).value).toBe(50);
  expect(scale.apply(value('wave', 0)).value).toBe(75);
  // What starts or ends is told as it is.
  expect(scale.apply(message({ classId: 'wave', confidence: 0.5 })).value).toBe(50);
  expect(scale.apply(value('wave', 0)).value).toBe(87.5);
});
