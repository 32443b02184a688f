import type { CapturedClip, CapturedFrame, FrameClock } from './api';
import { shapeOf } from './sampler';

/**
 * Collects a clock's frames into clips, none of which goes on over a gap. Frames that the camera did not give and that were
 * made of those beside them are counted. Buffers are allocated before a clip begins, not while it runs.
 */
export class ClipRecorder {
  /** Called with each finished clip. */
  onClip: ((clip: CapturedClip) => void) | null = null;
  /** Called after each frame that went into a clip, and when one was discarded. */
  onProgress: ((progress: number) => void) | null = null;

  readonly #capture: FrameClock['capture'];
  readonly #frameBytes: number;
  readonly #stopListening: () => void;
  #mode: 'off' | 'once' | 'held' = 'off';
  #clip: CapturedClip;
  #filled = 0;
  #from = -Infinity;
  #once: { resolve: (clip: CapturedClip) => void; reject: (reason: DOMException) => void } | null = null;

  constructor(clock: Pick<FrameClock, 'capture' | 'onFrame'>) {
    this.#capture = clock.capture;
    this.#frameBytes = clock.capture.width * clock.capture.height * 3;
    this.#clip = this.#emptyClip();
    this.#stopListening = clock.onFrame((frame) => this.#take(frame));
  }

  get recording(): boolean {
    return this.#mode !== 'off';
  }

  /** How much of the present clip is there, 0 to 1. */
  get progress(): number {
    return this.#filled / this.#capture.frames;
  }

  /** When the first frame of the unfinished clip was taken, in ms; Infinity where there is none yet. */
  get since(): number {
    return this.#filled > 0 ? (this.#clip.timestamps[0] ?? Infinity) : Infinity;
  }

  /** Records one clip after another from the next frame on, until {@link release}. */
  hold(): void {
    if (this.#mode === 'held') return;
    this.cancel();
    this.#mode = 'held';
    this.#from = -Infinity;
  }

  /** Ends holding. The unfinished clip is discarded. */
  release(): void {
    if (this.#mode === 'held') this.cancel();
  }

  /**
   * Records one clip, beginning with the first frame that was taken at `from` or later (pictures may still be on their
   * way that were taken before). Rejects with an AbortError where it is cancelled.
   */
  recordOnce(from = -Infinity): Promise<CapturedClip> {
    this.cancel();
    this.#mode = 'once';
    this.#from = from;
    return new Promise((resolve, reject) => (this.#once = { resolve, reject }));
  }

  /** Stops, and discards the unfinished clip. */
  cancel(): void {
    this.#mode = 'off';
    const once = this.#once;
    this.#once = null;
    this.#discard();
    once?.reject(new DOMException('The recording was stopped before the clip was complete.', 'AbortError'));
  }

  /** Cancels, and lets go of the clock. */
  close(): void {
    this.cancel();
    this.#stopListening();
  }

  #emptyClip(): CapturedClip {
    const { frames } = this.#capture;
    return {
      shape: shapeOf(this.#capture),
      frames: new Uint8Array(frames * this.#frameBytes),
      timestamps: new Array<number>(frames).fill(0),
      dropped: 0,
      late: 0,
    };
  }

  #discard(): void {
    const had = this.#filled > 0;
    this.#filled = 0;
    this.#clip.dropped = 0;
    this.#clip.late = 0;
    if (had) this.onProgress?.(0);
  }

  #take(frame: CapturedFrame): void {
    if (this.#mode === 'off' || frame.timestamp < this.#from) return;
    if (frame.dropped > 0) this.#discard();
    this.#clip.frames.set(frame.rgb, this.#filled * this.#frameBytes);
    this.#clip.timestamps[this.#filled] = frame.timestamp;
    if (frame.filled) this.#clip.dropped += 1;
    if (frame.late) this.#clip.late += 1;
    this.#filled += 1;
    if (this.#filled === this.#capture.frames) this.#finish();
    else this.onProgress?.(this.progress);
  }

  #finish(): void {
    const clip = this.#clip;
    this.#clip = this.#emptyClip();
    this.#filled = 0;
    const once = this.#once;
    this.#once = null;
    if (this.#mode === 'once') this.#mode = 'off';
    this.onProgress?.(1);
    this.onClip?.(clip);
    once?.resolve(clip);
  }
}
