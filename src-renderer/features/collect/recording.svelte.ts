import type { CaptureSettings, ClipInfo, Settings } from '../../../src-main/contract';
import { count } from '../../../src-main/shared/words';
import { CameraError, type CameraFeed, type CapturedClip } from '../../capture/api';
import type { ClipRecorder } from '../../capture/recorder';
import { Tape } from '../../capture/tape';
import { wait } from '../../base/wait';
import { Burst } from './burst.svelte';
import { clipMeta } from '../../jobs/clip-meta';
import { errorOf, type Problem } from '../../rpc/connection';
import { Cues } from './cues.svelte';
import { OnMotion } from './on-motion.svelte';
import type { Outside } from '../../base/outside';
import type { Toasts } from '../../base/toasts.svelte';
import type { Clips } from '../clips/clips.svelte';
import type { PendingClips } from '../clips/pending.svelte';
import type { Session } from '../clips/session.svelte';
import type { Projects } from '../projects/project.svelte';
import { Review } from './review.svelte';
import { SampleHand } from './sample-hand.svelte';
import { troubleWords } from './trouble-words';

const NOTE_MS = 2_500;
/** Seconds to step back from the desk before a burst. */
const LEAD_SECONDS = 5;
/** How long the sample camera's hand keeps still around a gesture that is recorded on motion, in ms. */
const STILLNESS_MS = { before: 1600, after: 450 };

/** One hold of a class's key or button, from pressing to letting go: who has it can end it, and nobody else. */
export interface Hold {
  readonly classId: string;
}

/** What recording needs of the rest. */
export interface RecordingParts {
  toasts: Pick<Toasts, 'show' | 'fail'>;
  settings: { readonly value: { readonly collect: Settings['collect'] } };
  projects: Pick<Projects, 'classes' | 'classOf' | 'slug'> & { readonly current: { slug: string } | null };
  clips: Pick<Clips, 'all' | 'sessions' | 'remove' | 'recorded'>;
  pendingClips: Pick<PendingClips, 'add' | 'open' | 'hasUnsavedOf' | 'onFailed'>;
  session: Pick<Session, 'name' | 'next'>;
  camera: { readonly feed: CameraFeed | null };
  info: { readonly version: string };
}

/** All that records: holding (here), bursts, on motion, and the last seconds. One of them at a time. */
export class Recording {
  /** The class that Space records. */
  #selected = $state<string | null>(null);
  /** Who holds, while a class is recorded by holding. */
  #hold = $state.raw<Hold | null>(null);
  /** How much of the present clip is there, 0 to 1. */
  progress = $state(0);
  /** Clips finished since the recording began, and the frames missed in them. */
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
  readonly hand: SampleHand;
  readonly cues: Cues;
  readonly burst: Burst;
  readonly motion: OnMotion;
  readonly review: Review;
  #tape: Tape | null = null;
  #feed: CameraFeed | null = null;
  #capture: CaptureSettings | null = null;
  #turn = 0;
  #begin: (() => void) | null = null;
  #noteTimer: ReturnType<typeof setTimeout> | undefined;
  /** Single pictures that the present hold has given. There are ten a second, and one Undo takes them all. */
  readonly #pictures: Promise<ClipInfo | null>[] = [];
  /** Number of the ring's frame up to which {@link keepLast} kept last. */
  #keptUntil = -Infinity;
  readonly #outside: Pick<Outside, 'startClock'>;
  readonly #parts: RecordingParts;

  constructor(outside: Pick<Outside, 'startClock'>, parts: RecordingParts) {
    this.#outside = outside;
    this.#parts = parts;
    this.hand = new SampleHand(parts);
    this.cues = new Cues(() => parts.settings.value.collect);
    this.review = new Review(parts.clips);
    this.motion = new OnMotion({
      cues: this.cues,
      keep: (classId, clip) => void this.#keep(classId, clip),
    });
    this.burst = new Burst({
      cues: this.cues,
      wait,
      record: (classId, signal) => this.#recordOne(classId, signal),
    });
    parts.pendingClips.onFailed = ({ message }) => {
      this.stop();
      parts.toasts.show(message, { tone: 'error' });
    };
  }

