import { flushSync } from 'svelte';
import { fromStore, writable } from 'svelte/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  DEFAULT_CAPTURE,
  settingsSchema,
  type Measurements,
  type CaptureSettings,
  type ModelFiles,
  type Project,
  type Settings,
} from '../../../../../src-main/contract';
import type { CameraFeed, CapturedFrame, FrameClock } from '../../../../../src-renderer/capture/api';
import {
  EngineError,
  type Engine,
  type LiveAnswer,
  type LiveFrame,
} from '../../../../../src-renderer/engine/api';
import {
  LiveSession,
  type LiveNews,
  type LiveParts,
} from '../../../../../src-renderer/features/live/live-session.svelte';
import { gesture } from '../../../../fixtures/renderer/samples';

const WINDOW = 4;
const answerOf = (wave: number, timestamp = 0): LiveAnswer => ({
  probabilities: [wave, 1 - wave],
  timestamp,
});
const push = answerOf(0.2);
const cameraFeed = { device: { label: 'Desk camera' } } as CameraFeed;
const files = (id: string): ModelFiles =>
  ({
    run: { id, classes: [gesture('wave'), gesture('push')], preprocess: { frames: WINDOW, fps: 10 } },
  }) as unknown as ModelFiles;

/** A value that effects follow. */
class Box<T> {
  readonly #store;
  readonly #state: { readonly current: T };

  constructor(value: T) {
    this.#store = writable(value);
    this.#state = fromStore(this.#store);
  }

  get current(): T {
    return this.#state.current;
  }

  set current(value: T) {
    this.#store.set(value);
    flushSync();
  }
}

let live: LiveSession;
/** Ids of the models that were opened, one after another, and how many of them and of the clocks are open. */
let opened: string[];
let openStreams: number;
let pushed: LiveFrame[];
let refusal: Error | null;
let replies: ((answer: LiveAnswer | null) => void)[];
let clocks: Set<(frame: CapturedFrame) => void>[];
let news: LiveNews[];
let slug: Box<string | null>;
let runId: Box<string | null>;
let feed: Box<CameraFeed | null>;
let capture: Box<CaptureSettings>;
let mirror: Box<boolean>;
let settings: Box<Settings>;
let measured: Box<Measurements>;
let busy: Box<boolean>;
let learnt: Box<number>;
let recording: Box<{ activeClassId: string | null; dropped: number }>;

function send(frame: Partial<CapturedFrame> = {}): void {
  const whole = { rgb: new Uint8Array(3), timestamp: 0, dropped: 0, late: false, ...frame };
  for (const listeners of clocks) for (const listener of listeners) listener(whole);
}
/** Sends a frame, and has the engine answer it. */
async function see(answer: LiveAnswer | null): Promise<void> {
  const before = news.length;
  send();
  replies.at(-1)?.(answer);
  await expect.poll(() => news.length).toBeGreaterThan(before);
}
const told = (): string[] =>
  news.map((each) => (each.kind === 'stopped' ? 'stopped' : each.answer ? 'answer' : 'none'));
const begin = async (): Promise<void> => {
  live.begin();
  flushSync();
  await expect.poll(() => live.status).toBe('filling');
};

beforeEach(() => {
  opened = [];
  openStreams = 0;
  pushed = [];
  replies = [];
  refusal = null;
  clocks = [];
  news = [];
  slug = new Box<string | null>('hands');
  runId = new Box<string | null>('run-1');
  feed = new Box<CameraFeed | null>(cameraFeed);
  capture = new Box(DEFAULT_CAPTURE);
  mirror = new Box(true);
  settings = new Box(settingsSchema.parse({}));
  measured = new Box<Measurements>({});
  busy = new Box(false);
  learnt = new Box(0);
  recording = new Box<{ activeClassId: string | null; dropped: number }>({ activeClassId: null, dropped: 0 });
  const engine: Pick<Engine, 'openStream'> = {
    openStream: ({ run }) => {
      opened.push(run.id);
      openStreams += 1;
      return Promise.resolve({
        push: (frame) => {
          pushed.push(frame);
          if (refusal) return Promise.reject(refusal);
          return new Promise((resolve) => replies.push(resolve));
        },
        reset: () => undefined,
        close: () => void (openStreams -= 1),
      });
    },
  };
  const startClock = (_feed: CameraFeed, own: CaptureSettings): Promise<FrameClock> => {
    const listeners = new Set<(frame: CapturedFrame) => void>();
    clocks.push(listeners);
    return Promise.resolve({
      capture: own,
      onFrame: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close: () => listeners.clear(),
    });
  };
  const parts: LiveParts = {
    projects: {
      get current() {
        return slug.current === null ? null : ({ slug: slug.current } as Project);
      },
      get capture() {
        return capture.current;
      },
    },
    runs: {
      get slug() {
        return slug.current ?? '';
      },
      get selectedId() {
        return runId.current;
      },
      get report() {
        return runId.current === null ? null : { ...files(runId.current).run, ...measured.current };
      },
      files: (id) => Promise.resolve(files(id)),
      note: (_slug, _id, change) => {
        measured.current = { ...measured.current, ...change };
        return Promise.resolve();
      },
    },
    camera: {
      get feed() {
        return feed.current;
      },
      get mirror() {
        return mirror.current;
      },
    },
    captioning: {
      get learnt() {
        return learnt.current;
      },
      files: () => Promise.resolve(null),
    },
    settings: {
      get value() {
        return settings.current;
      },
      change: ({ live: changed }) => {
        const { threshold = 0 } = changed ?? {};
        settings.current = { ...settings.current, live: { ...settings.current.live, threshold } };
        return Promise.resolve();
      },
    },
    toasts: { attempt: (work) => work() },
    engine: { liveBackend: 'wasm' },
    training: {
      get busy() {
        return busy.current;
      },
    },
    get recording() {
      return recording.current;
    },
  };
  live = new LiveSession({ engine: engine as Engine, startClock }, parts);
  live.subscribe((each) => news.push(each));
  flushSync();
});

