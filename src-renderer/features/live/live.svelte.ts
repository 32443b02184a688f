import type { CaptionFiles, CaptureSettings, GestureClass, ModelFiles } from '../../../src-main/contract';
import type { CameraFeed, CapturedClip, CapturedFrame, FrameClock } from '../../capture/api';
import { FrameRing } from '../../capture/frame-ring';
import type { LiveAnswer, LiveStream } from '../../engine/api';
import { errorOf, type Problem } from '../../rpc/connection';
import { stateOf } from '../../gestures/gesture-rule';
import type { Outside } from '../../base/outside';
import { afterPaint, Rolling } from '../../jobs/rolling';

export type LiveStatus = 'off' | 'loading' | 'filling' | 'on' | 'problem';

/** How eagerly frames are looked at: each, every other one (the one before stands in), or none. */
export type LivePace = 'on' | 'slow' | 'pause';

/** A card that is lost twice within this time (ms) is not tried again without being asked. */
const LOST_AGAIN = 30_000;

/** How frames are taken from the picture, and where what puts them into words comes from, if it is there. */
export interface WatchOptions {
  capture: CaptureSettings;
  mirror: boolean;
  captions?: () => Promise<CaptionFiles | null>;
}

/** What the overlay shows: the winning class, or none where its confidence is below the threshold. */
export interface Verdict {
  winner: GestureClass;
  confidence: number;
  sure: boolean;
}

/** Classifies what the camera sees with one saved model. */
export class Live {
  status = $state<LiveStatus>('off');
  problem = $state.raw<Problem | null>(null);
  classes = $state.raw<readonly GestureClass[]>([]);
  probabilities = $state.raw<readonly number[]>([]);
  /** What the model sees in words; empty where it has not learnt to describe. */
  caption = $state('');
  /** Frames seen of the window that must fill before the first answer, and the window's length. */
  filled = $state(0);
  window = $state(0);
  framesPerSecond = $state<number | null>(null);
  /** Frame time to painted result, in ms, the median of the last two seconds. */
  latency = $state<number | null>(null);
  /** Frames a second that the model expects. */
  rate = $state(0);
  pace = $state<LivePace>('on');
  /** True where this machine cannot keep up with the model's rate. */
  slow = $derived(
    this.pace === 'on' && this.framesPerSecond !== null && this.framesPerSecond < 0.75 * this.rate,
  );
  /** Told of every frame that was looked at; null: the window is not full. */
  onAnswer: ((answer: LiveAnswer | null) => void) | null = null;
  readonly #outside: Outside;
  #begin: (() => void) | null = null;
  #watch: Watch | null = null;
  #lostAt = -Infinity;

  constructor(outside: Outside) {
    this.#outside = outside;
  }

  verdict(threshold: number): Verdict | null {
    const state = this.status === 'on' ? stateOf(this.probabilities, threshold) : null;
    const winner = state && this.classes[state.winner];
    return winner ? { ...state, winner } : null;
  }

