import type { CaptureSettings } from '../../src-main/contract';
import type { CapturedClip, CapturedFrame } from './api';
import type { FrameRing } from './frame-ring';
import { greyOf, MotionDetector, MotionMeter, type MotionState } from './motion-detector';

/** Frames of stillness that a movement longer than the clip has before it. */
const LEAD_FRAMES = 1;

/**
 * Cuts a clip out of a ring for each movement: centred on it or, where the movement is longer than a clip, from its
 * beginning on. Must be given every frame that the ring is given, after the ring.
 */
export class MotionRecorder {
  /** Called with each clip. */
  onClip: ((clip: CapturedClip) => void) | null = null;
  readonly #capture: CaptureSettings;
  readonly #ring: FrameRing;
  readonly #detector: MotionDetector;
  readonly #meter: MotionMeter;
  /** Number of the first frame of a clip that is waiting for its last ones. */
  #start: number | null = null;

  constructor(capture: CaptureSettings, ring: FrameRing) {
    this.#capture = capture;
    this.#ring = ring;
    this.#meter = new MotionMeter(capture.fps);
    this.#detector = new MotionDetector(capture.fps);
  }

  /** As the detector's; `moving` also while a clip's last frames are awaited. */
  get state(): MotionState {
    return this.#start === null ? this.#detector.state : 'moving';
  }

  /** How much of the clip that a movement has begun is there, 0 to 1. */
  get progress(): number {
    const from = this.#start ?? this.#detector.underWay?.onset;
    return from === undefined ? 0 : Math.min(1, (this.#ring.end - from) / this.#capture.frames);
  }

  /** Takes the frame that is number `index` of the ring. */
  take(index: number, { rgb }: CapturedFrame): void {
    const { frames, width, height } = this.#capture;
    const energy = this.#meter.offer(greyOf(rgb, width, height));
    if (energy === null) return;
    const movement = this.#detector.offer(index, energy);
    const { underWay } = this.#detector;
    if (movement) this.#start = startOf(movement.onset, movement.end, frames);
    else if (this.#start === null && underWay && index - underWay.onset + 1 + LEAD_FRAMES >= frames) {
      // It goes on, or something else stirs after it.
      this.#detector.settle();
      this.#start = startOf(underWay.onset, underWay.end, frames);
    }
    this.#cut();
  }

  #cut(): void {
    if (this.#start === null) return;
    // What has left the ring, or was never there, cannot be had: the clip begins where the ring does.
    const start = Math.max(this.#start, this.#ring.first);
    const clip = this.#ring.clip(start);
    if (!clip) return;
    this.#start = null;
    this.onClip?.(clip);
  }
}

/** First frame of a clip of `frames` frames that has the movement in its middle, or begins with a longer one. */
export function startOf(onset: number, end: number, frames: number): number {
  if (end - onset + 1 >= frames) return onset - LEAD_FRAMES;
  // The hand moves from the frame before the first that differs to the last one.
  return Math.round((onset + end - frames) / 2);
}
