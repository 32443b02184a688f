import type { Epoch } from '../../../src-main/contract';
import type { PassState } from './run-state';

/** One more set of weights in a mean. */
export function averageOf(
  before: PassState['average'],
  weights: readonly Float32Array[],
): NonNullable<PassState['average']> {
  const count = (before?.count ?? 0) + 1;
  return {
    count,
    weights: weights.map((values, k) => {
      const old = before?.weights[k];
      return old
        ? values.map((value, i) => (old[i] as number) + (value - (old[i] as number)) / count)
        : values;
    }),
  };
}

/**
 * Epochs since the validation clips were last answered better: more of them right, or as many with a lower loss. 0 where
 * there are none to go by.
 */
export function epochsInVain(epochs: readonly Epoch[]): number {
  let best: { accuracy: number; loss: number } | null = null;
  let since = 0;
  for (const { validationAccuracy: accuracy, validationLoss: loss } of epochs) {
    if (accuracy === null || loss === null) return 0;
    const better = !best || accuracy > best.accuracy || (accuracy === best.accuracy && loss < best.loss);
    since = better ? 0 : since + 1;
    if (better) best = { accuracy, loss };
  }
  return since;
}

/**
 * Whether a later epoch is better: higher validation accuracy, or the same. Validation clips are few and often tie, and
 * the later weights, from a smaller learning rate, do better on people never seen. Without validation: lower training
 * loss.
 */
export function isBetter(epoch: Epoch, than: Epoch): boolean {
  if (epoch.validationAccuracy === null || than.validationAccuracy === null) return epoch.loss < than.loss;
  return epoch.validationAccuracy >= than.validationAccuracy;
}