  get selectedClassId(): string | null {
    const { classes } = this.#parts.projects;
    return (classes.find(({ id }) => id === this.#selected) ?? classes[0])?.id ?? null;
  }

  set selectedClassId(id: string | null) {
    this.#selected = id;
  }

  /** The class that is being recorded by holding. */
  get classId(): string | null {
    return this.#hold?.classId ?? null;
  }

  /** What went wrong with the frames of the take that is going on, and what that means; empty where nothing did. */
  get trouble(): string {
    return this.activeClassId === null ? '' : troubleWords(this);
  }

  /** The class that is being recorded, in whatever way. */
  get activeClassId(): string | null {
    return this.classId ?? this.burst.classId ?? this.motion.classId;
  }

  /** Seconds that a clip lasts. */
  get seconds(): number {
    return this.#capture ? this.#capture.frames / this.#capture.fps : 1;
  }

  /** Takes frames from an open camera until the returned function is called. */
  attach(feed: CameraFeed, capture: CaptureSettings): () => void {
    let gone = false;
    const start = async (): Promise<void> => {
      const started = await this.#outside.startClock(feed, capture);
      if (gone) return started.close();
      const tape = new Tape(started, (index, frame) => this.motion.take(index, frame));
      tape.recorder.onProgress = (progress) => (this.progress = progress);
      tape.recorder.onClip = (clip) => this.#finished(clip);
      this.hand.seat(feed);
      this.#tape = tape;
      this.#keptUntil = -Infinity;
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
      this.#tape?.close();
      this.#tape = null;
      this.#feed = null;
    };
  }

  /** Tries again to take frames from the camera that is attached, after a problem. */
  retry(): void {
    if (this.problem) this.#begin?.();
  }

  /**
   * A class's key or button is pressed: begins, or ends, recording in the way that was chosen. Answers the hold, where
   * it is by holding and nothing else records.
   */
  press(classId: string): Hold | null {
    const { way, repetitions } = this.#parts.settings.value.collect;
    if (!this.ready) this.#say('The camera is not ready yet. Press again in a moment.');
    else if (this.burst.active || this.motion.active) this.stop();
    else if (way === 'hold') return this.hold(classId);
    else if (way === 'motion') this.watch(classId);
    else void this.startBurst(classId, Array<null>(repetitions).fill(null));
    return null;
  }

  /** Records clips of a class until {@link release}. Null where something records already, or nothing can. */
  hold(classId: string): Hold | null {
    const recorder = this.#tape?.recorder;
    if (!recorder || !this.#begins(classId)) return null;
    const hold = { classId };
    this.#hold = hold;
    this.recorded = 0;
    const turn = ++this.#turn;
    if (this.#feed?.sample && this.hand.gestureOf(classId)) void this.#follow(classId, recorder, turn);
    else recorder.hold();
    return hold;
  }

  /** Lets go. The unfinished clip is discarded. Does nothing where another holds by now, or nobody. */
  release(hold: Hold | null): void {
    if (hold !== null && hold === this.#hold) this.#letGo(null);
  }

  /** The window lost focus: nothing will tell when the person lets go, so a hold ends now. */
  interrupt(): void {
    this.#letGo('The window lost focus');
  }

  /** Records one clip for each prompt, with a countdown before each; see {@link Burst}. */
  async startBurst(classId: string, prompts: readonly (string | null)[], pause?: number): Promise<void> {
    if (!this.#tape || !this.#begins(classId)) return;
    this.review.close();
    const { projects, settings, toasts } = this.#parts;
    const { slug } = projects;
    const name = projects.classOf(classId)?.name ?? classId;
    const plan = { classId, name, prompts, lead: LEAD_SECONDS, pause: pause ?? settings.value.collect.pause };
    const { clips, problem } = await this.burst.run(plan);
    this.#rest();
    if (problem) toasts.fail(problem);
    if (projects.current?.slug === slug) this.review.show(clips);
  }

  /** Records a clip of a class whenever something moves, until {@link stop}. */
  watch(classId: string): void {
    if (!this.#tape || !this.#capture || !this.#begins(classId)) return;
    this.motion.start(classId, this.#capture, this.#tape.ring);
    void this.#moveAgainAndAgain(classId, ++this.#turn);
  }

  /** Saves the last clip's worth of frames into the selected class. */
  keepLast(): void {
    const { selectedClassId } = this;
    const ring = this.#tape?.ring;
    if (selectedClassId === null || !ring || !this.#capture || this.#blocked()) return;
    const clip = ring.last();
    const soon = ring.end - this.#keptUntil < this.#capture.frames / 2;
    if (!clip) return this.#say('There is no complete clip yet. Try again in a moment.');
    if (soon) return this.#say('That moment has already been kept.');
    this.#keptUntil = ring.end;
    void this.#keep(selectedClassId, clip);
    const name = this.#parts.projects.classOf(selectedClassId)?.name ?? selectedClassId;
    this.#say(`Kept the last ${this.seconds.toFixed(1)} s as ${name}.`);
  }

  /** Ends whatever records. Clips that are complete are kept. */
  stop(): void {
    this.#letGo('Recording was stopped');
    this.burst.stop();
    if (!this.motion.active) return;
    this.#turn += 1;
    this.motion.stop();
    this.#rest();
  }

  cancel(): void {
    this.stop();
    this.note = null;
  }

  /** A person in another place: a new session, and another hand before the sample camera. */
  newSession(who = '', where = ''): void {
    const { session, clips } = this.#parts;
    this.stop();
    session.next(clips.sessions, who, where);
    this.hand.greet();
  }

  /** Another project was opened: what was chosen and recorded in the one before is no longer shown. */
  clear(): void {
    this.hand.clear();
    this.review.close();
    this.#selected = null;
    this.#parts.pendingClips.open(this.#parts.projects.slug);
  }

  /** Whether a class can be recorded now; where it can, it is the selected one, and what is counted begins anew. */
  #begins(classId: string): boolean {
    if (this.activeClassId !== null || this.#blocked()) return false;
    this.#tape?.settle();
    this.selectedClassId = classId;
    this.dropped = 0;
    this.late = 0;
    this.progress = 0;
    this.note = null;
    return true;
  }

  /**
   * Ends the hold, if there is one, and says what came of it. Who has a clip has not let go too early: of the next one that
   * had begun nothing is said.
   * @param why it ended; null: the person let go
   */
  #letGo(why: string | null): void {
    if (this.#hold === null) return;
    this.#turn += 1;
    this.#tape?.recorder.cancel();
    this.#hold = null;
    this.#rest();
    this.#isStep(this.#pictures.splice(0));
    const recorded = `${count(this.recorded, 'clip')} recorded.`;
    if (this.recorded === 0) this.#say(`${why ?? 'Released too early'}, so nothing was kept.`);
    else this.#say(why === null ? recorded : `${why}. ${recorded}`);
  }

  #blocked(): boolean {
    const blocked = this.#parts.pendingClips.hasUnsavedOf(this.#parts.projects.classes);
    if (blocked) this.#say('Save or discard the clips that could not be saved first.');
    return blocked;
  }

  #rest(): void {
    this.#feed?.sample?.loop(null, this.seconds);
    this.waiting = false;
    this.progress = 0;
  }

  /** Has the sample camera's hand perform the gesture, and records each performance as one clip. */
  async #follow(classId: string, recorder: ClipRecorder, turn: number): Promise<void> {
    while (turn === this.#turn) {
      try {
        this.waiting = true;
        const start = await this.hand.perform(classId, this.seconds)?.started;
        if (turn !== this.#turn) return;
        this.waiting = false;
        await recorder.recordOnce(start);
      } catch (error) {
        if (turn !== this.#turn) return;
        this.stop();
        this.#parts.toasts.fail(error);
      }
    }
  }

  /** Has the sample camera's hand perform the gesture over and over, with stillness between. */
  async #moveAgainAndAgain(classId: string, turn: number): Promise<void> {
    try {
      while (turn === this.#turn) {
        const performance = this.hand.perform(classId, this.seconds, STILLNESS_MS);
        if (!performance) return;
        await performance.ended;
      }
    } catch (error) {
      if (turn !== this.#turn) return;
      this.stop();
      this.#parts.toasts.fail(error);
    }
  }

  /** Records one clip from now on, or of the sample camera's next performance. */
  async #recordOne(classId: string, signal: AbortSignal): Promise<{ saved: Promise<ClipInfo | null> }> {
    const recorder = this.#tape?.recorder;
    if (!recorder)
      throw new CameraError('CAMERA_UNAVAILABLE', 'The camera is off. Turn it on and start again.');
    const stop = (): void => recorder.cancel();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const pressed = performance.now();
      const start = await this.hand.perform(classId, this.seconds)?.started;
      signal.throwIfAborted();
      return { saved: this.#keep(classId, await recorder.recordOnce(start ?? pressed)) };
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  #finished(clip: CapturedClip): void {
    if (this.#hold === null) return;
    this.recorded += 1;
    const { classId } = this.#hold;
    if (this.#capture?.frames === 1) this.#pictures.push(this.#save(classId, clip));
    else void this.#keep(classId, clip);
  }

  /** Saves a clip, as a step of its own. */
  #keep(classId: string, clip: CapturedClip): Promise<ClipInfo | null> {
    const saving = this.#save(classId, clip);
    this.#isStep([saving]);
    return saving;
  }

  #isStep(saving: readonly Promise<ClipInfo | null>[]): void {
    const { projects, clips } = this.#parts;
    if (projects.current) void clips.recorded(projects.current.slug, saving);
  }

  async #save(classId: string, clip: CapturedClip): Promise<ClipInfo | null> {
    if (!this.#feed || !this.#capture || !this.#tape) return null;
    this.dropped += clip.dropped;
    this.late += clip.late;
    const { session, info, projects, pendingClips } = this.#parts;
    const meta = clipMeta(this.#feed, this.#capture, session.name, info.version);
    return pendingClips.add(projects.slug, classId, clip, meta, this.#tape.surround(clip));
  }

  #say(note: string): void {
    this.note = note;
    clearTimeout(this.#noteTimer);
    this.#noteTimer = setTimeout(() => (this.note = null), NOTE_MS);
  }
}
