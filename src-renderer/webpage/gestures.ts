import type {
  CaptureSettings,
  EventRule,
  Framing,
  GestureClass,
  PreprocessSpec,
  Unseen,
} from '../../src-main/contract';
import { openCamera, ANY_CAMERA } from '../capture/cameras';
import { FrameFiller } from '../capture/frame-filler';
import { FrameSchedule } from '../capture/frame-schedule';
import type { CameraError, CameraFeed } from '../capture/api';
import type { LiveAnswer, LiveStream } from '../engine/api';
import { openLocalStream } from '../engine/stream/local-stream';
import { EventLog, type GestureNews } from '../gestures/event-log';
import { GestureRule, saidOf, type GestureSettings } from '../gestures/gesture-rule';
import { askedOf, ruleSettingsOf } from '../gestures/rule-of';
import { watchCamera } from '../jobs/watch';
import type { Answer, GestureEvent, GestureFile, GestureModel, load as Load, Picture } from './api';
import { startDevice } from './device';

/** What a model's file says of it. The exporter wrote it, and nothing else is loaded. */
interface About {
  id: string;
  name: string;
  classes: GestureClass[];
  preprocess: PreprocessSpec;
  idle?: true;
  framing?: Framing;
  events?: EventRule;
  unseen?: Unseen;
  threshold: number;
  /** The share of known gestures that may be refused, where `events` does not say. */
  refused?: number;
  capture: CaptureSettings;
}

/** Of a picture whose time is not told: it is the one that is due. */
const NEXT = { dropped: 0, late: false };

interface Listeners {
  start: (event: GestureEvent) => void;
  end: (event: GestureEvent) => void;
  answer: (answer: Answer) => void;
}

export const load: typeof Load = async (model) => {
  const file = typeof model === 'string' || model instanceof URL ? await fetched(model) : model;
  if ((file as Partial<GestureFile> | null)?.format !== 'beckon-gestures' || file.version !== 1) {
    throw new Error('This is no model that Beckon exported for web pages, or one of a newer Beckon.');
  }
  await startDevice();
  return Gestures.open(file);
};

async function fetched(address: string | URL): Promise<GestureFile> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`There is no model at ${String(address)} (HTTP ${response.status}).`);
  return (await response.json()) as GestureFile;
}

