import { describe, expect, it } from 'vitest';
import type { Evaluation, Unseen } from '../../../../../src-main/contract';
import { refusedBy } from '../../../../../src-main/shared/refused';
import { sharesOfThreshold, withTypicality } from '../../../../../src-renderer/engine/training/unseen';

const unseen: Unseen = {
  means: [[1, 0]],
  whitening: [1, 0, 1],
  thresholds: [0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1, 0.08, 0.06, 0.04, 0.02],
  widening: 1,
};
/** The state that lies so far from the mean. */
const at = (distance: number): number[] => [1 - distance, Math.sqrt(1 - (1 - distance) ** 2)];
const distances = [0, 0.05, 0.2, 0.299, 0.301, 0.45, 0.6];
const evaluation = {
  answers: distances.map((distance) => ({ clip: `wave/${distance}`, predicted: 0, confidence: 1 })),
} as unknown as Evaluation;

describe('how usual clips are to a model', () => {
  const states = distances.map(at);
  const told = withTypicality(evaluation, states, unseen);

  it('is told with each answer, from the most usual to such as none was', () => {
    expect(told.answers?.map(({ typicality }) => typicality)).toEqual([
      1,
      expect.closeTo(0.085, 3) as number,
      expect.closeTo(0.04, 3) as number,
      expect.closeTo(0.02, 3) as number,
      expect.closeTo(0.0199, 4) as number,
      expect.closeTo(0.005, 3) as number,
      0,
    ]);
  });

  it('refuses those that lie beyond the threshold, as clips of unknown classes are', () => {
    const beyond = sharesOfThreshold(states, unseen).map((share) => share > 1);
    expect(beyond).toEqual([false, false, false, false, true, true, true]);
    expect(refusedBy(told, 0.02)?.clips).toEqual(['wave/0.301', 'wave/0.45', 'wave/0.6']);
  });
});