afterEach(() => live.close());

describe('a live session', () => {
  it('does nothing before the person has come to Live', async () => {
    await Promise.resolve();
    expect(live.status).toBe('off');
    expect(live.wantsCamera).toBe(false);
    expect(opened).toEqual([]);
    await begin();
    expect(live.wantsCamera).toBe(true);
    expect(opened).toEqual(['run-1']);
  });

  it('goes on when the person comes to Live again', async () => {
    await begin();
    await see(push);
    live.begin();
    flushSync();
    expect(live.status).toBe('on');
    expect(opened).toEqual(['run-1']);
  });

  it('closes all it has when it is paused, and starts when it is resumed', async () => {
    await begin();
    await see(push);
    live.pause();
    flushSync();
    expect(live.status).toBe('off');
    expect(live.wantsCamera).toBe(false);
    expect(openStreams).toBe(0);
    expect(clocks.every(({ size }) => size === 0)).toBe(true);
    expect(told()).toEqual(['answer', 'none', 'stopped']);
    live.begin();
    flushSync();
    expect(live.status).toBe('off');
    live.resume();
    flushSync();
    await expect.poll(() => live.status).toBe('filling');
    expect(openStreams).toBe(1);
  });

  it('stops when its project closes, and does not start by itself when that is opened again', async () => {
    await begin();
    slug.current = null;
    expect(live.status).toBe('off');
    live.end();
    slug.current = 'hands';
    expect(live.status).toBe('off');
    expect(openStreams).toBe(0);
  });

  it('stops when its model goes or the camera is off, and takes up another', async () => {
    await begin();
    runId.current = null;
    expect(live.status).toBe('off');
    runId.current = 'run-2';
    await expect.poll(() => live.status).toBe('filling');
    expect(opened).toEqual(['run-1', 'run-2']);
    runId.current = 'run-3';
    await expect.poll(() => live.status).toBe('filling');
    feed.current = null;
    expect(live.status).toBe('off');
    expect(live.wantsCamera).toBe(true);
    expect(openStreams).toBe(0);
    expect(told().filter((each) => each === 'stopped')).toHaveLength(3);
  });

  it('begins anew with the same model where its picture or its captions change, and tells of a gap only', async () => {
    await begin();
    await see(push);
    mirror.current = false;
    await expect.poll(() => live.status).toBe('filling');
    capture.current = { ...DEFAULT_CAPTURE, width: 64 };
    await expect.poll(() => live.status).toBe('filling');
    learnt.current += 1;
    await expect.poll(() => live.status).toBe('filling');
    expect(opened).toHaveLength(4);
    expect(openStreams).toBe(1);
    expect(new Set(told())).toEqual(new Set(['answer', 'none']));
  });

  it('tells everyone who listens what was seen and which gestures start and end', async () => {
    const other: LiveNews[] = [];
    const unsubscribe = live.subscribe((each) => other.push(each));
    await begin();
    for (const wave of [0.9, 0.9, 0.1]) await see(answerOf(wave, 100));
    expect(other).toEqual(news);
    const gestures = news.flatMap((each) => (each.kind === 'frame' ? each.gestures : []));
    expect(gestures).toMatchObject([
      { kind: 'start', index: 0, at: 100, confidence: 0.9 },
      { kind: 'end', index: 0 },
    ]);
    expect(live.lastGesture?.id).toBe('wave');
    unsubscribe();
    await see(answerOf(0.1, 200));
    expect(news).toHaveLength(4);
    expect(other).toHaveLength(3);
  });

  it('recognises gestures at the threshold that is set', async () => {
    await begin();
    await see(answerOf(0.7));
    settings.current = { ...settings.current, live: { ...settings.current.live, threshold: 0.8 } };
    await see(answerOf(0.7));
    expect(live.lastGesture).toBeNull();
    expect(live.verdict(0.8)).toMatchObject({ winner: { id: 'wave' }, confidence: 0.7, sure: false });
    expect(live.verdict(0.7)?.sure).toBe(true);
  });

  it('recognises gestures by the rule that is kept with the model', async () => {
    measured.current = { events: { threshold: 0.5, windows: 1, release: 0.5, cooldown: 0 } };
    await begin();
    expect(live.threshold).toBe(0.5);
    await see(answerOf(0.55));
    expect(live.lastGesture?.id).toBe('wave');
  });

  it('keeps the threshold where the one before is kept: with the model, else for all', async () => {
    await live.setThreshold(0.7);
    expect(settings.current.live.threshold).toBe(0.7);
    const events = { threshold: 0.5, windows: 3, release: 0.5, cooldown: 0 };
    measured.current = { events };
    await live.setThreshold(0.8);
    expect(measured.current).toEqual({ events: { ...events, threshold: 0.8 } });
    expect([live.threshold, settings.current.live.threshold]).toEqual([0.8, 0.7]);
  });
});

