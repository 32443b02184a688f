import type { BackendName } from '../../../src-main/contract';

/** Beckon's engine; TensorFlow.js as it is; and that with nothing but time folded into the batch. */
export type Variant = 'ours' | 'stock' | 'fold-only';

/** `cpu` is TensorFlow.js's plain JavaScript. */
export type BenchBackend = BackendName | 'cpu';

export type SizeName = 'large' | 'small' | 'default';

/** What decides how much there is to compute. */
export interface Size {
  batch: number;
  frames: number;
  /** Pictures are square. */
  side: number;
  channels: 'rgb' | 'grey-diff';
  filters: number[];
  /** What makes a vector of the last block's maps. */
  head: 'average' | 'flatten';
  units: number;
  classes: number;
  dropout: number;
}

export interface Entrant {
  variant: Variant;
  backend: BenchBackend;
  size: SizeName;
  /** False where the backend lacks the kernels. */
  trains: boolean;
  predicts: boolean;
  /** How many times smaller its batch is than the size has it, where a whole one would take minutes. */
  divisor: number;
}

/** What was seen while a fresh page built the model and made its first step. */
export interface Opened {
  device: string;
  /** From before the model is built until the first step's loss is known, ms. Null without training. */
  buildToFirstStep: number | null;
  /** Programs compiled in that time. Null where the backend has none. */
  programs: number | null;
  size: Size;
}

/** Repetitions: the time of each in ms, and what the last one took beside it. */
export interface Timed {
  times: number[];
  cost: Cost | null;
}

/** What one step, or one frame, takes beside time. The counts are null where the backend is not WebGL. */
export interface Cost {
  draws: number | null;
  /** Beside the batch, which is on the device already; of a frame, with the frame. */
  uploadBytes: number | null;
  peakTensors: number;
  peakBytes: number;
}

export interface Soak {
  steps: number;
  frames: number;
  /** Tensors alive after them less tensors alive before. */
  tensorsGrown: number;
}

/** What a page of the bench does, one call at a time. Times are in ms. */
export interface BenchPage {
  open(entrant: Entrant): Promise<Opened>;
  /** Starts again from weights that every variant has in common. */
  restart(): Promise<void>;
  /** A step and its loss. */
  checkedStep(): Promise<Timed & { loss: number }>;
  /** Class probabilities of a window that every variant has in common. */
  answer(): Promise<number[]>;
  /** Training steps for about so many ms, `least` ones in any case. */
  train(budget: number, least: number): Promise<Timed>;
  /** Live frames. */
  live(budget: number, least: number): Promise<Timed>;
  /** Trains and predicts so often, or as often as so many ms allow. */
  soak(steps: number, frames: number, budget: number): Promise<Soak>;
}

/** How long an instant model of so many clips takes. Times are in ms. */
export interface InstantTimes {
  clips: number;
  /** With no clip looked at before. */
  first: number;
  /** With all of them looked at, and with all but one. */
  refits: number[];
  added: number[];
}

declare global {
  interface Window {
    bench: BenchPage;
    instantBench: { measure(clips: number): Promise<InstantTimes> };
  }
}
