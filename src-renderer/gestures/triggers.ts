import type { TriggerReport } from '../../src-main/contract';
import { GestureRule } from './gesture-rule';

/** What a model is tried at beside the threshold in use. */
const THRESHOLDS: readonly number[] = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/** Less than this says nothing about an hour. */
export const LEAST_SECONDS = 60;

/** Counts the gestures that would have started at several thresholds, in one pass. */
export class TriggerCounter {
  readonly #counts: { rule: GestureRule; perClass: number[] }[];

  /** @param threshold the one in use; {@link THRESHOLDS} are counted beside it */
  constructor(
    readonly threshold: number,
    readonly none: readonly boolean[],
  ) {
    const all = [...new Set([...THRESHOLDS, threshold])].sort((a, b) => a - b);
    this.#counts = all.map((each) => ({
      rule: new GestureRule({ threshold: each, none }),
      perClass: none.map(() => 0),
    }));
  }

  push(probabilities: readonly number[] | null): void {
    for (const { rule, perClass } of this.#counts) {
      // Only how many there are is asked for, not when they start.
      for (const { kind, index } of rule.push(probabilities, 0)) {
        if (kind === 'start') perClass[index] = (perClass[index] ?? 0) + 1;
      }
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
        this.none[index] ? [] : [{ classId: id, name, triggers: own?.perClass[index] ?? 0 }],
      ),
      byThreshold: this.#counts.map(({ rule, perClass }) => ({
        threshold: rule.settings.threshold,
        triggers: perClass.reduce((sum, count) => sum + count, 0),
      })),
    };
  }
}

/** All that fired at the report's threshold. */
export const triggersOf = ({ perClass }: Pick<TriggerReport, 'perClass'>): number =>
  perClass.reduce((sum, { triggers }) => sum + triggers, 0);

/** Null where nothing was watched. */
export const perHour = (triggers: number, seconds: number): number | null =>
  seconds > 0 ? (triggers * 3600) / seconds : null;

/**
 * Where nothing fired in so many seconds: the greatest rate an hour that this speaks for at 95 %, by the rule of three
 * (Hanley & Lippman-Hand 1983).
 */
export const atMostPerHour = (seconds: number): number => (3 * 3600) / seconds;
