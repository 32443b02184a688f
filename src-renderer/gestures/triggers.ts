import type { TriggerReport } from '../../src-main/contract';
import { GestureRule, withThreshold, type GestureSettings, type Seen } from './gesture-rule';

/** What a model is tried at beside the threshold in use. */
const THRESHOLDS: readonly number[] = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/** What one threshold lets through. */
interface Count {
  /** As live goes by it: what stays on has started once, and what breaks off can start again. */
  rule: GestureRule;
  /** Of each class, how often it started, and windows in which it was on. */
  triggers: number[];
  on: number[];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Counts the gestures that would have started at several thresholds, and for how long they were on, in one pass. */
export class TriggerCounter {
  /** Windows with an answer. */
  #windows = 0;
  readonly #counts: Count[];

  readonly threshold: number;
  readonly none: readonly boolean[];

  /** @param settings those in use; {@link THRESHOLDS} are counted beside their threshold */
  constructor(settings: GestureSettings) {
    const { threshold, none } = settings;
    this.threshold = threshold;
    this.none = none;
    const all = [...new Set([...THRESHOLDS, threshold])].sort((a, b) => a - b);
    this.#counts = all.map((each) => ({
      rule: new GestureRule(withThreshold(settings, each)),
      triggers: none.map(() => 0),
      on: none.map(() => 0),
    }));
  }

  /** As for the rule. */
  push(probabilities: readonly number[] | null, at: number, seen?: Seen): void {
    if (probabilities) this.#windows += 1;
    for (const { rule, triggers, on } of this.#counts) {
      for (const { kind, index } of rule.push(probabilities, at, seen)) {
        if (kind === 'start') triggers[index] = (triggers[index] ?? 0) + 1;
      }
      if (rule.active !== null) on[rule.active] = (on[rule.active] ?? 0) + 1;
    }
  }

  /** @param classes in the order of the probabilities */
  counts(
    classes: readonly { id: string; name: string }[],
  ): Pick<TriggerReport, 'threshold' | 'perClass' | 'byThreshold'> {
    const own = this.#counts.find(({ rule }) => rule.settings.threshold === this.threshold);
    return {
      threshold: this.threshold,
      perClass: classes.flatMap(({ id, name }, index) =>
        this.none[index]
          ? []
          : [
              {
                classId: id,
                name,
                triggers: own?.triggers[index] ?? 0,
                on: this.#share(own?.on[index] ?? 0),
              },
            ],
      ),
      byThreshold: this.#counts.map(({ rule, triggers, on }) => ({
        threshold: rule.settings.threshold,
        triggers: sum(triggers),
        on: this.#share(sum(on)),
      })),
    };
  }

  /** Of the windows that had an answer. */
  #share(windows: number): number {
    return this.#windows === 0 ? 0 : windows / this.#windows;
  }
}