describe('frames', () => {
  beforeEach(begin);

  it('that are missing between two are told to the engine', async () => {
    send();
    send({ dropped: 2 });
    // Two are under way, so these are skipped.
    send();
    send({ dropped: 1 });
    expect(pushed.map(({ missed }) => missed)).toEqual([0, 2]);
    replies[0]?.(null);
    await expect.poll(() => live.filled).toBe(1);
    send({ dropped: 4 });
    expect(pushed.map(({ missed }) => missed)).toEqual([0, 2, 3 + 4]);
  });

  it('are looked at every other time, or not at all, while a model trains, as the settings say', async () => {
    const whileTraining = (value: 'slow' | 'pause'): void => {
      settings.current = { ...settings.current, live: { ...settings.current.live, whileTraining: value } };
    };
    await see(push);
    whileTraining('slow');
    expect(live.pace).toBe('on');
    busy.current = true;
    send();
    send();
    expect(pushed.map(({ missed }) => missed)).toEqual([0, 1]);
    replies[1]?.(push);
    await expect.poll(() => news.length).toBe(2);
    whileTraining('pause');
    send();
    send();
    expect(pushed).toHaveLength(2);
    expect(told()).toEqual(['answer', 'answer', 'none']);
    expect(live.verdict(0)).toBeNull();
    busy.current = false;
    send();
    expect(pushed.at(-1)?.missed).toBe(WINDOW);
  });

  it('are looked at every other time while clips that are recorded miss frames', async () => {
    await see(push);
    recording.current = { activeClassId: 'wave', dropped: 0 };
    expect(live.pace).toBe('on');
    recording.current = { activeClassId: 'wave', dropped: 1 };
    expect(live.pace).toBe('slow');
    send();
    send();
    expect(pushed).toHaveLength(2);
    recording.current = { activeClassId: null, dropped: 1 };
    expect(live.pace).toBe('on');
  });

  it('fill the window, and no old answer is shown while it fills again', async () => {
    send();
    send({ dropped: 1 });
    replies[0]?.(null);
    await expect.poll(() => live.filled).toBe(1);
    replies[1]?.(null);
    await expect.poll(() => live.filled).toBe(3);
    send();
    replies[2]?.(push);
    await expect.poll(() => live.verdict(0.5)?.winner.id).toBe('push');
    expect(live.filled).toBe(WINDOW);
    send({ dropped: WINDOW });
    replies[3]?.(null);
    await expect.poll(() => live.status).toBe('filling');
    expect(live.verdict(0.5)).toBeNull();
    expect(live.filled).toBe(1);
  });

  it('of the last seconds are at hand as a clip, once there is a whole one and until it is paused', () => {
    for (let n = 0; n < WINDOW - 1; n++) send();
    expect(live.lastClip()).toBeNull();
    send();
    const { width, height } = DEFAULT_CAPTURE;
    expect(live.lastClip()?.shape).toEqual([WINDOW, height, width, 3]);
    live.pause();
    flushSync();
    expect(live.lastClip()).toBeNull();
  });
});

describe('a problem', () => {
  beforeEach(begin);
  const fails = async (error: Error): Promise<void> => {
    refusal = error;
    send();
    await expect.poll(() => pushed.length).toBeGreaterThan(0);
  };

  it('is told, and watching begins anew when asked to', async () => {
    live.retry();
    flushSync();
    expect(live.status).toBe('filling');
    await fails(new EngineError('INTERNAL', 'The engine failed.'));
    await expect.poll(() => live.status).toBe('problem');
    expect(live.problem?.message).toBe('The engine failed.');
    flushSync();
    expect(told()).toEqual(['stopped']);
    refusal = null;
    live.retry();
    flushSync();
    expect(live.problem).toBeNull();
    await expect.poll(() => live.status).toBe('filling');
    await see(push);
    expect(live.status).toBe('on');
  });

  it('is none where the card is lost once, but where that happens over and over', async () => {
    await fails(new EngineError('CONTEXT_LOST', 'The card is gone.'));
    await expect.poll(() => opened.length).toBe(2);
    await expect.poll(() => live.status).toBe('filling');
    expect(told()).not.toContain('stopped');
    send();
    await expect.poll(() => live.status).toBe('problem');
    expect(live.problem?.message).toBe('The card is gone.');
    expect(opened).toHaveLength(2);
  });
});