  /**
   * Watches a camera until the returned function is called. `files` gives the model; `capture` and `mirror` say how
   * frames are taken from the picture, at the model's own rate.
   */
  watch(feed: CameraFeed, files: () => Promise<ModelFiles>, options: WatchOptions): () => void {
    let session: Watch | null = null;
    const begin = (): void => {
      session?.close();
      const next: Watch = new Watch(this, this.#outside, () => this.#moveOn(next));
      session = next;
      this.#watch = next;
      this.#clear();
      next.run(feed, files, options).catch((error: unknown) => next.fail(errorOf(error)));
    };
    this.#begin = begin;
    begin();
    return () => {
      session?.close();
      if (this.#watch === session) this.#watch = null;
      if (this.#begin === begin) this.#begin = null;
      this.status = 'off';
    };
  }

  /** The clip with the most movement of the last seconds; null where there is none yet. */
  lastClip(): CapturedClip | null {
    return this.#watch?.lastClip() ?? null;
  }

  /** The graphics card was lost: once in a while that is mended by starting anew, on the card or on what comes next. */
  #moveOn(watch: Watch): boolean {
    const often = Date.now() - this.#lostAt < LOST_AGAIN;
    this.#lostAt = Date.now();
    if (often || !this.#begin) return false;
    watch.close();
    this.#begin();
    return true;
  }

  /** Watches anew with the same camera and model, after a problem. */
  retry(): void {
    if (this.status === 'problem') this.#begin?.();
  }

  #clear(): void {
    this.status = 'loading';
    this.problem = null;
    this.probabilities = [];
    this.caption = '';
    this.filled = 0;
    this.framesPerSecond = null;
    this.latency = null;
  }
}

/** One stretch of watching: one camera, one model. */
class Watch {
  #closed = false;
  #clock: FrameClock | null = null;
  #stream: LiveStream | null = null;
  #ring: FrameRing | null = null;
  #waiting = 0;
  /** Frames since the last one pushed that the machine was too slow for. */
  #skipped = 0;
  readonly #frames = new Rolling(20);
  readonly #latencies = new Rolling(20);
  readonly #live: Live;
  readonly #outside: Outside;
  readonly #moveOn: () => boolean;

  /** `moveOn` is told that the device was lost, and says whether it has begun anew. */
  constructor(live: Live, outside: Outside, moveOn: () => boolean) {
    this.#live = live;
    this.#outside = outside;
    this.#moveOn = moveOn;
  }

  async run(
    feed: CameraFeed,
    files: () => Promise<ModelFiles>,
    { capture, mirror, captions: find }: WatchOptions,
  ): Promise<void> {
    const [model, captions] = await Promise.all([files(), find?.() ?? null]);
    if (this.#closed) return;
    this.#stream = await this.#outside.engine.openStream(model, captions);
    if (this.#closed) return this.#stream.close();
    const { preprocess, classes } = model.run;
    this.#live.classes = classes;
    this.#live.window = preprocess.frames;
    this.#live.rate = preprocess.fps;
    const own = { ...capture, frames: preprocess.frames, fps: preprocess.fps, mirror };
    this.#clock = await this.#outside.startClock(feed, own);
    if (this.#closed) return this.#clock.close();
    const ring = new FrameRing(own);
    this.#ring = ring;
    this.#live.status = 'filling';
    this.#clock.onFrame((frame) => {
      ring.push(frame);
      void this.#push(frame, capture, mirror);
    });
  }

  lastClip(): CapturedClip | null {
    return this.#ring?.liveliest() ?? null;
  }

  async #push(frame: CapturedFrame, capture: CaptureSettings, mirror: boolean): Promise<void> {
    const stream = this.#stream;
    if (!stream) return;
    const missed = this.#skipped + frame.dropped;
    if (this.#live.pace === 'pause') {
      // As long as a window: it begins anew afterwards.
      this.#skipped = this.#live.window;
      this.#live.status = 'filling';
      this.#live.filled = 0;
      return;
    }
    // A slow machine skips frames instead of falling further and further behind.
    if (this.#waiting >= 2 || (this.#live.pace === 'slow' && missed === 0 && this.#live.status === 'on')) {
      this.#skipped = missed + 1;
      return;
    }
    this.#skipped = 0;
    this.#waiting += 1;
    try {
      const { width, height } = capture;
      const { timestamp } = frame;
      const answer = await stream.push({ rgb: frame.rgb.slice(), width, height, mirror, timestamp, missed });
      if (this.#closed) return;
      this.#fill(missed);
      this.#live.onAnswer?.(answer);
      if (!answer) {
        this.#live.status = 'filling';
        return;
      }
      this.#live.probabilities = answer.probabilities;
      this.#live.caption = answer.caption ?? '';
      this.#live.status = 'on';
      void afterPaint().then((painted) => this.#measure(painted, answer.timestamp));
    } catch (error) {
      this.fail(errorOf(error));
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Counts what is in the window, as the engine does: after a gap as long as the window it begins anew. */
  #fill(missed: number): void {
    const { filled, window } = this.#live;
    this.#live.filled = filled === 0 || missed >= window ? 1 : Math.min(filled + missed + 1, window);
  }

  #measure(painted: number, frameTime: number): void {
    if (this.#closed) return;
    this.#latencies.add(painted - frameTime);
    this.#frames.add(painted);
    this.#live.latency = this.#latencies.median;
    this.#live.framesPerSecond = this.#frames.rate;
  }

  fail(problem: Problem): void {
    if (this.#closed) return;
    if (problem.code === 'context-lost' && this.#moveOn()) return;
    this.close();
    this.#live.problem = problem;
    this.#live.status = 'problem';
  }

  close(): void {
    this.#closed = true;
    this.#clock?.close();
    this.#stream?.close();
  }
}
