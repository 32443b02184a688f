import type { GestureClass, TrainConfig } from '../../../src-main/contract';
import { labelsOf } from '../../learning/clips';
import { countLabels } from './evaluate';

/** A clip of a rare class counts for so many of the mean at most. */
const HEAVIEST = 4;

/**
 * What each class's clips count for so that all classes count alike: clips in the mean class, by clips in this one.
 * @param counts clips of each class; one without any counts 1
 */
export function classWeights(counts: readonly number[]): number[] {
  const there = counts.filter((count) => count > 0);
  const mean = there.reduce((sum, count) => sum + count, 0) / Math.max(1, there.length);
  return counts.map((count) => (count === 0 ? 1 : Math.min(HEAVIEST, mean / count)));
}

/**
 * What is taught of a clip of each class, as a row of `crossEntropy`'s labels: smoothed and weighted as configured; after these, of a
 * movement that each further output is due in.
 * @param outputs of the network; those after the classes are never due in a clip
 */
export function targets(
  { config, classes }: { config: TrainConfig; classes: readonly Pick<GestureClass, 'id'>[] },
  clips: readonly { classId: string }[],
  outputs = classes.length,
): number[][] {
  const { labelSmoothing = 0 } = config;
  const counts = countLabels(labelsOf(clips, classes), classes.length);
  const weights = config.classWeights ? classWeights(counts) : counts.map(() => 1);
  const spread = labelSmoothing / classes.length;
  return Array.from({ length: outputs }, (_, label) => {
    const weight = weights[label];
    return Array.from({ length: outputs }, (__, other) => {
      if (weight === undefined) return Number(other === label);
      return other < classes.length ? weight * (spread + (other === label ? 1 - labelSmoothing : 0)) : 0;
    });
  });
}
