import type { CaptureSettings } from '../../src-main/contract';
import { CodedError } from '../../src-main/shared/coded-error';
import { surroundingFrames } from '../../src-main/shared/surroundings';
import { inStillness } from '../../src-main/shared/stillness';
import type { CapturedClip, TimedFrames } from './api';
import { STILL } from './footage-clock';
import { FrameFiller } from './frame-filler';
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

/**
 * When frames are due that surround those of a stretch, at the same rate: up to half a second before and after.
 * @param within where there are pictures that surround it
 */
export function surroundingTimes(
  due: readonly number[],
  capture: Pick<CaptureSettings, 'frames' | 'fps'>,
  within: Stretch,
): { before: number[]; after: number[] } {
  const [first = 0, last = 0] = [due[0], due.at(-1)];
  const steps = Array.from({ length: surroundingFrames(capture) }, (_, index) => (index + 1) / capture.fps);
  return {
    before: steps
      .map((step) => first - step)
      .filter((time) => time >= within.from)
      .toReversed(),
    after: steps.map((step) => last + step).filter((time) => time < within.to),
  };
}

/** When pictures are looked for after the last frame: one that is still shown there is blended with the next. */
export function timesAhead(last: number, { fps }: Pick<CaptureSettings, 'fps'>, whole: Stretch): number[] {
  const steps = Array.from({ length: Math.ceil(STILL * fps) }, (_, index) => (index + 1) / fps);
  return steps.map((step) => last + step).filter((time) => time < whole.to);
}

/** A clip of footage that is too short to fill one, in the middle of one that is filled: it stands still before and after. */
export function amidStillness(
  clip: CapturedClip,
  { frames, fps }: Pick<CaptureSettings, 'frames' | 'fps'>,
): CapturedClip {
  const [count, height, width, channels] = clip.shape;
  if (count >= frames) return clip;
  return {
    frames: inStillness(clip.frames, count, height * width * channels, frames),
    timestamps: Array.from({ length: frames }, (_, index) => (index * 1000) / fps),
    shape: [frames, height, width, channels],
    dropped: clip.dropped,
    late: clip.late,
  };
}

/** What is left of the whole for the surroundings of one of these stretches: up to the others beside it. */
export function roomBeside(own: Stretch, others: readonly Stretch[], whole: Stretch): Stretch {
  const before = others.filter((other) => other.from < own.from).map((other) => Math.min(other.to, own.from));
  const after = others.filter((other) => other.to > own.to).map((other) => Math.max(other.from, own.to));
  return { from: Math.max(whole.from, ...before), to: Math.min(whole.to, ...after) };
}

/** Whole frames in so many seconds, which may be a sum of times that are no round binary numbers. */
export const framesIn = (seconds: number, fps: number): number => Math.floor(seconds * fps + 1e-6);

/**
 * Puts pictures into a clip, one after another at the capture rate: those before it, its own, and those after it. Where a video has
 * fewer than that, the frames between two of its pictures are made of both, as a slow camera's are.
 */
export class ClipBuilder {
  readonly clip: CapturedClip;
  readonly #sampler: Sampler;
  readonly #pixels: Uint8Array<ArrayBuffer>;
  readonly #filler: FrameFiller;
  #filled = 0;
  /** Since when the last picture is shown, and in how many frames it has stood again. */
  #since: number | undefined;
  #again = 0;

  constructor(capture: CaptureSettings, { before, after } = { before: 0, after: 0 }) {
    this.#sampler = new Sampler(capture);
    this.#filler = new FrameFiller(capture.fps);
    const size = this.#sampler.rgb.length;
    this.#pixels = new Uint8Array((before + capture.frames + after) * size);
    const part = (first: number, count: number): TimedFrames => ({
      frames: this.#pixels.subarray((before + first) * size, (before + first + count) * size),
      timestamps: Array.from({ length: count }, (_, index) => ((first + index) * 1000) / capture.fps),
    });
    this.clip = {
      shape: shapeOf(capture),
      ...part(0, capture.frames),
      dropped: 0,
      late: 0,
      before: part(-before, before),
      after: part(capture.frames, after),
    };
  }

  /** Whether all frames are as they stay. */
  get complete(): boolean {
    return this.#filled * this.#sampler.rgb.length >= this.#pixels.length && this.#again === 0;
  }

  /** @param since when the picture begins to be shown, in seconds, by which it is known again; absent: it is another one each time */
  add(picture: Picture, since?: number): void {
    if (since !== undefined && since === this.#since) {
      this.#put(this.#sampler.rgb);
      this.#again += 1;
      return;
    }
    const passed = (since ?? 0) - (this.#since ?? -Infinity);
    const dropped = passed <= STILL ? this.#again : 0;
    this.#filled -= dropped;
    const taken = { rgb: this.#sampler.take(picture), timestamp: 1000 * (since ?? 0), dropped, late: false };
    for (const { rgb } of this.#filler.fill(taken)) this.#put(rgb);
    this.#since = since;
    this.#again = 0;
  }

  #put(rgb: Uint8Array): void {
    if (this.#filled * rgb.length < this.#pixels.length) this.#pixels.set(rgb, this.#filled * rgb.length);
    this.#filled += 1;
  }
}
