import { SvelteMap } from 'svelte/reactivity';
import type { CaptureSettings, GestureClass, UnreadableFile } from '../../../src-main/contract';
import type { Stretch } from '../../capture/clip-builder';
import type { Found } from '../../capture/found-files';
import { framesOf, isLong, windowSeconds, windowsOf } from '../../capture/spans';
import { gestureLengths } from '../../capture/gesture-extent';
import { Video } from '../../capture/video';
import { framesToHold, plainlyLonger } from '../../../src-main/shared/gesture-length';
import { guessLevel, levelsOf, sortFiles } from '../../../src-main/shared/clip-candidates';
import {
  classCalled,
  guessTarget,
  newNames,
  rowsOf,
  type Candidate,
  type ImportRow,
  type Target,
} from './import-plan';
import { fewOfEach, lookAtMovement } from '../../jobs/gesture-lengths';
import { eachOf } from '../../jobs/import-pool';
import { sessionOf, sessionWays, type SessionWay } from '../../../src-main/shared/candidate-sessions';

/** A stretch of a video that a person has marked, and where its clips go. */
export interface Span extends Stretch {
  key: number;
  target: Target;
}

/** A candidate and the clips it becomes. */
export interface ImportTask {
  candidate: Candidate;
  session: string;
  /** One clip of what matters most in it, or one of each part. */
  clips: readonly { target: Target; part: (Stretch & { frames: number }) | null }[];
}

/** What was dropped or chosen, and what of it is to become which class and session; changed until it is brought in. */
export class ImportDraft {
  readonly candidates: readonly Candidate[];
  /** What cannot become a clip, and why. */
  readonly failed: readonly UnreadableFile[];
  /** How deep the folders lie that name classes. */
  level = $state(0);
  way = $state<SessionWay>('one');
  /** The session of all clips, where it is not read from each one's name or folder. */
  sessionName = $state('');
  /** Whether a span stays one long clip, to be trimmed later, rather than being cut into windows. */
  keepWhole = $state(false);
  /** When the videos that were measured begin and end, by path. */
  readonly wholes = new SvelteMap<string, Stretch>();
  /** How the project's clips are recorded now, and whether it has none yet, so that they may become longer. */
  readonly projectCapture: CaptureSettings;
  readonly mayLengthen: boolean;
  /** Whether clips become as long as the longest gestures, where they may. */
  lengthen = $state(true);
  /** Whether it is still being found out how long the gestures last. */
  looking = $state(true);
  /** How many of the videos that tell it were looked at. */
  looked = $state.raw({ done: 0, total: 0 });
  /** How much moves in the videos that were looked at, by path. */
  readonly #moved = new SvelteMap<string, readonly number[]>();
  readonly #spans = new SvelteMap<string, readonly Span[]>();
  /** What a person chose, by row. */
  readonly #chosen = new SvelteMap<string, Target>();
  readonly #classes: readonly GestureClass[];
  #nextKey = 1;

  /** @param classId the class they were dropped on, or null */
  constructor(
    found: Found,
    project: { classes: readonly GestureClass[]; capture: CaptureSettings; isEmpty: boolean },
    session: string,
    classId: string | null = null,
  ) {
    const { candidates, failed } = sortFiles(found, project.capture.frames === 1);
    this.candidates = candidates;
    this.failed = failed;
    this.projectCapture = project.capture;
    this.mayLengthen = project.isEmpty;
    this.#classes = project.classes;
    this.sessionName = session;
    this.level = guessLevel(candidates, (name) => classCalled(name, project.classes) !== undefined);
    this.way = this.ways[0]?.way ?? 'one';
    if (classId === null) return;
    for (const row of this.rows.length === 1 ? this.rows : this.loose) {
      this.choose(row, { to: 'class', classId });
    }
  }

