import { surroundingFrames } from '../../src-main/shared/surroundings';
import type { CapturedClip, CapturedFrame, FrameClock } from './api';
import { FrameRing } from './frame-ring';
import { ClipRecorder } from './recorder';

/** Frames may be so much late, in ms; those that then have not come are not waited for. */
const PATIENCE = 250;

/** A clip that waits for what comes after it. */
interface Waiting {
  clip: CapturedClip;
  /** @param until what was taken from then on, in ms, is left out */
  end(until: number): void;
}

/** What a clock's frames are recorded with: a recorder, and a ring of the last ones from which what surrounds clips is taken. */
export class Tape {
  readonly recorder: ClipRecorder;
  readonly ring: FrameRing;
  /** How long after a clip's last frame the last one is taken that it waits for, in ms, or a little less. */
  readonly #tail: number;
  readonly #waiting = new Set<Waiting>();
  /** When the last frame of the clips so far was taken. */
  #recordedUntil = -Infinity;

  /** @param onFrame told of each frame, once the ring has it, with its number there */
  constructor(
    private readonly clock: FrameClock,
    onFrame: (index: number, frame: CapturedFrame) => void,
  ) {
    const { capture } = clock;
    this.#tail = (1000 * (surroundingFrames(capture) - 0.5)) / capture.fps;
    this.recorder = new ClipRecorder(clock);
    this.ring = new FrameRing(capture);
    clock.onFrame((frame) => {
      onFrame(this.ring.push(frame), frame);
      for (const { clip, end } of this.#waiting)
        if (this.ring.latest >= (clip.timestamps.at(-1) ?? 0) + this.#tail) end(this.recorder.since);
    });
  }

  /**
   * A clip of these frames with what was seen right before it and, half a second later, right after it. What belongs to another
   * clip, be it still under way, surrounds none: where a gesture is made over and over, it is no rest.
   */
  surround(clip: CapturedClip): Promise<CapturedClip> {
    const [start, last] = [clip.timestamps[0] ?? 0, clip.timestamps.at(-1) ?? 0];
    for (const { end } of this.#waiting) end(start);
    const { before } = this.ring.around(clip, this.#recordedUntil);
    this.#recordedUntil = Math.max(this.#recordedUntil, last);
    return new Promise((resolve) => {
      const waiting: Waiting = {
        clip,
        end: (until) => {
          clearTimeout(timer);
          this.#waiting.delete(waiting);
          resolve({ ...clip, before, after: this.ring.around(clip, undefined, until).after });
        },
      };
      const timer = setTimeout(() => waiting.end(this.recorder.since), this.#tail + PATIENCE);
      this.#waiting.add(waiting);
    });
  }

  /** No clip waits any longer for what comes after it. */
  settle(): void {
    for (const { end } of this.#waiting) end(this.recorder.since);
  }

  /** Ends recording, and lets go of the clock. */
  close(): void {
    this.settle();
    this.recorder.close();
    this.clock.close();
  }
}
