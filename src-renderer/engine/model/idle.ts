import type { GestureClass, PreprocessSpec, Run, TrainConfig } from '../../../src-main/contract';

/** Whether a model of this configuration learns when no gesture is due. */
export const knowsIdle = (
  { idle = false, network }: Pick<TrainConfig, 'idle' | 'network'>,
  { frames }: Pick<PreprocessSpec, 'frames'>,
): boolean => idle && frames > 1 && !network;

/** Outputs of such a model: one a class, and, where it learns that, a last one for "idle". */
export const outputsOf = (
  config: Pick<TrainConfig, 'idle' | 'network'>,
  spec: Pick<PreprocessSpec, 'frames'>,
  classes: readonly Pick<GestureClass, 'id'>[],
): number => classes.length + (knowsIdle(config, spec) ? 1 : 0);

/** Outputs of a model that was trained. */
export const outputsIn = ({ classes, idle }: Pick<Run, 'classes' | 'idle'>): number =>
  classes.length + (idle ? 1 : 0);

/**
 * Of a model's probabilities `[clips, outputs]`, those of the classes, given that one of them is due: `[clips, classes]`.
 * Where it has no output for "idle", they are what they were.
 */
export function givenDue(probabilities: Float32Array, outputs: number, classes: number): Float32Array {
  if (outputs === classes) return probabilities;
  const clips = probabilities.length / outputs;
  const due = new Float32Array(clips * classes);
  for (let clip = 0; clip < clips; clip++) {
    const row = probabilities.subarray(clip * outputs, clip * outputs + classes);
    const sum = row.reduce((a, b) => a + b, 0);
    row.forEach((share, index) => (due[clip * classes + index] = sum > 0 ? share / sum : 1 / classes));
  }
  return due;
}
