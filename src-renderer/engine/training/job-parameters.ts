import type { LayersModel } from '@tensorflow/tfjs';
import type { PreprocessSpec } from '../../../src-main/contract';
import type { Excerpt } from '../../learning/excerpts';
import type { KeptClip, TrainProgress, TrainRequest } from '../api';
import type { ClipStates } from './clip-states';
import type { CounterfeitKinds } from './counterfeit-check';
import type { PassState, SplitClips } from './run-state';
import type { Trainer } from './trainer';

/** What one pass of training goes by. */
export interface JobParameters {
  request: TrainRequest;
  spec: PreprocessSpec;
  model: LayersModel;
  trainer: Trainer;
  clips: SplitClips;
  /** True once a person asked to stop. */
  stopped: () => boolean;
  /** True once a person asked to go on later. */
  paused: () => boolean;
  /** Told of every epoch that has ended. */
  keep: () => void;
  /** True once the device is gone, and what is read from it is worth nothing. */
  isLost: () => boolean;
  onProgress: (progress: TrainProgress) => void;
  /** How far the pass has come; it is written to. */
  state: PassState;
  /** True: a classifier of single frames learns, from every frame of each clip; it has no validation clips. */
  frames?: boolean;
  /** Which of how many times through all epochs this is, 1 for the first. The first keeps its best epoch. */
  pass: number;
  passes: number;
  /** Epochs of this pass. */
  epochs: number;
  /** Batches of the passes after this one. */
  later: number;
  /** What clips and excerpts are to a model whose last layer alone is solved, this one or one to compare with; passes share it. */
  states?: Map<KeptClip | Excerpt, ClipStates>;
  /**
   * Ways in which clips become movements that are no gesture, the same for all passes; looked for when it is first asked. Absent, or null, as where
   * it is stopped: none are made.
   */
  counterfeits?: (between: () => Promise<void>) => Promise<CounterfeitKinds | null>;
}
