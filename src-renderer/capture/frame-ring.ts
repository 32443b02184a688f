import type { CaptureSettings } from '../../src-main/contract';
import { surroundingFrames } from '../../src-main/shared/surroundings';
import type { CapturedClip, CapturedFrame, TimedFrames } from './api';
import { differenceOf, liveliestStart } from './liveliest';
import { shapeOf } from './sampler';

/**
 * Keeps the last frames of a clock, so that a clip can be cut that began before anybody asked for it. Frames are
 * counted from 0 in true time; nothing from before a gap is kept.
 */
export class FrameRing {
  /** Frames that are kept at most: two clips and a second. */
  readonly capacity: number;
  readonly #capture: CaptureSettings;
  readonly #frameBytes: number;
  readonly #pixels: Uint8Array<ArrayBuffer>;
  readonly #times: Float64Array;
  /** What is known of each frame: 1 where the camera did not give it, 2 where it came late. */
  readonly #marks: Uint8Array;
  #first = 0;
  #end = 0;

  constructor(capture: CaptureSettings) {
    this.#capture = capture;
    this.#frameBytes = capture.width * capture.height * 3;
    this.capacity = 2 * capture.frames + Math.ceil(capture.fps);
    this.#pixels = new Uint8Array(this.capacity * this.#frameBytes);
    this.#times = new Float64Array(this.capacity);
    this.#marks = new Uint8Array(this.capacity);
  }

  /** Number of the oldest frame that is there. */
  get first(): number {
    return this.#first;
  }

  /** Number that the next frame will have. */
  get end(): number {
    return this.#end;
  }

  /** When the newest frame was taken, in ms; -Infinity where there is none. */
  get latest(): number {
    return this.#end > this.#first ? (this.#times[(this.#end - 1) % this.capacity] ?? 0) : -Infinity;
  }

  /** Whether there is a whole clip. */
  get full(): boolean {
    return this.#end - this.#first >= this.#capture.frames;
  }

  /** Takes in a frame and answers its number. */
  push({ rgb, timestamp, dropped, filled, late }: CapturedFrame): number {
    if (dropped > 0) {
      this.#end += dropped;
      this.#first = this.#end;
    }
    const slot = this.#end % this.capacity;
    this.#pixels.set(rgb, slot * this.#frameBytes);
    this.#times[slot] = timestamp;
    this.#marks[slot] = filled ? 1 : late ? 2 : 0;
    this.#end += 1;
    this.#first = Math.max(this.#first, this.#end - this.capacity);
    return this.#end - 1;
  }

  /** Forgets every frame. */
  clear(): void {
    this.#first = this.#end;
  }

  /** The clip that begins with the frame of this number; null where not all of it is there. */
  clip(start: number): CapturedClip | null {
    const { frames } = this.#capture;
    if (start < this.#first || start + frames > this.#end) return null;
    const clip: CapturedClip = {
      shape: shapeOf(this.#capture),
      frames: new Uint8Array(frames * this.#frameBytes),
      timestamps: [],
      dropped: 0,
      late: 0,
    };
    for (let index = 0; index < frames; index++) {
      const slot = (start + index) % this.capacity;
      clip.frames.set(this.#pixelsOf(slot), index * this.#frameBytes);
      clip.timestamps.push(this.#times[slot] ?? 0);
      if (this.#marks[slot] === 1) clip.dropped += 1;
      if (this.#marks[slot] === 2) clip.late += 1;
    }
    return clip;
  }

  /**
   * What was seen right before a clip, and right after it: up to half a second each, as far as it is there.
   * @param from what was taken until then, in ms, is left out; `until`: what was taken from then on
   */
  around(
    { timestamps }: Pick<CapturedClip, 'timestamps'>,
    from = -Infinity,
    until = Infinity,
  ): { before: TimedFrames; after: TimedFrames } {
    const most = surroundingFrames(this.#capture);
    const [start, end] = [timestamps[0] ?? 0, timestamps.at(-1) ?? 0];
    // Frames come a little early or late.
    const reach = (1000 * (most + 0.5)) / this.#capture.fps;
    const before = this.#between(Math.max(from, start - reach), start);
    const after = this.#between(end, Math.min(until, end + reach));
    return {
      before: this.#timed(before.slice(Math.max(0, before.length - most))),
      after: this.#timed(after.slice(0, most)),
    };
  }

  /** Slots of the frames that were taken between these times, neither included. */
  #between(from: number, until: number): number[] {
    return Array.from(
      { length: this.#end - this.#first },
      (_, n) => (this.#first + n) % this.capacity,
    ).filter((slot) => {
      const time = this.#times[slot] ?? 0;
      return time > from && time < until;
    });
  }

  #timed(slots: readonly number[]): TimedFrames {
    const frames = new Uint8Array(slots.length * this.#frameBytes);
    slots.forEach((slot, index) => frames.set(this.#pixelsOf(slot), index * this.#frameBytes));
    return { frames, timestamps: slots.map((slot) => this.#times[slot] ?? 0) };
  }

  /** The last clip's worth of frames; null where there are not that many yet. */
  last(): CapturedClip | null {
    return this.clip(this.#end - this.#capture.frames);
  }

  /**
   * The clip's worth of frames with the most movement, that movement in its middle; null where there are not that many
   * frames yet.
   */
  liveliest(): CapturedClip | null {
    const { frames } = this.#capture;
    if (!this.full) return null;
    const moved = Array.from({ length: this.#end - this.#first }, (_, index) =>
      index === 0 ? 0 : this.#difference(this.#first + index),
    );
    return this.clip(this.#first + liveliestStart(moved, frames));
  }

  /** How much a frame's green differs from the frame before. */
  #difference(index: number): number {
    return differenceOf(this.#pixelsOf(index % this.capacity), this.#pixelsOf((index - 1) % this.capacity));
  }

  #pixelsOf(slot: number): Uint8Array {
    return this.#pixels.subarray(slot * this.#frameBytes, (slot + 1) * this.#frameBytes);
  }
}
