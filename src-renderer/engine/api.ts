import type {
  BackendName,
  CaptionFiles,
  CaptionSource,
  CaptureSettings,
  ClipFeatureFiles,
  ClipShape,
  CheckpointState,
  Epoch,
  Evaluation,
  PretrainedBackbone,
  GestureClass,
  LayerRow,
  Measurement,
  ModelFiles,
  Rehearsed,
  Run,
  Split,
  TrainConfig,
} from '../../src-main/contract';
import type { EngineClip, KeptClip } from '../learning/clips';
import type { Excerpt, ExcerptPlan } from '../learning/excerpts';
import type { View } from '../learning/framing';

export { EngineError } from '../learning/errors';
export type { EngineClip, KeptClip };

/** What the rest of the renderer may ask of the engine. Everything runs in a worker; nothing here blocks the page. */
export interface Engine {
  /**
   * How this machine's backends do: each is checked against plain TensorFlow.js on the CPU and timed. `known` is given
   * back where it is of this machine, browser and `version`. Takes seconds, and waits for jobs under way.
   */
  measure(known: Measurement | null, version: string): Promise<Measurement>;
  /** What jobs and live views that begin later compute on. */
  choose(preference: BackendPreference): void;
  /** The layers a model of this configuration would have. @param cnn the topology of a pretrained backbone */
  layerTable(
    config: TrainConfig,
    capture: CaptureSettings,
    classCount: number,
    cnn?: string,
  ): Promise<LayerRow[]>;
  /** Reads a TensorFlow.js layers model whose CNN is to be used; as `readBackbone` does. */
  readBackbone(files: BackboneFiles, range: PretrainedBackbone['range']): Promise<BackboneModel>;
  /**
   * Trains a model. Aborting `signal` stops it at the next batch and keeps the best epoch so far (`stopped` is true);
   * before the first epoch has ended there is nothing to keep, and it rejects with `CANCELLED`. Aborting `pause` ends it
   * after the next epoch, and it rejects with `PAUSED`; the last checkpoint is what to go on from. `shapes` are those of
   * the clips to come, and `surroundings` those of what surrounds them: where they are many, they are kept smaller (see
   * `keepingFor`), and without it as they are.
   */
  train(
    request: TrainRequest,
    clips: AsyncIterable<EngineClip>,
    options: {
      signal: AbortSignal;
      pause?: AbortSignal;
      shapes?: readonly ClipShape[];
      surroundings?: readonly ClipShape[];
      onProgress: (progress: TrainProgress) => void;
    },
  ): Promise<TrainedModel>;
  /**
   * A model of these clips whose last layer is solved at once. What they are to the motion network is kept, so that `read` is
   * asked only for those that were not there before. Waits for jobs under way. Aborting `signal` rejects with `CANCELLED`.
   */
  solveInstantly(
    request: InstantRequest,
    read: (clips: readonly InstantClip[]) => AsyncIterable<EngineClip>,
    signal: AbortSignal,
  ): Promise<InstantModel>;
  /**
   * Looks at excerpts of a request (those at these places, with their pictures), so that models made from then on learn from
   * them, too. Waits for jobs under way.
   */
  lookAtExcerpts(request: InstantRequest, pieces: readonly InstantPiece[]): Promise<void>;
  /** What clips are to the motion network, as far as that is known, to be kept for {@link Engine.recall}. */
  features(request: InstantRequest): Promise<ClipFeatureFiles>;
  /** Takes in what was kept of clips, so that they need not be looked at again. What is of another network says nothing. */
  recall(features: ClipFeatureFiles): Promise<void>;
  /**
   * How a model does on these clips, looked at as they come; their classes must be among the model's. Clips of classes that
   * it does not know may be among them where `unknown` says so: how far all lie from what it has learnt is told then.
   */
  evaluate(
    model: TrainedModel,
    clips: AsyncIterable<EngineClip>,
    options: { signal: AbortSignal; onProgress: (done: number) => void; unknown?: boolean },
  ): Promise<Evaluation>;
  /**
   * Learns to put a run's clips into words; the run's own CNN and LSTM stay as they are. Aborting `signal` rejects with
   * `CANCELLED`. `shapes` as `train` has them.
   */
  caption(
    request: CaptionRequest,
    clips: AsyncIterable<EngineClip>,
    options: {
      signal: AbortSignal;
      shapes?: readonly ClipShape[];
      onProgress: (progress: CaptionProgress) => void;
    },
  ): Promise<CaptionFiles>;
  /** Loads a model for live use and warms it up. With `captions` of this model, answers say what it sees in words too. */
  openStream(model: LiveModel, captions?: CaptionFiles | null): Promise<LookingStream>;
  /** Ends the worker. A later call starts a new one. */
  close(): void;
  /** Called with a sentence when the worker died and was restarted. */
  onRestart: ((reason: string) => void) | null;
}

