import type { Epoch, Origin, PreprocessSpec, Rehearsed, Split } from '../../../src-main/contract';
import type { RandomState } from '../../learning/random';
import type { KeptClip, EngineDevice, TrainedModel, TrainRequest } from '../api';
import type { CounterfeitKinds } from './counterfeit-check';
import type { TrainerState } from './trainer';

/**
 * A training run under way: what it was asked for and began with, and how far it has come. It outlives the device that it
 * is on; at the end of an epoch `pack` makes a checkpoint of it, and `unpack` this of a checkpoint.
 *
 * A run has one pass, or with `config.refit` several: the first keeps its best epoch and tells how good the model is; in
 * each later one a member of the ensemble learns from the validation clips too.
 */
export interface RunState {
  readonly request: TrainRequest;
  readonly spec: PreprocessSpec;
  readonly split: Split;
  /** The run that it goes on from. */
  readonly origin: Origin | null;
  /** The topology of a pretrained backbone. */
  readonly backbone: string | undefined;
  /** The weights that a pass begins with; null: random ones. */
  initialWeights: Float32Array[] | null;
  /** Seconds spent so far. */
  seconds: number;
  /** Ways in which clips become movements that are no gesture; null until they have been looked for. */
  counterfeits: CounterfeitKinds | null;
  /** Null until the first pass is over. */
  firstPass: FirstPassResult | null;
  /** All weights of each member of the ensemble that has learnt to the end. */
  readonly members: Float32Array[][];
  /** Of the pass that is not over. */
  pass: PassState;
}

/** What the first pass gave: how good the model is, and its files. */
export interface FirstPassResult extends Pick<
  TrainedModel['run'],
  'epochs' | 'bestEpoch' | 'stopped' | 'metrics' | 'framing' | 'unseen' | 'layers'
> {
  temperature: number | null;
  device: EngineDevice;
  /** Sentences on what a person should know of how it went. */
  warnings: string[];
  /** Its `model.json` and `weights.bin`. */
  topology: string;
  weights: Uint8Array<ArrayBuffer>;
  rehearsed?: Rehearsed | undefined;
}

/** How far a pass has come. */
export interface PassState {
  epochs: Epoch[];
  /** The epoch whose weights are kept, an index into `epochs`; null before the first has ended. */
  best: { epoch: number; weights: Float32Array[] } | null;
  /** The mean of the last epochs' weights, and how many they are; of a pass that has no best epoch. */
  average: { count: number; weights: Float32Array[] } | null;
  /** All that training goes on from, as it was when so many epochs had ended. */
  latest: { epochs: number; trainer: TrainerState; random: RandomState } | null;
  /** Sentences on changes of device, and on anything else a person should know of how it went. */
  moves: string[];
  warnings: string[];
}

export const newPass = (): PassState => ({
  epochs: [],
  best: null,
  average: null,
  latest: null,
  moves: [],
  warnings: [],
});

/** The clips of a split. */
export type SplitClips = Record<'train' | 'validation' | 'test', KeptClip[]>;
