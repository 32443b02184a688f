import type { LayersModel } from '@tensorflow/tfjs';
import type { PreprocessSpec, TrainConfig } from '../../../src-main/contract';
import { AUGMENTATION, presetConfig } from '../../learning/defaults';
import { hasWitness, keptConfig, witnessNumbers, withWitness } from '../../learning/witness';
import type { Excerpt } from '../../learning/excerpts';
import type { KeptClip, TrainRequest } from '../api';
import { outputsOf } from '../model/idle';
import { buildModel } from '../model/model';
import { instantNumbers } from '../model/motion-start';
import { putNumbers } from '../model/warm-start';
import type { ClipStates } from './clip-states';
import { instantNetwork } from './instant-network';
import { solvedHead } from './solve';

interface Solving {
  request: TrainRequest;
  spec: PreprocessSpec;
  /** Clips that are learnt from. */
  clips: readonly KeptClip[];
  /** What they are to it; found once for all passes. */
  witnessStates: Map<KeptClip | Excerpt, ClipStates>;
  /** Called between two pieces of work; may throw to stop. */
  between: () => Promise<void>;
}

/**
 * The network that stands beside those that learn, with the last layer that fits the same clips: what is solved at once. Null where none
 * does, as `hasWitness` has it.
 */
export async function solvedWitness({
  request: { config: own, classes, excerpts },
  spec,
  clips,
  witnessStates: states,
  between,
}: Solving): Promise<Float32Array[] | null> {
  if (!hasWitness(own, spec.frames)) return null;
  const { augmentation = AUGMENTATION } = own;
  const config = { ...own, ...presetConfig('instant', clips.length), augmentation };
  const model = await instantNetwork(config, spec, outputsOf(config, spec, classes));
  try {
    const head = await solvedHead(model, {
      spec,
      config,
      classes,
      clips,
      excerpts,
      states,
      between,
      others: false,
    });
    return head && witnessNumbers(await instantNumbers(), head);
  } finally {
    model.dispose();
  }
}

/** The network that is kept: members that have learnt, and the witness. */
export function keptModel(
  members: readonly (readonly Float32Array[])[],
  witness: readonly Float32Array[],
  config: TrainConfig,
  shape: { spec: PreprocessSpec; outputs: number },
): LayersModel {
  const numbers = withWitness(members, witness, config, shape);
  const model = buildModel(keptConfig(config, shape.spec.frames), shape.spec, shape.outputs);
  try {
    putNumbers(model, numbers);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}
