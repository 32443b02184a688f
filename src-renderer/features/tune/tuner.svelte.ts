import type {
  EventRule,
  EventScore,
  Measurements,
  Project,
  RuleFit,
  Stretch,
} from '../../../src-main/contract';
import type { Outside } from '../../base/outside';
import type { AppSettings } from '../../base/settings.svelte';
import type { Toasts } from '../../base/toasts.svelte';
import { suggestRule } from '../../gestures/fit-rule';
import { atOnceOf, DEFAULT_RULE } from '../../gestures/gesture-rule';
import { askedOf, indexed, keptRule } from '../../gestures/rule-of';
import type { AnsweredStretch } from '../../gestures/rule-score';
import { truthOf } from '../../gestures/stretch-truth';
import { isNone } from '../../learning/none-class';
import { answerVideo, fitOf, judgedOf, reportOf, scoreOf, toFitOn } from '../../jobs/score';
import { errorOf } from '../../rpc/connection';
import { afterPaint } from '../../ui/after-paint';
import type { Runs } from '../report/runs.svelte';
import type { Stretches } from './stretches.svelte';
import { toldOf } from './told';

type Answers = Pick<AnsweredStretch, 'answers' | 'seconds'>;

/** What tuning needs of the rest. */
export interface TunerParts {
  projects: { readonly current: Pick<Project, 'slug' | 'capture'> | null };
  runs: Pick<Runs, 'slug' | 'selectedId' | 'report' | 'files' | 'note'>;
  stretches: Pick<Stretches, 'all' | 'selected' | 'video'>;
  settings: { readonly value: Pick<AppSettings['value'], 'live'> };
  toasts: Pick<Toasts, 'attempt' | 'show'>;
}

/** Tries rules for the events of the chosen model on the project's stretches, which the model has to watch once only. */
export class Tuner {
  /** The stretch that the model watches, and how much of it it has seen (0 … 1). */
  job = $state.raw<{ id: string; share: number; secondsLeft: number | null } | null>(null);
  /** Why no rule was suggested. */
  problem = $state<string | null>(null);
  fitting = $state(false);
  /** The last suggestion, what it was fitted on, and for which model. */
  #suggested = $state.raw<{ runId: string; fit: RuleFit } | null>(null);
  /** By the model and the stretch: what it said of it, or why it could not watch it. */
  #answers = $state.raw<Readonly<Record<string, Answers | string>>>({});
  readonly #outside: Pick<Outside, 'engine'>;
  readonly #parts: TunerParts;

  constructor(outside: Pick<Outside, 'engine'>, parts: TunerParts) {
    this.#outside = outside;
    this.#parts = parts;
  }

