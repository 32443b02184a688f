import type { CaptureSettings, ClipShape } from '../../src-main/contract';
import { CodedError } from '../../src-main/shared/coded-error';
import type { CameraErrorCode } from '../../src-main/shared/error-codes';

/** The id of the sample camera. */
export const SAMPLE_ID = 'sample';

/** A camera a person can choose. The sample camera is always among them. */
export interface CameraDevice {
  id: string;
  label: string;
}

/** Why there is no picture; the message is a sentence a person can act on. */
export class CameraError extends CodedError<CameraErrorCode> {
  override readonly name = 'CameraError';
}

/** An open camera. The sample camera's feed can also be told what to do. */
export interface CameraFeed {
  readonly device: CameraDevice;
  readonly stream: MediaStream;
  readonly sample: SampleControl | null;
  /** Called once if the picture ends without `close` (unplugged, taken away). */
  onEnded: ((error: CameraError) => void) | null;
  close(): void;
}

export interface SampleGesture {
  id: string;
  name: string;
}

/** Tells the sample camera's hand what to do next. */
export interface SampleControl {
  readonly gestures: readonly SampleGesture[];
  /**
   * Performs a gesture once: resolves `started` when the motion begins on the stream and `ended` when it is over, so
   * that a clip of `seconds` recorded from `started` holds it whole. `still`: ms the hand keeps still before and after.
   */
  perform(
    gesture: string,
    seconds: number,
    still?: { before: number; after: number },
  ): { started: Promise<number>; ended: Promise<number> };
  /** Performs it over and over, each time varied, until told otherwise (null: the hand idles). */
  loop(gesture: string | null, seconds: number): void;
  /**
   * A new person in a new place: skin tone, light, background, hand size, manner of moving. `performances` (by default
   * the same) seeds how the gestures are performed, so that one person can perform in many ways.
   */
  newSession(seed: number, performances?: number): void;
}

/** One frame, cropped, resized and mirrored as the capture settings say. */
export interface CapturedFrame {
  /** RGB bytes `[H, W, 3]`. Valid until the next frame; copy to keep. */
  rgb: Uint8Array<ArrayBuffer>;
  /** `performance.now()` at which the camera's picture was taken (as near as the browser tells), ms. */
  timestamp: number;
  /** Frames since the last one that should have been there and were not, where they are too many to be filled. */
  dropped: number;
  /** True where it came more than half a frame's time after its due time. */
  late: boolean;
  /** Where no picture came at its time, so that it was made of those before and after it. */
  filled?: true;
}

/** Frames, RGB bytes one after another, and when each was taken (ms). */
export interface TimedFrames {
  frames: Uint8Array<ArrayBuffer>;
  timestamps: number[];
}

/** A finished clip, not yet saved. */
export interface CapturedClip extends TimedFrames {
  shape: ClipShape;
  dropped: number;
  late: number;
  /** Up to half a second of what was seen right before and right after it, as far as there is any. */
  before?: TimedFrames;
  after?: TimedFrames;
}

/** Takes frames from a stream at a fixed rate. */
export interface FrameClock {
  readonly capture: CaptureSettings;
  /** Every listener gets every frame, in order. Returns how to stop listening. */
  onFrame(listener: (frame: CapturedFrame) => void): () => void;
  close(): void;
}