  levels = $derived.by(() => levelsOf(this.candidates));
  rows = $derived.by(() => rowsOf(this.candidates, this.level));
  /** Files that lie in no folder, each by itself. */
  loose = $derived.by(() => this.rows.filter(({ folder }) => folder === null));
  ways = $derived.by(() => sessionWays(this.candidates, this.level));
  /** How long the gestures of each class last; none where that is not known yet. */
  readonly #lengths = $derived.by(() => {
    if (this.looking) return [];
    const videos = this.rows.flatMap((row) =>
      row.candidates.flatMap(({ path }) => {
        const moved = this.#moved.get(path);
        const target = this.targetOf(row);
        return moved && target.to !== 'nowhere' ? [{ className: this.#nameOf(target), moved }] : [];
      }),
    );
    return gestureLengths(videos, this.projectCapture.fps);
  });
  /** The class whose gestures last plainly longer than the project's clips; null where none does. */
  longest = $derived.by(() => plainlyLonger(this.#lengths, this.projectCapture));
  /** The frames that clips need for the longest gestures. */
  neededFrames = $derived.by(() =>
    this.longest ? framesToHold(this.#lengths, this.projectCapture) : this.projectCapture.frames,
  );
  /** How the clips are made. */
  capture = $derived.by<CaptureSettings>(() =>
    this.mayLengthen && this.lengthen
      ? { ...this.projectCapture, frames: this.neededFrames }
      : this.projectCapture,
  );
  /** Seconds of one clip. */
  seconds = $derived.by(() => windowSeconds(this.capture));
  long = $derived.by(() =>
    this.candidates.filter((candidate) => isLong(this.secondsOf(candidate), this.capture)),
  );

  tasks = $derived.by<readonly ImportTask[]>(() =>
    this.rows.flatMap((row) =>
      row.candidates.flatMap((candidate) => {
        const session = sessionOf(candidate, this.way, this.level) ?? (this.sessionName.trim() || 'imported');
        const clips = this.#clipsOf(candidate, this.targetOf(row));
        return clips.length > 0 ? [{ candidate, session, clips }] : [];
      }),
    ),
  );
  clips = $derived.by(() => this.tasks.reduce((sum, { clips }) => sum + clips.length, 0));
  /** Names of the classes that would be added, each once. */
  newClasses = $derived.by(() =>
    newNames(this.tasks.flatMap(({ clips }) => clips.map(({ target }) => target))),
  );
  /** Whether a class that would be added has no name yet. */
  nameless = $derived.by(() => this.newClasses.includes(''));

  /** How long a video lasts; 0 where that is not known. */
  secondsOf({ path }: Candidate): number {
    const { from, to } = this.wholes.get(path) ?? { from: 0, to: 0 };
    return to - from;
  }

  targetOf(row: ImportRow): Target {
    return this.#chosen.get(row.key) ?? guessTarget(row, this.#classes);
  }

  choose(row: ImportRow, target: Target): void {
    this.#chosen.set(row.key, target);
  }

  spansOf({ path }: Candidate): readonly Span[] {
    return this.#spans.get(path) ?? [];
  }

  addSpan(candidate: Candidate, { from, to }: Stretch, target: Target): void {
    const spans = [...this.spansOf(candidate), { key: this.#nextKey++, from, to, target }];
    this.#spans.set(
      candidate.path,
      spans.sort((a, b) => a.from - b.from),
    );
  }

  changeSpan(candidate: Candidate, key: number, change: Partial<Omit<Span, 'key'>>): void {
    const spans = this.spansOf(candidate).map((span) => (span.key === key ? { ...span, ...change } : span));
    this.#spans.set(candidate.path, spans);
  }

  removeSpan(candidate: Candidate, key: number): void {
    this.#spans.set(
      candidate.path,
      this.spansOf(candidate).filter((span) => span.key !== key),
    );
  }

  /** The parts of a video that a span becomes, each one clip. */
  partsOf({ path }: Candidate, span: Stretch): readonly (Stretch & { frames: number })[] {
    const { frames } = this.capture;
    if (this.keepWhole) return [{ from: span.from, to: span.to, frames: framesOf(span, this.capture) }];
    return windowsOf(span, this.seconds, this.wholes.get(path) ?? span).map((window) => ({
      ...window,
      frames,
    }));
  }

  /** Finds out how long the videos are. Those that cannot be read are told when they are brought in. */
  async measure(signal: AbortSignal): Promise<void> {
    const videos = this.candidates.filter(
      ({ kind, name }) => kind === 'video' && !/\.(?:gif|webp)$/i.test(name),
    );
    await eachOf(
      videos,
      async ({ path, files: [file] }) => {
        const video = file && (await Video.open(file).catch(() => null));
        if (!video) return;
        video.close();
        if (!signal.aborted) this.wholes.set(path, video.whole);
      },
      signal,
    ).catch(() => undefined);
  }

  /** Finds out how much moves in a few videos of each folder, and of those in none. Those that cannot be read are told when they are brought in. */
  async look(signal: AbortSignal): Promise<void> {
    const videos = this.rows.flatMap(({ folder, key, candidates }) =>
      candidates.flatMap(({ kind, path, files: [file] }) =>
        kind === 'video' && file
          ? [{ className: folder === null ? '' : key, path, bytes: () => Promise.resolve(file) }]
          : [],
      ),
    );
    const { fps, frames } = this.projectCapture;
    const onLooked = ({ path }: { path: string }, moved: readonly number[] | null): void => {
      if (moved) this.#moved.set(path, moved);
      this.looked = { ...this.looked, done: this.looked.done + 1 };
    };
    if (frames > 1) {
      const few = fewOfEach(videos);
      this.looked = { done: 0, total: few.length };
      await lookAtMovement(few, { fps, signal, onLooked }).catch(() => undefined);
    }
    this.looking = false;
  }

  #nameOf(target: Exclude<Target, { to: 'nowhere' }>): string {
    if (target.to === 'new') return target.name;
    return this.#classes.find(({ id }) => id === target.classId)?.name ?? '';
  }

  #clipsOf(candidate: Candidate, target: Target): ImportTask['clips'] {
    const spans = this.spansOf(candidate).filter((span) => span.target.to !== 'nowhere');
    if (spans.length > 0) {
      return spans.flatMap((span) =>
        this.partsOf(candidate, span).map((part) => ({ target: span.target, part })),
      );
    }
    return target.to === 'nowhere' ? [] : [{ target, part: null }];
  }
}
