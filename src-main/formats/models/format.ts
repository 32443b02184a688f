import type { CaptureSettings, Run } from '../../contract';
import type { Precision } from '../../shared/precision';

/** A trained model's files as they lie on disk. */
export interface ExportModel {
  run: Run;
  /** Keras-style `model.json`, UTF-8. */
  topology: Uint8Array;
  weights: Uint8Array;
  /** How its project takes pictures. */
  capture: CaptureSettings;
  /** The confidence that counts, as set in the app; the run may keep another. */
  threshold: number;
  /** The share of known gestures that may be refused, where the run keeps none. Absent: as it is by default. */
  unseen?: number;
  /** How exactly its weights are kept. Absent: as they were trained. */
  precision?: Precision;
}

/** One export format: bytes in, bytes out. Rejects with a `BeckonError` where the model cannot be written so. */
export interface Exporter {
  id: string;
  name: string;
  /** Of the file, without the dot. */
  extension: string;
  description: string;
  /** How exactly it can keep weights, beside as they were trained. */
  precisions?: readonly Exclude<Precision, 'float32'>[];
  build(model: ExportModel): Promise<Uint8Array<ArrayBuffer>>;
}
