import { untrack } from 'svelte';
import type { GestureClass, Run } from '../../../src-main/contract';
import type { Outside } from '../../base/outside';
import type { AppSettings } from '../../base/settings.svelte';
import type { Toasts } from '../../base/toasts.svelte';
import type { CapturedClip } from '../../capture/api';
import type { LiveAnswer, LiveModel, Look } from '../../engine/api';
import { GestureRule, saidOf, type GestureEvent, type GestureSettings } from '../../gestures/gesture-rule';
import { askedOf, ruleSettingsOf } from '../../gestures/rule-of';
import type { Problem } from '../../rpc/connection';
import type { Camera } from '../camera/camera.svelte';
import type { Projects } from '../projects/project.svelte';
import type { Captioning } from '../report/captioning.svelte';
import { keepThreshold } from '../report/keep-threshold';
import type { Runs } from '../report/runs.svelte';
import type { EngineChoice } from '../engine/engine-choice.svelte';
import type { Wanted } from './looks.svelte';
import { Watch, type LivePace } from './watch.svelte';

export type LiveStatus = 'off' | Watch['status'];

/** A graphics card that is lost twice within this time (ms) is not tried again without being asked. */
const LOST_AGAIN = 30_000;

/** What the overlay shows: the class of the gesture that lasts, else the winning one and whether its confidence reaches the threshold. */
export interface Verdict {
  winner: GestureClass;
  /** Null where its gesture lasts though this window by itself would not be sure of it. */
  confidence: number | null;
  sure: boolean;
  /** No gesture is due. */
  idle: boolean;
  /** It is like nothing that the model knows. */
  unseen: boolean;
}

/** What those who subscribe are told. */
export type LiveNews =
  /** A frame was looked at; without an answer the window is not full, or begins anew. */
  | { kind: 'frame'; answer: LiveAnswer | null; gestures: readonly GestureEvent[] }
  /** The model is no longer watched: paused, another one chosen, the camera off, a problem. */
  | { kind: 'stopped' };

/** What live recognition needs of the rest. */
export interface LiveParts {
  projects: Pick<Projects, 'current' | 'capture'>;
  runs: Pick<Runs, 'slug' | 'list' | 'selectedId' | 'files' | 'report' | 'note'>;
  instant: { readonly model: LiveModel | null; keep(): () => void };
  camera: Pick<Camera, 'feed' | 'mirror'>;
  captioning: Pick<Captioning, 'files' | 'learnt'>;
  settings: Pick<AppSettings, 'value' | 'change'>;
  toasts: Pick<Toasts, 'attempt'>;
  engine: Pick<EngineChoice, 'liveBackend'>;
  training: { readonly busy: boolean };
  recording: { readonly activeClassId: string | null; readonly dropped: number };
}

/**
 * Live recognition of the open project's chosen model. It starts when a person comes to Live, and goes on whatever
 * screen is shown until it is paused or the project closes; another camera, model or way to take frames is taken up by
 * itself.
 */
export class LiveSession {
  /** True from the person's pause to their resuming it. */
  paused = $state(false);
  /** The gesture that was recognised last. */
  lastGesture = $state.raw<GestureClass | null>(null);
  /** Index of the class whose gesture has started and not ended; null: none has. */
  lasting = $state.raw<number | null>(null);
  /** The project for which recognition was asked. */
  #slug = $state<string | null>(null);
  #attempt = $state(0);
  #watch = $state.raw<Watch | null>(null);
  #lostAt = -Infinity;
  #rule = new GestureRule();
  #listeners: readonly ((news: LiveNews) => void)[] = [];
  readonly #parts: LiveParts;
  readonly #stop: () => void;

