import type { CaptionFiles, CaptureSettings, GestureClass, PreprocessSpec } from '../../../src-main/contract';
import type { Outside } from '../../base/outside';
import type { CameraFeed, CapturedClip, CapturedFrame, FrameClock } from '../../capture/api';
import { FrameRing } from '../../capture/frame-ring';
import type { LiveAnswer, LiveModel, LookingStream } from '../../engine/api';
import type { Seen } from '../../gestures/gesture-rule';
import { placeOf, WHOLE } from '../../learning/framing';
import type { Rectangle } from '../../learning/resize';
import { Looks, type Wanted } from './looks.svelte';
import { Rolling } from './rolling';
import { afterPaint } from '../../ui/after-paint';
import { errorOf, type Problem } from '../../rpc/connection';

/** How eagerly frames are looked at: each, every other one (the one before stands in), or none. */
export type LivePace = 'on' | 'slow' | 'pause';

/** What is watched, and with which model. */
export interface WatchSource {
  feed: CameraFeed;
  files: () => Promise<LiveModel>;
  /** What puts the picture into words; null where the model has not learnt to. */
  captions: () => Promise<CaptionFiles | null>;
  /** How frames are taken from the picture; their number and rate are the model's. */
  capture: CaptureSettings;
  mirror: boolean;
}

export interface WatchOptions {
  pace: () => LivePace;
  /** Told of each frame that was looked at, and of where looking paused; null: the window is not full. */
  onAnswer: (answer: LiveAnswer | null) => void;
  /** Told that the graphics card was lost; answers whether another watch takes this one's place. */
  onLost: () => boolean;
  /** What is to be seen of the model; by default nothing. */
  wanted?: () => Wanted;
  /** The frames before those to come, where somebody has them: with a window of them it can answer at once. */
  before?: () => CapturedClip | null;
}

/** A delay in ms: that of half the frames at most, and of 95 %. */
export interface Delay {
  half: number;
  most: number;
}

/** How recognition has kept up with the camera of late. */
export interface Keeping {
  /** From the camera's frame to the answer, and to the painted result; null: none was painted, as in a hidden window. */
  recognised: Delay;
  painted: Delay | null;
  /** Frames that were due, and how many of them were not looked at. */
  due: number;
  missed: number;
}

/** Frames that were due and not looked at, or not the camera's own; and how many of them it did not give. */
interface Lost {
  all: number;
  notGiven: number;
}

/** Frames that figures are taken over: 20 s of the usual rate. */
const OF_LATE = 200;

const delayOf = (delays: Rolling): Delay | null => {
  const [half, most] = [delays.quantile(0.5), delays.quantile(0.95)];
  return half === null || most === null ? null : { half, most };
};

/** One stretch of live recognition: one camera, one model. Over once it is closed or has failed. */
export class Watch {
  status = $state<'loading' | 'filling' | 'on' | 'problem'>('loading');
  problem = $state.raw<Problem | null>(null);
  classes = $state.raw<readonly GestureClass[]>([]);
  probabilities = $state.raw<readonly number[]>([]);
  /** What the last answer says beside them. */
  seen = $state.raw<Seen>({});
  caption = $state('');
  /** Where it looks, in shares of what is taken from the picture as it is shown; null: all that it can. */
  place = $state.raw<Rectangle | null>(null);
  /** Where all that it can look at lies; null until the model is there. */
  ground = $state.raw<Rectangle | null>(null);
  /** Whether the model has the picture the other way round than it is shown. */
  turned = $state(false);
  /** Frames seen of the window that must fill before the first answer, and the window's length. */
  filled = $state(0);
  window = $state(0);
  /** Frames a second that the model expects, and that it is given. */
  rate = $state(0);
  framesPerSecond = $state<number | null>(null);
  /** Frame time to painted result, in ms, the median of the last two seconds. */
  latency = $state<number | null>(null);
  keeping = $state.raw<Keeping | null>(null);
  /** What the model sees; null until it is there. */
  looks = $state.raw<Looks | null>(null);
  /** What most of the frames that were missed of late are owed to: the camera did not give them, or this computer had no time. */
  cause = $state<'camera' | 'computer'>('computer');
  #closed = false;
  #clock: FrameClock | null = null;
  #stream: LookingStream | null = null;
  #ring: FrameRing | null = null;
  #spec: PreprocessSpec | null = null;
  #waiting = 0;
  /** Frames since the last one pushed that were not looked at. */
  #skipped = 0;
  /** Frames since the last one of the camera's own that was looked at, and how many of them the camera did not give. */
  #lost = 0;
  #notGiven = 0;
  readonly #frames = new Rolling(20);
  readonly #latencies = new Rolling(20);
  readonly #recognised = new Rolling(OF_LATE);
  readonly #painted = new Rolling(OF_LATE);
  readonly #missed = new Rolling(OF_LATE);
  readonly #lacking = new Rolling(OF_LATE);
  readonly #outside: Pick<Outside, 'engine' | 'startClock'>;
  readonly #source: WatchSource;
  readonly #options: WatchOptions;

