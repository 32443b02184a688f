import type { CaptureSettings } from '../../src-main/contract';
import type { CameraFeed, CapturedClip, FrameClock, SampleControl } from '../capture/api';
import { ClipRecorder } from '../capture/recorder';
import type { App } from './app.svelte';
import { errorOf, type Problem } from './connection';
import type { Outside } from './outside';
import { clipMeta } from './clip-meta';
import { PendingClips } from './pending.svelte';
import { presetGestures, seedOf } from './sample-gestures';

const NOTE_MS = 2_500;

/** Recording by holding: one clip after another of one class, until it is let go. */
export class Recording {
  /** The class that Space records. */
  #selected = $state<string | null>(null);
  /** The class that is being recorded. */
  classId = $state<string | null>(null);
  /** How much of the present clip is there, 0 to 1. */
  progress = $state(0);
  /** Clips finished since the button was pressed, and the frames missed in them. */
  recorded = $state(0);
  dropped = $state(0);
  late = $state(0);
  /** True while the sample camera's hand gets ready. */
  waiting = $state(false);
  /** What became of the last recording, for a moment. */
  note = $state<string | null>(null);
  ready = $state(false);
  /** Why no frames can be taken from the camera's picture; {@link retry} tries again. */
  problem = $state.raw<Problem | null>(null);
  readonly pendingClips: PendingClips;
  #chosen = $state.raw<Readonly<Record<string, string | null>>>({});
  #recorder: ClipRecorder | null = null;
  #feed: CameraFeed | null = null;
  #capture: CaptureSettings | null = null;
  #turn = 0;
  #begin: (() => void) | null = null;
  #noteTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #outside: Outside;
  readonly #app: App;

  constructor(outside: Outside, app: App) {
    this.#outside = outside;
    this.#app = app;
    this.pendingClips = new PendingClips(outside.client, app.thumbnails);
    this.pendingClips.onSaved = (slug, clip) => app.clips.saved(slug, clip);
    this.pendingClips.onFailed = ({ message }) => {
      this.release();
      app.toasts.show(message, { tone: 'error' });
    };
  }

  get selectedClassId(): string | null {
    const { classes } = this.#app.projects;
    return (classes.find(({ id }) => id === this.#selected) ?? classes[0])?.id ?? null;
  }

  set selectedClassId(id: string | null) {
    this.#selected = id;
  }

  /** Takes frames from an open camera until the returned function is called. */
  attach(feed: CameraFeed, capture: CaptureSettings): () => void {
    let gone = false;
    let clock: FrameClock | null = null;
    const start = async (): Promise<void> => {
      const started = await this.#outside.startClock(feed, capture);
      if (gone) return started.close();
      clock = started;
      const recorder = new ClipRecorder(clock);
      recorder.onProgress = (progress) => (this.progress = progress);
      recorder.onClip = (clip) => this.#finished(clip);
      this.#seat(feed);
      this.#recorder = recorder;
      this.#feed = feed;
      this.#capture = capture;
      this.ready = true;
    };
    const begin = (): void => {
      this.problem = null;
      start().catch((error: unknown) => {
        if (!gone) this.problem = errorOf(error);
      });
    };
    this.#begin = begin;
    begin();
    return () => {
      gone = true;
      if (this.#begin === begin) this.#begin = null;
      this.problem = null;
      this.cancel();
      this.ready = false;
      this.#recorder?.close();
      this.#recorder = null;
      this.#feed = null;
      clock?.close();
    };
  }

  /** Tries again to take frames from the camera that is attached, after a problem. */
  retry(): void {
    if (this.problem) this.#begin?.();
  }

  /** The session's person sits down again, and performs in other ways than in the clips that are there already. */
  #seat({ sample }: CameraFeed): void {
    const { session, clips } = this.#app;
    sample?.newSession(seedOf(session.name), seedOf(`${session.name}, ${clips.all.length} clips`));
  }

  /** Records clips of a class until {@link release}. */
  hold(classId: string): void {
    const recorder = this.#recorder;
    if (!recorder || this.classId !== null) return;
    if (this.pendingClips.hasUnsavedOf(this.#app.projects.classes)) {
      this.#say('Save or discard the clips that could not be saved first.');
      return;
    }
    this.selectedClassId = classId;
    this.classId = classId;
    this.recorded = 0;
    this.dropped = 0;
    this.late = 0;
    this.progress = 0;
    this.note = null;
    const turn = ++this.#turn;
    const sample = this.#feed?.sample;
    const gesture = this.sampleGestureOf(classId);
    if (sample && gesture) void this.#follow(sample, gesture, recorder, turn);
    else recorder.hold();
  }

  /** Lets go. The unfinished clip is discarded. */
  release(): void {
    if (this.classId === null) return;
    const unfinished = this.progress > 0 && this.progress < 1;
    this.#turn += 1;
    this.#recorder?.cancel();
    this.#feed?.sample?.loop(null, this.#seconds);
    this.classId = null;
    this.waiting = false;
    this.progress = 0;
    if (this.recorded === 0) this.#say('Let go before the clip was complete, so nothing was kept.');
    else if (unfinished) this.#say('The unfinished clip was discarded.');
  }

  cancel(): void {
    this.release();
    this.note = null;
  }

  /** Another project was opened: what was chosen and recorded in the one before is no longer shown. */
  clear(): void {
    this.#chosen = {};
    this.#selected = null;
    this.pendingClips.open(this.#app.projects.slug);
  }

  /** The sample camera's gesture that stands for a class; null where there is none. */
  sampleGestureOf(classId: string): string | null {
    const gestures = this.#app.camera.feed?.sample?.gestures ?? [];
    return presetGestures(this.#app.projects.classes, gestures, this.#chosen).get(classId) ?? null;
  }

  /** Keeps a class's gesture as it stands, so that renaming a class does not change it. */
  keepSampleGesture(classId: string): void {
    if (this.#chosen[classId] === undefined) this.setSampleGesture(classId, this.sampleGestureOf(classId));
  }

  setSampleGesture(classId: string, gesture: string | null): void {
    this.#chosen = { ...this.#chosen, [classId]: gesture };
  }

  /** Has the sample camera's hand perform the gesture, and records each performance as one clip. */
  async #follow(sample: SampleControl, gesture: string, recorder: ClipRecorder, turn: number): Promise<void> {
    while (turn === this.#turn) {
      try {
        this.waiting = true;
        const start = await sample.perform(gesture, this.#seconds).started;
        if (turn !== this.#turn) return;
        this.waiting = false;
        await recorder.recordOnce(start);
      } catch (error) {
        if (turn !== this.#turn) return;
        this.release();
        this.#app.toasts.fail(error);
      }
    }
  }

  get #seconds(): number {
    return this.#capture ? this.#capture.frames / this.#capture.fps : 1;
  }

  #finished(clip: CapturedClip): void {
    const { classId } = this;
    if (classId === null || !this.#feed || !this.#capture) return;
    this.recorded += 1;
    this.dropped += clip.dropped;
    this.late += clip.late;
    const { session, info, projects } = this.#app;
    const meta = clipMeta(this.#feed, this.#capture, session.name, info?.version ?? '');
    this.pendingClips.add(projects.slug, classId, clip, meta);
  }

  #say(note: string): void {
    this.note = note;
    clearTimeout(this.#noteTimer);
    this.#noteTimer = setTimeout(() => (this.note = null), NOTE_MS);
  }
}