class Gestures implements GestureModel {
  readonly name: string;
  readonly classes: readonly string[];
  readonly fps: number;
  readonly frames: number;
  readonly #listeners: { [K in keyof Listeners]: Set<Listeners[K]> } = {
    start: new Set(),
    end: new Set(),
    answer: new Set(),
  };
  #log: EventLog;
  /** Time of the last answer, in ms. */
  #answered = 0;
  #schedule: FrameSchedule;
  #filler: FrameFiller;
  /** The pictures' size, and whether they are mirrored: no two of different kinds are blended. */
  #kind = '';

  private constructor(
    private readonly files: { topology: Blob; weights: Blob },
    private readonly about: About,
    private readonly stream: LiveStream,
  ) {
    this.name = about.name;
    this.classes = about.classes.map(({ name }) => name);
    this.fps = about.preprocess.fps;
    this.frames = about.preprocess.frames;
    this.#log = this.#newLog();
    this.#schedule = new FrameSchedule(this.fps);
    this.#filler = new FrameFiller(this.fps);
  }

  static async open({ topology, weights, ...file }: GestureFile): Promise<Gestures> {
    const about = file.about as About;
    const bytes = Uint8Array.from(atob(weights), (character) => character.charCodeAt(0));
    const files = { topology: new Blob([JSON.stringify(topology)]), weights: new Blob([bytes]) };
    return new Gestures(files, about, await openLocalStream({ ...files, run: about }));
  }

  on<K extends keyof Listeners>(event: K, listener: Listeners[K]): () => void {
    this.#listeners[event].add(listener);
    return () => this.#listeners[event].delete(listener);
  }

  async push(
    picture: Picture,
    time?: number,
    { mirrored = false }: { mirrored?: boolean } = {},
  ): Promise<Answer | null> {
    const due = time === undefined ? NEXT : this.#schedule.offer(time, time);
    if (!due) return null;
    const { width, height } = picture;
    const kind = JSON.stringify([width, height, mirrored]);
    if (kind !== this.#kind) this.#filler = new FrameFiller(this.fps);
    this.#kind = kind;
    const taken = { rgb: rgbOf(picture), timestamp: time ?? performance.now(), ...due };
    // Those that are missing before it are answered, too: an event may start or end with one.
    const frames = Array.from(this.#filler.fill(taken), ({ rgb, timestamp, dropped, filled }) => ({
      rgb: rgb.slice(),
      width,
      height,
      mirror: mirrored,
      timestamp,
      missed: dropped,
      filled,
    }));
    const answers = await Promise.all(frames.map((frame) => this.stream.push(frame)));
    const told = answers.map((answer) => answer && this.#tell(answer));
    const last = told.at(-1) ?? null;
    return last && { ...last, events: told.flatMap((answer) => answer?.events ?? []) };
  }

  reset(): void {
    this.stream.reset();
    this.#schedule = new FrameSchedule(this.fps);
    this.#filler = new FrameFiller(this.fps);
    this.#report(this.#eventsOf(this.#log.close(this.#answered), this.#answered));
    this.#log = this.#newLog();
  }

  async watch(given?: MediaStream): Promise<() => void> {
    const feed = given ? feedOf(given) : await openCamera(ANY_CAMERA.id);
    const stop = new AbortController();
    const watching = watchCamera(feed, {
      engine: { openStream: () => Promise.resolve({ ...this.stream, close: () => undefined }) },
      model: { ...this.files, run: this.about },
      capture: this.about.capture,
      signal: stop.signal,
      onAnswer: (answer, at) => {
        if (answer) this.#tell({ ...answer, timestamp: at });
      },
    });
    watching.catch(reportError).finally(() => {
      feed.close();
      this.reset();
    });
    return () => stop.abort();
  }

  close(): void {
    this.stream.close();
  }

  #rule(): GestureSettings {
    const { threshold, refused } = this.about;
    return ruleSettingsOf(this.about, askedOf(this.about, { threshold, unseen: refused }));
  }

  #newLog(): EventLog {
    return new EventLog(new GestureRule(this.#rule()));
  }

  #tell(said: LiveAnswer): Answer {
    const { probabilities, timestamp: time } = said;
    this.#answered = time;
    const events = this.#eventsOf(this.#log.push(probabilities, time, said), time);
    const { active: lasting, settings } = this.#log.rule;
    const { unseen = false, idle = false } = saidOf(probabilities, settings, { seen: said, lasting }) ?? {};
    const answer = { probabilities, unseen: unseen && !idle, time, events };
    for (const listener of this.#listeners.answer) listener(answer);
    this.#report(events);
    return answer;
  }

  #eventsOf(news: readonly GestureNews[], time: number): GestureEvent[] {
    return news.map(({ kind, gesture: { index, confidence } }) => {
      return { kind, index, confidence, name: this.classes[index] ?? '', time };
    });
  }

  #report(events: readonly GestureEvent[]): void {
    for (const event of events) for (const listener of this.#listeners[event.kind]) listener(event);
  }
}

function rgbOf({ data, width, height }: Picture): Uint8Array<ArrayBuffer> {
  const pixels = width * height;
  if (pixels > 0 && data.length === 3 * pixels) return Uint8Array.from(data);
  if (pixels === 0 || data.length !== 4 * pixels) {
    throw new TypeError(
      `A picture of ${width}×${height} has 3 or 4 bytes a pixel; this has ${data.length} bytes.`,
    );
  }
  const rgb = new Uint8Array(3 * pixels);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    rgb[to] = data[from] ?? 0;
    rgb[to + 1] = data[from + 1] ?? 0;
    rgb[to + 2] = data[from + 2] ?? 0;
  }
  return rgb;
}

/** A stream that is somebody else's, who closes it. */
const feedOf = (stream: MediaStream): CameraFeed => ({
  device: ANY_CAMERA,
  stream,
  sample: null,
  onEnded: null as ((error: CameraError) => void) | null,
  close: () => undefined,
});