  constructor(outside: Pick<Outside, 'engine' | 'startClock'>, source: WatchSource, options: WatchOptions) {
    this.#outside = outside;
    this.#source = source;
    this.#options = options;
    this.#open().catch((error: unknown) => this.#fail(errorOf(error)));
  }

  /** The clip with the most movement of the last seconds, with what surrounds it; null where there is none yet. */
  lastClip(): CapturedClip | null {
    const clip = this.#ring?.liveliest() ?? null;
    return clip && { ...clip, ...this.#ring?.around(clip) };
  }

  /** The last window of frames; null where it has not filled yet. */
  lastWindow(): CapturedClip | null {
    return this.#ring?.last() ?? null;
  }

  close(): void {
    this.#closed = true;
    this.#clock?.close();
    this.#stream?.close();
  }

  async #open(): Promise<void> {
    const { feed, files, captions, capture, mirror } = this.#source;
    const [model, words] = await Promise.all([files(), captions()]);
    if (this.#closed) return;
    this.#stream = await this.#outside.engine.openStream(model, words);
    if (this.#closed) return this.#stream.close();
    if (this.#options.wanted) this.looks = new Looks(this.#stream, this.#options.wanted);
    const { preprocess, classes } = model.run;
    this.classes = classes;
    this.#spec = preprocess;
    this.turned = preprocess.mirror !== mirror;
    this.ground = placeOf(WHOLE, preprocess, { ...capture, mirror });
    this.window = preprocess.frames;
    this.rate = preprocess.fps;
    const own = { ...capture, frames: preprocess.frames, fps: preprocess.fps, mirror };
    this.#clock = await this.#outside.startClock(feed, own);
    if (this.#closed) return this.#clock.close();
    const ring = new FrameRing(own);
    this.#ring = ring;
    this.status = 'filling';
    const before = this.#options.before?.();
    if (before) await this.#catchUp(before);
    if (this.#closed) return;
    this.#clock.onFrame((frame) => {
      ring.push(frame);
      void this.#push(frame);
    });
  }

  /** Takes in the frames before those to come, as if it had been there, and shows what it makes of them. */
  async #catchUp({ shape: [count, height, width], frames, timestamps }: CapturedClip): Promise<void> {
    const stream = this.#stream;
    if (!stream || count !== this.window) return;
    const { mirror } = this.#source;
    const size = frames.length / count;
    let answer: LiveAnswer | null = null;
    for (const [index, timestamp] of timestamps.entries()) {
      const rgb = frames.slice(index * size, (index + 1) * size);
      this.#ring?.push({ rgb, timestamp, dropped: 0, late: false });
      answer = await stream.push({ rgb, width, height, mirror, timestamp, missed: 0 });
      if (this.#closed) return;
    }
    if (!answer) return;
    this.filled = this.window;
    this.#tell(answer);
    this.#options.onAnswer(answer);
  }

  async #push(frame: CapturedFrame): Promise<void> {
    const stream = this.#stream;
    if (!stream) return;
    const missed = this.#skipped + frame.dropped;
    this.#notGiven += frame.filled ? 1 : frame.dropped;
    const pace = this.#options.pace();
    if (pace === 'pause') {
      // As long as a window: it begins anew afterwards.
      this.#skipped = this.window;
      this.#lost = 0;
      this.#notGiven = 0;
      this.filled = 0;
      this.looks?.forget();
      if (this.status !== 'on') return;
      this.status = 'filling';
      this.#options.onAnswer(null);
      return;
    }
    if (this.#skips(frame, pace)) {
      this.#skipped = missed + 1;
      return;
    }
    this.#skipped = 0;
    this.#lost += frame.filled ? missed + 1 : missed;
    const lost = frame.filled ? null : this.#takeLost();
    if (lost) this.#waiting += 1;
    try {
      const { width, height } = this.#source.capture;
      const { mirror } = this.#source;
      const { timestamp, filled } = frame;
      const rgb = frame.rgb.slice();
      const answer = await stream.push({ rgb, width, height, mirror, timestamp, missed, filled });
      if (this.#closed) return;
      this.#show(answer, missed, lost);
      this.#options.onAnswer(answer);
    } catch (error) {
      this.#fail(errorOf(error));
    } finally {
      if (lost) this.#waiting -= 1;
    }
    if (!this.#closed && this.status === 'on' && pace === 'on' && this.#waiting === 0)
      void this.looks?.offer();
  }

  /**
   * A slow machine skips frames instead of falling further and further behind: first those that were made of others, which come
   * all at once, right before the camera's own.
   */
  #skips({ filled, dropped }: CapturedFrame, pace: LivePace): boolean {
    const slowly = pace === 'slow' && this.status === 'on';
    if (filled) return slowly || this.#waiting > 0;
    return this.#waiting >= 2 || (slowly && this.#skipped + dropped === 0);
  }

  #takeLost(): Lost {
    const lost = { all: this.#lost, notGiven: this.#notGiven };
    this.#lost = 0;
    this.#notGiven = 0;
    return lost;
  }

  /** @param lost what was lost before it; null: the camera did not give it itself */
  #show(answer: LiveAnswer | null, missed: number, lost: Lost | null): void {
    // As the engine does: after a gap as long as the window it begins anew.
    const anew = this.filled === 0 || missed >= this.window;
    this.filled = anew ? 1 : Math.min(this.filled + missed + 1, this.window);
    if (!answer) {
      this.status = 'filling';
      return;
    }
    this.#tell(answer);
    if (!lost) return;
    this.#recognised.add(performance.now() - answer.timestamp);
    this.#missed.add(lost.all);
    this.#lacking.add(lost.notGiven);
    this.#keep();
    // A page that is not seen paints nothing.
    if (!document.hidden) void afterPaint().then((painted) => this.#measure(painted, answer.timestamp));
  }

  #tell(answer: LiveAnswer): void {
    this.status = 'on';
    this.probabilities = answer.probabilities;
    this.seen = answer;
    this.caption = answer.caption ?? '';
    const { capture, mirror } = this.#source;
    this.place = answer.view && this.#spec ? placeOf(answer.view, this.#spec, { ...capture, mirror }) : null;
  }

  #keep(): void {
    const recognised = delayOf(this.#recognised);
    if (!recognised) return;
    const missed = this.#missed.sum;
    // The sample camera is this computer.
    const ofComputer = this.#source.feed.sample !== null;
    this.cause = !ofComputer && 2 * this.#lacking.sum > missed ? 'camera' : 'computer';
    this.keeping = { recognised, painted: delayOf(this.#painted), due: this.#missed.count + missed, missed };
  }

  #measure(painted: number, frameTime: number): void {
    if (this.#closed) return;
    this.#painted.add(painted - frameTime);
    this.#latencies.add(painted - frameTime);
    this.#frames.add(painted);
    this.latency = this.#latencies.median;
    this.framesPerSecond = this.#frames.rate;
  }

  #fail(problem: Problem): void {
    if (this.#closed) return;
    this.close();
    if (problem.code === 'CONTEXT_LOST' && this.#options.onLost()) return;
    this.problem = problem;
    this.status = 'problem';
  }
}