  #begun = $derived.by(() => {
    const { projects, runs } = this.#parts;
    const slug = projects.current?.slug;
    return slug !== undefined && slug === this.#slug && slug === runs.slug;
  });
  /** Id of the trained model to watch with; null where none is to be. */
  #runId = $derived.by(() => (this.#begun && !this.paused ? this.#parts.runs.selectedId : null));
  /** There is no trained model: what is made of the clips at once takes its place. */
  isInstant = $derived.by(() => this.#begun && this.#parts.runs.list.length === 0);
  #instant = $derived.by(() => (this.isInstant && !this.paused ? this.#parts.instant.model : null));
  /** The model that is chosen, also while it is paused; null: it is not known yet. */
  run = $derived.by((): Pick<Run, 'classes' | 'unseen'> | null =>
    this.isInstant ? (this.#parts.instant.model?.run ?? null) : this.#parts.runs.report,
  );

  status = $derived<LiveStatus>(this.#watch?.status ?? 'off');
  problem = $derived<Problem | null>(this.#watch?.problem ?? null);
  classes = $derived<readonly GestureClass[]>(this.#watch?.classes ?? []);
  probabilities = $derived<readonly number[]>(this.#watch?.probabilities ?? []);
  /** What the model sees in words; empty where it has not learnt to describe. */
  caption = $derived(this.#watch?.caption ?? '');
  /** Where it looks, in shares of what is taken from the picture as it is shown; null: all that it can. */
  place = $derived(this.#watch?.place ?? null);
  /** Where all that it can look at lies; null: the model is not there yet. */
  ground = $derived(this.#watch?.ground ?? null);
  /** Whether the model has the picture the other way round than it is shown. */
  turned = $derived(this.#watch?.turned ?? false);
  /** Frames seen of the window that must fill before the first answer, and the window's length. */
  filled = $derived(this.#watch?.filled ?? 0);
  window = $derived(this.#watch?.window ?? 0);
  /** Frames a second that the model expects, and that it is given. */
  rate = $derived(this.#watch?.rate ?? 0);
  framesPerSecond = $derived(this.#watch?.framesPerSecond ?? null);
  /** Frame time to painted result, in ms, the median of the last two seconds. */
  latency = $derived(this.#watch?.latency ?? null);
  /** How recognition has kept up with the camera of late; null: there was no answer yet. */
  keeping = $derived(this.#watch?.keeping ?? null);
  /** What is to be seen of the model, while it is watched with. */
  wanted = $state.raw<Wanted>({ film: false, heat: false });
  /** What the model sees and which places speak for its answer, where that is wanted; null: nothing yet. */
  look = $derived<Look | null>(this.#watch?.looks?.latest ?? null);
  /** Why places that speak for an answer cannot be told, as a sentence. */
  lookProblem = $derived<string | null>(this.#watch?.looks?.problem ?? null);
  /** Id of the model that is watched with. */
  #watched = $derived(
    this.status === 'off' || this.status === 'problem' ? null : (this.#instant?.run.id ?? this.#runId),
  );

  /** Training has the machine as the settings say; recording where clips have missed frames. */
  pace = $derived.by((): LivePace => {
    const { training, recording, settings } = this.#parts;
    if (training.busy) return settings.value.live.whileTraining;
    return recording.activeClassId !== null && recording.dropped > 0 ? 'slow' : 'on';
  });
  /** What most of the frames that were missed of late are owed to. */
  cause = $derived(this.#watch?.cause ?? 'computer');
  /** True where fewer frames are looked at than the model expects, by {@link cause}. */
  slow = $derived(
    this.pace === 'on' && this.framesPerSecond !== null && this.framesPerSecond < 0.75 * this.rate,
  );

  /** Least confidence that counts: as kept with the model, else as set for all of them. */
  threshold = $derived.by(() => this.#asked.threshold);
  /** The share of known gestures that may be refused, so that a movement never seen is none of them. */
  unseen = $derived.by(() => this.#asked.unseen);
  /** Whether the model can tell such a movement. */
  tellsUnseen = $derived.by(() => this.run?.unseen?.live !== undefined);
  #asked = $derived.by(() => {
    const { runs, settings } = this.#parts;
    return askedOf(runs.report ?? {}, settings.value.live);
  });

  constructor(outside: Pick<Outside, 'engine' | 'startClock'>, parts: LiveParts) {
    this.#parts = parts;
    this.#stop = $effect.root(() => {
      $effect(() => this.#follow(outside));
      $effect(() => (this.isInstant ? untrack(() => this.#parts.instant.keep()) : undefined));
      $effect(() => {
        if (this.#watched !== null) return () => this.#tell({ kind: 'stopped' });
      });
    });
  }

  /** Whether recognition needs the camera, whatever screen is shown. */
  get wantsCamera(): boolean {
    return this.#runId !== null || (this.isInstant && !this.paused);
  }

  /** The person has come to Live: the open project's model is watched with from now on. */
  begin(): void {
    this.#slug = this.#parts.projects.current?.slug ?? null;
  }

  /** The project closes. */
  end(): void {
    this.#slug = null;
    this.paused = false;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  /** Watches anew with the same camera and model, after a problem. */
  retry(): void {
    if (this.status === 'problem') this.#attempt += 1;
  }

  /** Tells the listener of everything from now on, until the returned function is called. */
  subscribe(listener: (news: LiveNews) => void): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((each) => each !== listener);
    };
  }

  /** Keeps the least confidence that counts, where the one before is kept. */
  async setThreshold(threshold: number): Promise<void> {
    await keepThreshold(this.#parts, this.#parts.runs.report, threshold);
  }

  /** Keeps how many known gestures may be refused, where the share before is kept. */
  async setUnseen(unseen: number): Promise<void> {
    const { runs, settings, toasts } = this.#parts;
    const { report, slug } = runs;
    if (!report?.events) return settings.change({ live: { unseen } });
    const events = { ...report.events, unseen };
    await toasts.attempt(() => runs.note(slug, report.id, { events }));
  }

  /** The rule that gestures go by, with this threshold. */
  ruleAt(threshold: number, unseen = this.unseen): GestureSettings {
    const { events } = this.#parts.runs.report ?? {};
    return ruleSettingsOf({ classes: this.classes, events }, { threshold, unseen });
  }

  verdict(threshold: number, unseen = this.unseen): Verdict | null {
    const rule = this.ruleAt(threshold, unseen);
    const { lasting } = this;
    const seen = this.#watch?.seen;
    const state = this.status === 'on' ? saidOf(this.probabilities, rule, { seen, lasting }) : null;
    const winner = state && this.classes[state.winner];
    return winner ? { ...state, winner } : null;
  }

  /** The clip with the most movement of the last seconds; null where there is none yet. */
  lastClip(): CapturedClip | null {
    return this.#watch?.lastClip() ?? null;
  }

  /** Ends it for good, with the app. */
  close(): void {
    this.#stop();
  }

  /** Watches while there is all that it takes; anew where any of that changes. */
  #follow(outside: Pick<Outside, 'engine' | 'startClock'>): (() => void) | undefined {
    const { projects, runs, camera, captioning, engine } = this.#parts;
    const [runId, slug, { feed, mirror }, { capture }] = [this.#runId, this.#slug, camera, projects];
    const instant = this.#instant;
    // Read so that it is watched anew: another try, other captions, another way to compute.
    void [this.#attempt, captioning.learnt, engine.liveBackend];
    if ((runId === null && !instant) || slug === null || !feed || !capture) return undefined;
    const watch = untrack(() => {
      const source = {
        feed,
        files: () => (runId === null ? Promise.resolve(instant as LiveModel) : runs.files(runId)),
        captions: () => (runId === null ? Promise.resolve(null) : captioning.files(slug, runId)),
        capture,
        mirror,
      };
      return new Watch(outside, source, {
        pace: () => this.pace,
        onAnswer: (answer) => this.#look(answer),
        onLost: () => this.#moveOn(),
        wanted: () => this.wanted,
      });
    });
    this.#rule = new GestureRule();
    this.lastGesture = null;
    this.#watch = watch;
    return () => {
      watch.close();
      this.#look(null);
      this.#watch = null;
    };
  }

  #look(answer: LiveAnswer | null): void {
    this.#rule.settings = this.ruleAt(this.threshold);
    const at = answer?.timestamp ?? performance.now();
    const gestures = this.#rule.push(answer && answer.probabilities, at, answer ?? undefined);
    for (const { kind, index } of gestures) {
      if (kind === 'start') this.lastGesture = this.classes[index] ?? null;
    }
    this.lasting = this.#rule.active;
    this.#tell({ kind: 'frame', answer, gestures });
  }

  #tell(news: LiveNews): void {
    for (const listener of this.#listeners) listener(news);
  }

  /** The graphics card was lost: once in a while that is mended by starting anew, on the card or on what comes next. */
  #moveOn(): boolean {
    const often = Date.now() - this.#lostAt < LOST_AGAIN;
    this.#lostAt = Date.now();
    if (!often) this.#attempt += 1;
    return !often;
  }
}