  /** The rule that Live goes by now. */
  kept = $derived.by((): EventRule => {
    const { report } = this.#parts.runs;
    return { ...(report?.events ?? DEFAULT_RULE), ...askedOf(report ?? {}, this.#parts.settings.value.live) };
  });
  /** The rule that is tried. */
  rule = $derived(this.kept);
  changed = $derived(JSON.stringify(this.rule) !== JSON.stringify(this.kept));

  /** The stretches that the model has watched, with what it said. */
  #watched = $derived.by(() => {
    const { runs, stretches } = this.#parts;
    const { report } = runs;
    if (!report) return [];
    return stretches.all.flatMap((stretch) => {
      const answers = this.#answers[keyOf(report.id, stretch.id)];
      return typeof answers === 'object' ? [{ stretch, answers }] : [];
    });
  });
  answered = $derived.by((): (AnsweredStretch & Pick<Stretch, 'id' | 'learn'>)[] => {
    const classes = this.#parts.runs.report?.classes ?? [];
    return this.#watched.map(({ stretch, answers }) => ({
      id: stretch.id,
      learn: stretch.learn,
      ...answers,
      truth: truthOf(stretch, classes),
    }));
  });
  /** How well the rule does on all stretches that were watched; null where none was. */
  score = $derived.by((): EventScore | null => {
    const { report } = this.#parts.runs;
    if (!report || this.answered.length === 0) return null;
    return scoreOf({ classes: report.classes, events: this.rule }, this.answered, this.rule);
  });
  /** Whether the model has watched all of them. */
  complete = $derived.by(() => {
    const { length } = this.#watched;
    return length > 0 && length === this.#parts.stretches.all.length;
  });
  /** What the rule that is tried was fitted on, as it would be kept with the model. */
  fit = $derived.by((): RuleFit | undefined => {
    const { rule, changed, answered } = this;
    const { report } = this.#parts.runs;
    const suggested = this.#suggested?.runId === report?.id ? this.#suggested?.fit : undefined;
    if (suggested && JSON.stringify(suggested.rule) === JSON.stringify(rule)) return suggested;
    if (!changed || answered.length === 0) return report?.ruleFit;
    return { ...fitOf(answered, rule), byHand: true };
  });
  /** Which of the stretches tell how good the model is with the rule that is tried. */
  judged = $derived.by(() => {
    const known = { ruleFit: this.fit, learntStretches: this.#parts.runs.report?.learntStretches };
    return judgedOf(this.answered, known, ({ id }) => id);
  });
  /** What would be kept of how well it does; null where the model has not watched all of them. */
  #report = $derived.by(() => {
    const { report } = this.#parts.runs;
    if (!report || !this.complete) return null;
    const ruled = { classes: report.classes, events: this.rule };
    return reportOf(scoreOf(ruled, this.judged.counted, this.rule), this.judged);
  });
  /** Whether something is not kept with the model as it is: the rule, or how well it does. */
  unsaved = $derived.by(() => {
    const { changed } = this;
    const now = this.#report;
    const before = this.#parts.runs.report?.stretches;
    if (changed || !now) return changed;
    const figures = ['stretches', 'fitted', 'seconds', 'threshold', 'gestures', 'events', 'right'] as const;
    return [...figures, 'delayP50' as const].some((figure) => before?.[figure] !== now[figure]);
  });

  /** What the model said of a stretch; null until it has watched it. */
  answersOf({ id }: Pick<Stretch, 'id'>): Answers | null {
    const answers = this.#answers[keyOf(this.#parts.runs.selectedId ?? '', id)];
    return typeof answers === 'object' ? answers : null;
  }

  /** Why the model cannot watch a stretch. */
  problemOf({ id }: Pick<Stretch, 'id'>): string | null {
    const answers = this.#answers[keyOf(this.#parts.runs.selectedId ?? '', id)];
    return typeof answers === 'string' ? answers : null;
  }

  /** What is told of in a stretch, and missed; null until the model has watched it. */
  toldOf(stretch: Stretch): ReturnType<typeof toldOf> | null {
    const answers = this.answersOf(stretch);
    const { report } = this.#parts.runs;
    return answers && report && toldOf(stretch, answers, this.rule, report.classes);
  }

  set(change: Partial<Omit<EventRule, 'atOnce'>>): void {
    const { threshold = this.rule.threshold, windows } = change;
    const rule = { ...this.rule, ...atOnceOf(this.rule, threshold - this.rule.threshold), ...change };
    const { atOnce: _, ...plain } = rule;
    // Who says how many answers it takes means just that.
    this.rule = windows === undefined ? rule : plain;
  }

  /** Gives a class a threshold of its own; null: that of all. */
  setOwn(classId: string, threshold: number | null): void {
    const { [classId]: _, ...others } = this.rule.classThresholds ?? {};
    const own = threshold === null ? others : { ...others, [classId]: threshold };
    const { classThresholds: __, ...rule } = this.rule;
    this.rule = Object.keys(own).length > 0 ? { ...rule, classThresholds: own } : rule;
  }

  reset(): void {
    this.rule = this.kept;
  }

  /** Lets the chosen model watch every stretch that it has not watched yet, the chosen one first, until it is stopped. */
  async watch(signal: AbortSignal): Promise<void> {
    for (let next = this.#next(); next && !signal.aborted; next = this.#next())
      await this.#watch(next, signal);
  }

  /** Has a stretch that could not be watched be tried again with the next {@link watch}. */
  forget({ id }: Pick<Stretch, 'id'>): void {
    const own = keyOf(this.#parts.runs.selectedId ?? '', id);
    const { [own]: _, ...others } = this.#answers;
    this.#answers = others;
  }

  /** Finds the rule that fits the stretches best; none that does worse on them than the one that is tried. */
  async suggest(): Promise<void> {
    const { runs, toasts } = this.#parts;
    const { report } = runs;
    if (!report) return;
    this.fitting = true;
    this.problem = null;
    await afterPaint();
    const fitOn = toFitOn(this.answered);
    const { classes } = report;
    const set = indexed(this.rule, classes);
    const fitted = suggestRule(fitOn, classes.map(isNone), [set, indexed(this.kept, classes)]);
    this.fitting = false;
    if (fitted) {
      if (fitted.rule === set)
        toasts.show('The settings stay: no others that were tried are plainly better.');
      else this.rule = keptRule(fitted.rule, classes);
      this.#suggested = { runId: report.id, fit: fitOf(fitOn, this.rule) };
    } else
      this.problem = 'No gesture is marked in the stretches yet, so there is nothing to fit the settings to.';
  }

  /** Keeps the rule with the model, and how well it does where the model has watched all stretches. */
  async save(): Promise<void> {
    const { runs, toasts } = this.#parts;
    const { report, slug } = runs;
    if (!report) return;
    const stretches = this.#report;
    const kept: Measurements = {
      events: $state.snapshot(this.rule),
      ...(this.fit && { ruleFit: $state.snapshot(this.fit) }),
      ...(stretches && { stretches }),
    };
    await toasts.attempt(async () => {
      await runs.note(slug, report.id, kept);
      toasts.show('Saved with the model. Live goes by it from now on.', { tone: 'success' });
    });
  }

  #next(): Stretch | null {
    const { runs, stretches } = this.#parts;
    const { selectedId } = runs;
    if (selectedId === null) return null;
    const lacks = ({ id }: Stretch): boolean => this.#answers[keyOf(selectedId, id)] === undefined;
    const { selected } = stretches;
    return selected && lacks(selected) ? selected : (stretches.all.find(lacks) ?? null);
  }

  async #watch(stretch: Stretch, signal: AbortSignal): Promise<void> {
    const { projects, runs, stretches } = this.#parts;
    const { selectedId: runId } = runs;
    const { current } = projects;
    if (runId === null || !current) return;
    const { id } = stretch;
    this.job = { id, share: 0, secondsLeft: null };
    let answers: Answers | string;
    try {
      const model = await runs.files(runId);
      const bytes = await stretches.video(stretch);
      signal.throwIfAborted();
      answers = await answerVideo(bytes, {
        engine: this.#outside.engine,
        model,
        capture: current.capture,
        signal,
        onProgress: (done, total, secondsLeft) => (this.job = { id, share: done / total, secondsLeft }),
      });
    } catch (error) {
      if (signal.aborted) return;
      answers = errorOf(error).message;
    } finally {
      if (this.job?.id === id) this.job = null;
    }
    this.#answers = { ...this.#answers, [keyOf(runId, id)]: answers };
  }
}

const keyOf = (runId: string, stretchId: string): string => `${runId}/${stretchId}`;