/** A network's files as a person has them. */
export interface BackboneFiles {
  /** What it is called in messages. */
  name: string;
  /** Its `model.json`. */
  topology: string;
  /** The weight files that `model.json` names, by name. */
  weights: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
}

/** The CNN of a pretrained network: pictures to features. */
export interface BackboneModel {
  /** As Keras writes a layer: `{ className, config }`. */
  topology: string;
  /** Its weights, in order. */
  weights: Float32Array[];
  network: PretrainedBackbone;
  /** Whether it can be fine-tuned on this device; else it stays frozen. */
  learns: boolean;
  layers: LayerRow[];
}

/** Backends in order of preference, the first to be used; the others where it cannot be started or is lost. */
export interface BackendPreference {
  training: readonly BackendName[];
  live: readonly BackendName[];
}

export interface EngineDevice {
  backend: BackendName;
  /** The GPU's name as the browser tells it, or the CPU and its threads. */
  device: string;
  /** True where the "GPU" is a program on the CPU (SwiftShader, llvmpipe). */
  software: boolean;
}

/** Where `config.backend` is not `auto`, that one it must be at the start. */
export interface TrainRequest {
  config: TrainConfig;
  classes: GestureClass[];
  capture: CaptureSettings;
  /** The model to begin with, or with whose CNN where `config.start` says so, built as the configuration says. */
  from?: ModelFiles;
  /** The pretrained backbone to begin with; `config.network` says which it is. */
  cnn?: BackboneModel;
  /** Pieces of recorded stretches: where it learns when no gesture is due, it learns from these, too. */
  excerpts?: readonly Excerpt[];
  /** Whether it is tried, too, on streams that are put together from the validation clips. */
  rehearse?: boolean;
  /** Goes on from here, as if nothing had been between; all else must be as it was. See `goingOn`. */
  checkpoint?: Checkpoint;
  /** Tells, too, how a model does on the clips held out that is solved at once from the others: `instant` of an evaluation. */
  compare?: boolean;
}

/** A run at the end of an epoch; `numbers` as the contract's `checkpointSchema` has them. */
export interface Checkpoint {
  state: CheckpointState;
  numbers: Uint8Array<ArrayBuffer>;
}

/** What to ask for to go on with a run. */
export function goingOn(checkpoint: Checkpoint): TrainRequest {
  const { config, classes, capture } = checkpoint.state;
  return { config, classes, capture, checkpoint };
}

/** `epoch` and `batch` are 1 for the first; `bestEpoch` is an index into the epochs so far. */
export type TrainProgress =
  | { kind: 'loading'; done: number }
  /** Said once, before the first batch. */
  | { kind: 'split'; split: Split; layers: LayerRow[]; device: EngineDevice }
  /** The device was lost. The run goes on from the end of epoch `epoch` (0: from the start) on another. */
  | { kind: 'moved'; epoch: number; device: EngineDevice; reason: string }
  /** Before the first epoch: movements made of the clips are looked at, which of them are no gesture. Counts are of what is looked at. */
  | { kind: 'checking'; done: number; total: number }
  /**
   * From `pass` 2 on, networks learn from the validation clips too, one a pass; these have batches, but no epochs to tell
   * of. `frames`: before the first, the CNN learns from single frames, of which there are no epochs to tell either.
   */
  | {
      kind: 'batch';
      frames: boolean;
      /** It learns when no gesture is due, after all passes. */
      idle?: true;
      pass: number;
      passes: number;
      epoch: number;
      epochs: number;
      batch: number;
      batches: number;
      secondsLeft: number | null;
    }
  | {
      kind: 'epoch';
      epoch: number;
      epochs: number;
      record: Epoch;
      bestEpoch: number;
      secondsLeft: number | null;
    }
  /** Said after every epoch of every pass. */
  | { kind: 'checkpoint'; checkpoint: Checkpoint };

/** What is said of clips, and what is to be put into words: whole clips, or their middle frames. */
export interface CaptionRequest {
  model: ModelFiles;
  from: CaptionSource;
  /** By clip id. Clips without one are left out. */
  texts: Readonly<Record<string, string>>;
  seed: number;
}

/** First the model looks at all clips, then words are learnt. Counts are of what is done. */
export type CaptionProgress =
  | { kind: 'loading'; done: number }
  | { kind: 'extracting'; done: number; total: number; secondsLeft: number | null }
  | { kind: 'learning'; done: number; total: number; loss: number; secondsLeft: number | null };

/** A finished run, all but its name and id. */
export interface TrainedModel {
  run: Omit<Run, 'schema' | 'id' | 'name' | 'created' | 'appVersion'>;
  topology: Blob;
  weights: Blob;
  /** Absent where it was not asked for, or could not be tried. */
  rehearsed?: Rehearsed;
}

/** A clip, as much of it as names it. */
export type InstantClip = Pick<EngineClip, 'classId' | 'id' | 'session'>;

/** An excerpt of a recorded stretch, all but its pictures. */
export interface InstantExcerpt extends ExcerptPlan {
  /** The id of the stretch. */
  stretch: string;
}

