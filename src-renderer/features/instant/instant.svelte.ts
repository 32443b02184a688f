import { untrack } from 'svelte';
import type { CaptureSettings, ClipInfo, GestureClass } from '../../../src-main/contract';
import type { Outside } from '../../base/outside';
import type { CameraFeed } from '../../capture/api';
import type { InstantClip, InstantModel } from '../../engine/api';
import { GestureRule, saidOf, type Thresholds } from '../../gestures/gesture-rule';
import { ruleSettingsOf } from '../../gestures/rule-of';
import { classesAtOnce, MOST_CLIPS } from '../../learning/at-once';
import { instantProblem, presetConfig } from '../../learning/defaults';
import { withDefaults } from '../../learning/wished-config';
import { errorOf, type Problem } from '../../rpc/connection';
import { readClips } from '../../rpc/clips-io';
import type { Clips } from '../clips/clips.svelte';
import { Watch } from '../live/watch.svelte';
import { KeptFeatures } from './kept-features';
import { LearntStretches } from './learnt-stretches';
import type { Projects } from '../projects/project.svelte';

/** How long clips must have stayed as they are (ms) before they are learnt from: many may come or go at once. */
const CALM = 250;

interface InstantParts {
  projects: Pick<Projects, 'current' | 'classes' | 'capture'>;
  clips: Pick<Clips, 'all' | 'loading' | 'sessions'>;
  settings: { readonly value: { readonly live: Thresholds } };
  training: { readonly busy: boolean };
}

const wanted = (clip: ClipInfo, unseen: readonly InstantClip[]): boolean =>
  unseen.some(({ classId, id }) => classId === clip.classId && id === clip.id);

/** What the instant model takes the picture for. */
export interface InstantVerdict {
  winner: GestureClass;
  /** Null where its gesture lasts though this window by itself would not be sure of it. */
  confidence: number | null;
  sure: boolean;
  idle: boolean;
  unseen: boolean;
  /** Clips that the model was made of which says so. */
  clips: number;
}

/** Of what a model is to be made. */
interface Wish {
  slug: string;
  /** All classes of the project, and those that have enough clips. */
  all: readonly GestureClass[];
  classes: GestureClass[];
  capture: CaptureSettings;
  clips: readonly ClipInfo[];
}

/** What is watched for it: an open camera, and how frames are taken from its picture. */
interface InstantSource {
  feed: CameraFeed;
  capture: CaptureSettings;
  mirror: boolean;
}

/** A model that watches. */
interface Watching {
  watch: Watch;
  source: InstantSource;
  clips: number;
}

/** The model that is made anew after every change of the open project's clips, and watches the camera while clips are recorded. */
export class Instant {
  /** Null where there are too few clips. */
  model = $state.raw<InstantModel | null>(null);
  problem = $state.raw<Problem | null>(null);
  #watching = $state.raw<Watching | null>(null);
  /** Index of the class whose gesture has started and not ended; null: none has. */
  #lasting = $state.raw<number | null>(null);
  #next: Watch | null = null;
  #source = $state.raw<InstantSource | null>(null);
  /** Those who want the model, beside the camera picture that it is watched over. */
  #wanted = $state(0);
  #asked = $derived(this.#source !== null || this.#wanted > 0);
  readonly #outside: Pick<Outside, 'client' | 'engine' | 'startClock'>;
  readonly #parts: InstantParts;
  readonly #kept: KeptFeatures;
  readonly #stretches: LearntStretches;
  #wish: Wish | null = null;
  /** The last that was begun with. */
  #last: Wish | null = null;
  #solving: { slug: string; abort: AbortController } | null = null;
  readonly #stop: () => void;

  /** Classes that can be told apart by now. */
  classes = $derived.by((): readonly GestureClass[] => {
    const { projects, clips } = this.#parts;
    return classesAtOnce(projects.classes, clips.all);
  });

  constructor(outside: Pick<Outside, 'client' | 'engine' | 'startClock'>, parts: InstantParts) {
    this.#outside = outside;
    this.#parts = parts;
    this.#kept = new KeptFeatures(outside);
    this.#stretches = new LearntStretches(outside);
    this.#stop = $effect.root(() => {
      $effect(() => this.#learn());
      $effect(() => this.#follow());
    });
  }

