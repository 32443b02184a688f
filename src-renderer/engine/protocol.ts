import type {
  BackendName,
  CaptionFiles,
  CaptureSettings,
  ClipFeatureFiles,
  ClipShape,
  Evaluation,
  PretrainedBackbone,
  LayerRow,
  Measurement,
  TrainConfig,
} from '../../src-main/contract';
import type { ErrorCode } from '../../src-main/shared/error-codes';
import type {
  CaptionProgress,
  CaptionRequest,
  EngineClip,
  BackboneModel,
  InstantModel,
  InstantPiece,
  InstantRequest,
  LiveAnswer,
  LiveFrame,
  LiveModel,
  Look,
  LookRequest,
  BackboneFiles,
  TrainedModel,
  TrainProgress,
  TrainRequest,
} from './api';

/** Jobs the worker does. Each is answered once, by `done` or `failed` with the same id. */
export interface Jobs {
  measure: { input: { known: Measurement | null; version: string }; output: Measurement };
  'layer-table': {
    input: { config: TrainConfig; capture: CaptureSettings; classCount: number; cnn?: string | undefined };
    output: LayerRow[];
  };
  'read-backbone': {
    input: { files: BackboneFiles; range: PretrainedBackbone['range']; backends: readonly BackendName[] };
    output: BackboneModel;
  };
  /** Its clips follow in `clip` messages, ended by `clips-end`. */
  train: {
    input: TrainRequest & {
      backends: readonly BackendName[];
      shapes: readonly ClipShape[];
      surroundings: readonly ClipShape[];
    };
    output: TrainedModel;
  };
  /** Its clips follow in `clip` messages, ended by `clips-end`. */
  evaluate: {
    input: { model: TrainedModel; unknown: boolean; backends: readonly BackendName[] };
    output: Evaluation;
  };
  /** Its clips follow in `clip` messages, ended by `clips-end`. */
  caption: {
    input: CaptionRequest & { backends: readonly BackendName[]; shapes: readonly ClipShape[] };
    output: CaptionFiles;
  };
  /** Answers with the places of those clips that have not been looked at yet. */
  'instant-unseen': { input: InstantRequest; output: number[] };
  'instant-excerpts': {
    input: {
      request: InstantRequest;
      pieces: readonly InstantPiece[];
      backends: readonly BackendName[];
    };
    output: null;
  };
  'instant-features': { input: InstantRequest; output: ClipFeatureFiles };
  'instant-recall': { input: ClipFeatureFiles; output: null };
  /** Clips that were not looked at yet follow in `clip` messages, ended by `clips-end`. */
  instant: { input: InstantRequest & { backends: readonly BackendName[] }; output: InstantModel };
  /** Answers with the stream's id. */
  'stream-open': {
    input: { model: LiveModel; captions: CaptionFiles | null; backends: readonly BackendName[] };
    output: number;
  };
  'stream-push': { input: { stream: number; frame: LiveFrame }; output: LiveAnswer | null };
  'stream-look': { input: { stream: number; at: LookRequest }; output: Look | null };
}
export type JobKind = keyof Jobs;

/** From the page to the worker. */
export type Request =
  | { [K in JobKind]: { kind: K; id: number; input: Jobs[K]['input'] } }[JobKind]
  | { kind: 'clip'; id: number; clip: EngineClip }
  | { kind: 'clips-end'; id: number }
  /** Stops a job at its next batch. */
  | { kind: 'stop'; id: number }
  /** Ends training after its next epoch. */
  | { kind: 'pause'; id: number }
  | { kind: 'stream-reset'; stream: number }
  | { kind: 'stream-close'; stream: number };

/** Said while a job runs. `loading` says how many clips it has taken; the page sends more as it takes them. */
export type JobProgress = TrainProgress | CaptionProgress | { kind: 'evaluated'; done: number };

/** From the worker to the page. */
export type Reply =
  | { kind: 'done'; id: number; output: Jobs[JobKind]['output'] }
  | { kind: 'failed'; id: number; code: ErrorCode; message: string }
  | { kind: 'progress'; id: number; progress: JobProgress };