/** The pictures of an excerpt, and its place among those of a request. */
export interface InstantPiece {
  place: number;
  excerpt: Excerpt;
}

/** Which clips a model is to be made of at once, and which excerpts it learns from where they have been looked at. */
export interface InstantRequest extends Pick<TrainRequest, 'config' | 'classes' | 'capture'> {
  clips: readonly InstantClip[];
  excerpts?: readonly InstantExcerpt[];
}

/** What a clip was taken for by a model that had not learnt from it. */
export interface InstantAnswer {
  classId: string;
  id: string;
  /** An index of the classes, how sure it was of that one, and how sure of the clip's own. */
  answer: number;
  confidence: number;
  own: number;
  /** Of two models that had learnt from one half each of the other clips, the share that was right; null where that is not known. */
  halves: number | null;
}

/** A model that is watched with and not saved. */
export interface InstantModel extends LiveModel {
  /** Clips that it is made of, and how many of them were looked at for the first time. */
  clips: number;
  looked: number;
  /** Excerpts that it has learnt from, and places of those that have not been looked at yet. */
  excerpts: number;
  missing: readonly number[];
  /** How each clip was answered by a model made without its session, or without it and others. */
  tried: readonly InstantAnswer[];
}

/** As much of a saved model as it takes to watch with it. */
export interface LiveModel extends Pick<ModelFiles, 'topology' | 'weights'> {
  run: Pick<Run, 'id' | 'preprocess' | 'classes' | 'idle' | 'framing' | 'unseen'>;
}

/** A loaded model that sees one frame after another. */
export interface LiveStream {
  /**
   * One CNN pass for the frame, one LSTM pass over the window. Null until the window is full, and again after a gap as
   * long as the window. Frames come at the model's rate; those between two pushes that were missed are told in `missed`.
   * A push while another is under way waits for it.
   */
  push(frame: LiveFrame): Promise<LiveAnswer | null>;
  /** Forgets the window, e.g. after the camera was changed. */
  reset(): void;
  close(): void;
}

/** A stream that shows what its model sees, and what of it speaks for an answer. */
export interface LookingStream extends LiveStream {
  /**
   * Looks at the window as it is, between frames: recognition does not wait for it. Null where the window is not full, or a
   * frame is being looked at just now. Rejects with `BAD_MODEL` where `heat` is asked of a model that cannot tell.
   */
  look(at: LookRequest): Promise<Look | null>;
}

export interface LookRequest {
  film: boolean;
  heat: boolean;
  /** The class that places speak for, an index of the model's; by default the one that was answered last. */
  of?: number;
}

export interface Look {
  /** Null: not asked for. */
  film: Film | null;
  /** Null: not asked for, or no place speaks for the class. */
  heat: HeatMap | null;
  /** Frames left no time to find out which places speak for it. */
  late?: boolean;
  /** The class that places speak for. */
  of: number;
  /** Where the model looks, as {@link LiveAnswer} has it. */
  view?: View;
}

/** A window as the network is given it, at its own pace, oldest frame first. */
export interface Film {
  frames: number;
  width: number;
  height: number;
  /** Bytes `[frames, height, width, 1 or 3]`: grey or RGB. */
  pictures: Uint8Array<ArrayBuffer>;
  channels: 1 | 3;
  /** How each differs from the one before, where the network is given that: `[frames, height, width]`, 128 for no change. */
  changes: Uint8Array<ArrayBuffer> | null;
}

/** Which places, in cells of the picture, spoke for a class: `[frames, height, width]`, 1 for the one that did most. */
export interface HeatMap {
  frames: number;
  height: number;
  width: number;
  values: Float32Array;
}

export interface LiveFrame {
  /** RGB bytes `[H, W, 3]`; moved into the worker. */
  rgb: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
  mirror: boolean;
  /** `performance.now()` of the frame, ms. */
  timestamp: number;
  /**
   * Frames due since the last one pushed that never came or were skipped. Movements are taken to have gone on evenly in them, so
   * that the window keeps true time.
   */
  missed: number;
  /** Whether it was made of the pictures before and after it, as a camera gave none. */
  filled?: boolean | undefined;
}

export interface LiveAnswer {
  /** One a class, in the run's order; they add up to 1. */
  probabilities: number[];
  /** That of the newest frame in the window. */
  timestamp: number;
  /**
   * The share of gestures that the model knows that look as unusual as this or more, 0 to 1: the smaller, the less it is like
   * anything that it has learnt. Absent where the model does not know.
   */
  typicality?: number;
  /**
   * True where a whole gesture's worth of movement has been made that no gesture was named for, until it has left the window:
   * a movement that the model has never seen.
   */
  unnamed?: boolean;
  /**
   * The part of the centre square that was looked at, as the network has it: mirrored where it asks for mirrored pictures.
   * Absent: all of it.
   */
  view?: View;
  /** What it sees in words; absent where the stream was opened without captions. */
  caption?: string;
}