  /** Watches an open camera until the returned function is called. */
  attach(feed: CameraFeed, capture: CaptureSettings, mirror: boolean): () => void {
    const source = { feed, capture, mirror };
    this.#source = source;
    return () => {
      if (this.#source === source) this.#source = null;
    };
  }

  /** Keeps the model up to date until the returned function is called. */
  keep(): () => void {
    this.#wanted += 1;
    return () => (this.#wanted -= 1);
  }

  verdict = $derived.by((): InstantVerdict | null => {
    if (this.#watching?.watch.status !== 'on') return null;
    const { watch, clips } = this.#watching;
    const said = { seen: watch.seen, lasting: this.#lasting };
    const state = saidOf(watch.probabilities, this.#parts.settings.value.live, said);
    const winner = state && watch.classes[state.winner];
    return winner ? { ...state, winner, clips } : null;
  });

  /**
   * How many of the clips that it was tried on it named rightly, each without the clips of its own session; where there is
   * one session only, without those of its part. Null: it was tried on none.
   */
  score = $derived.by(() => {
    const { model } = this;
    if (!model || model.tried.length === 0) return null;
    const right = model.tried.filter(({ classId, answer }) => model.run.classes[answer]?.id === classId);
    return { right: right.length, of: model.tried.length, sessions: this.#parts.clips.sessions.length > 1 };
  });

  /** Ends it for good, with the app. */
  close(): void {
    this.#stop();
    this.#halt();
    this.#kept.close();
  }

  /** Makes the model anew where clips or classes have changed, once they stay as they are. */
  #learn(): (() => void) | undefined {
    const { projects, clips, training } = this.#parts;
    const { current, capture } = projects;
    const { classes } = this;
    if (!current || !capture || classes.length === 0) {
      this.model = null;
      this.#halt();
      return undefined;
    }
    // Where nobody sees its answers, the machine is left to others.
    if (!this.#asked || clips.loading || training.busy) {
      this.#halt();
      return undefined;
    }
    const own = clips.all
      .filter(({ classId }) => classes.some(({ id }) => id === classId))
      .slice(0, MOST_CLIPS);
    const wish = { slug: current.slug, all: projects.classes, classes: [...classes], capture, clips: own };
    const timer = setTimeout(() => this.#ask(wish), CALM);
    return () => clearTimeout(timer);
  }

  /** What is under way is done first: where clips come quickly, there would never be a model otherwise. */
  #ask(wish: Wish): void {
    if (this.#solving?.slug !== wish.slug) this.#halt();
    this.#wish = wish;
    if (!this.#solving) void this.#solveAll(wish.slug);
  }

  #halt(): void {
    this.#wish = this.#last = null;
    this.#stretches.stop();
    this.#solving?.abort.abort();
    this.#solving = null;
  }

  async #solveAll(slug: string): Promise<void> {
    const own = { slug, abort: new AbortController() };
    this.#solving = own;
    while (this.#wish && !own.abort.signal.aborted) {
      const wish = this.#wish;
      this.#wish = null;
      await this.#solve(wish, own.abort.signal);
    }
    if (this.#solving === own) this.#solving = null;
  }

  async #solve(wish: Wish, signal: AbortSignal): Promise<void> {
    const { slug, classes, capture, clips } = wish;
    this.#last = wish;
    const { client, engine } = this.#outside;
    await this.#kept.recall(slug);
    if (signal.aborted) return;
    const config = withDefaults(presetConfig('instant', clips.length), capture.frames);
    // Single pictures have no motion for it to see.
    if (instantProblem(config) !== null) return;
    const named = clips.map(({ classId, id, meta }) => ({ classId, id, session: meta.session }));
    try {
      const planned = await this.#stretches.planned({ ...wish, seed: config.seed });
      const excerpts = planned.map(({ stretch, plan }) => ({ stretch: stretch.id, ...plan }));
      const request = { config, classes, capture, clips: named, excerpts };
      const model = await engine.solveInstantly(
        request,
        (unseen) =>
          readClips(
            client,
            slug,
            clips.filter((clip) => wanted(clip, unseen)),
            { surroundings: true },
          ),
        signal,
      );
      if (signal.aborted || this.#parts.projects.current?.slug !== slug) return;
      this.model = model;
      this.problem = null;
      this.#kept.later(slug, request, model);
      this.#stretches.look(slug, request, planned, model.missing, () => {
        this.#kept.outdated();
        this.#wish ??= this.#last;
        if (!this.#solving) void this.#solveAll(slug);
      });
    } catch (error) {
      if (!signal.aborted) this.problem = errorOf(error);
    }
  }

  /** Watches with the newest model; the one before goes on until the new one has an answer. */
  #follow(): void {
    const { model } = this;
    const source = this.#source;
    if (!model || !source) {
      this.#end();
      return;
    }
    untrack(() => {
      this.#next?.close();
      // As Live would tell of gestures.
      const rule = new GestureRule();
      const watch = new Watch(
        this.#outside,
        { ...source, files: () => Promise.resolve(model), captions: () => Promise.resolve(null) },
        {
          pace: () => 'on',
          // Where clips come one after another, each model is there for less time than a window takes to fill.
          before: () => (this.#watching?.source === source ? this.#watching.watch.lastWindow() : null),
          onAnswer: (answer) => {
            rule.settings = ruleSettingsOf({ classes: watch.classes }, this.#parts.settings.value.live);
            rule.push(
              answer && answer.probabilities,
              answer?.timestamp ?? performance.now(),
              answer ?? undefined,
            );
            if (this.#next === watch && watch.status === 'on') {
              this.#watching?.watch.close();
              this.#watching = { watch, source, clips: model.clips };
              this.#next = null;
            }
            if (this.#watching?.watch === watch) this.#lasting = rule.active;
          },
          onLost: () => false,
        },
      );
      this.#next = watch;
    });
  }

  #end(): void {
    untrack(() => {
      this.#watching?.watch.close();
      this.#next?.close();
      this.#watching = this.#next = null;
    });
  }
}
