import type { CaptureSettings } from '../../src-main/contract';
import type { CapturedFrame, FrameClock } from './api';
import type { SourceFrame } from './frame-source';
import { FrameFiller } from './frame-filler';
import { FrameSchedule } from './frame-schedule';
import { Sampler } from './sampler';

/** Takes those of a source's pictures that are due at the capture settings' rate, and gives them on as frames. */
export class FrameTaker implements FrameClock {
  readonly #listeners = new Set<(frame: CapturedFrame) => void>();
  readonly #sampler: Sampler;
  readonly #schedule: FrameSchedule;
  readonly #filler: FrameFiller;

  constructor(readonly capture: CaptureSettings) {
    this.#sampler = new Sampler(capture);
    this.#schedule = new FrameSchedule(capture.fps);
    this.#filler = new FrameFiller(capture.fps);
  }

  /** Pictures must come in order. @returns whether this one was due */
  offer({ picture, timestamp, arrived }: SourceFrame): boolean {
    // A camera that is still waking up can send a picture without size.
    if (picture.width === 0 || picture.height === 0) return false;
    const due = this.#schedule.offer(timestamp, arrived);
    if (!due) return false;
    if (this.#listeners.size > 0) {
      const taken = { rgb: this.#sampler.take(picture), timestamp, ...due };
      for (const frame of this.#filler.fill(taken)) for (const listener of this.#listeners) listener(frame);
    }
    return true;
  }

  onFrame(listener: (frame: CapturedFrame) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** No listener gets anything any more. */
  close(): void {
    this.#listeners.clear();
  }
}
