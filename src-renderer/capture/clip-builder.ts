import type { CaptureSettings } from '../../src-main/contract';
import { CodedError } from '../../src-main/shared/coded-error';
import type { CapturedClip } from './api';
import { Sampler, shapeOf, type Picture } from './sampler';

/** A file that cannot become a clip; the message is a sentence that says why. */
export class ImportError extends CodedError<'UNREADABLE'> {
  override readonly name = 'ImportError';
  constructor(message: string, options?: ErrorOptions) {
    super('UNREADABLE', message, options);
  }
}

/** A part of a video, in seconds of its own time. */
export interface Stretch {
  from: number;
  to: number;
}

/** The middle of each frame's slot, in seconds, in a window of `frames / fps` seconds around the stretch's centre. */
export function dueTimes(
  { from, to }: Stretch,
  { frames, fps }: Pick<CaptureSettings, 'frames' | 'fps'>,
): number[] {
  const start = from + Math.max(0, (to - from - frames / fps) / 2);
  return Array.from({ length: frames }, (_, index) => start + (index + 0.5) / fps);
}

/** Whole frames in so many seconds, which may be a sum of times that are no round binary numbers. */
export const framesIn = (seconds: number, fps: number): number => Math.floor(seconds * fps + 1e-6);

/** Puts pictures into a clip, one frame after another at the capture rate. */
export class ClipBuilder {
  readonly clip: CapturedClip;
  readonly #sampler: Sampler;
  #filled = 0;

  constructor(capture: CaptureSettings) {
    this.#sampler = new Sampler(capture);
    const frames = new Uint8Array(capture.frames * this.#sampler.rgb.length);
    const timestamps = Array.from({ length: capture.frames }, (_, index) => (index * 1000) / capture.fps);
    this.clip = { shape: shapeOf(capture), frames, timestamps, dropped: 0, late: 0 };
  }

  add(picture: Picture): void {
    this.clip.frames.set(this.#sampler.take(picture), this.#filled * this.#sampler.rgb.length);
    this.#filled += 1;
  }
}
