import type { TriggerReport } from '../../src-main/contract';
import { argMax } from '../learning/arg-max';

/** A gesture must win so many windows in a row before it counts. */
export const WINDOWS = 2;

/** What a model is tried at beside the threshold in use. */
export const THRESHOLDS: readonly number[] = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/** Less than this says nothing about an hour. */
export const LEAST_SECONDS = 60;

/**
 * Says when a live model fires: a class that is a gesture has won {@link WINDOWS} windows in a row, each time with the
 * threshold's confidence at least. It must end before it can fire again.
 */
export class Trigger {
  #winner: number | null = null;
  #windows = 0;

  /**
   * @param threshold least confidence, 0 … 1
   * @param none of each class, whether it stands for no gesture
   */
  constructor(
    readonly threshold: number,
    readonly none: readonly boolean[],
  ) {}

  /**
   * @param probabilities one a class, of the next window; null: there is no answer, which ends any gesture
   * @returns index of the class that fires now; else null
   */
  push(probabilities: readonly number[] | null): number | null {
    const winner = probabilities && this.#winnerOf(probabilities);
    this.#windows = winner !== null && winner === this.#winner ? this.#windows + 1 : 1;
    this.#winner = winner;
    return winner !== null && this.#windows === WINDOWS ? winner : null;
  }

  #winnerOf(probabilities: readonly number[]): number | null {
    const winner = argMax(probabilities);
    const sure = (probabilities[winner] ?? 0) >= this.threshold;
    return sure && this.none[winner] === false ? winner : null;
  }
}

/** Counts what would have fired at several thresholds, in one pass. */
export class TriggerCounter {
  readonly #counts: { trigger: Trigger; perClass: number[] }[];

  /** @param threshold the one in use; {@link THRESHOLDS} are counted beside it */
  constructor(
    readonly threshold: number,
    readonly none: readonly boolean[],
  ) {
    const all = [...new Set([...THRESHOLDS, threshold])].sort((a, b) => a - b);
    this.#counts = all.map((each) => ({
      trigger: new Trigger(each, none),
      perClass: none.map(() => 0),
    }));
  }

  push(probabilities: readonly number[] | null): void {
    for (const { trigger, perClass } of this.#counts) {
      const fired = trigger.push(probabilities);
      if (fired !== null) perClass[fired] = (perClass[fired] ?? 0) + 1;
    }
  }

  /** @param classes in the order of the probabilities */
  counts(
    classes: readonly { id: string; name: string }[],
  ): Pick<TriggerReport, 'threshold' | 'perClass' | 'byThreshold'> {
    const own = this.#counts.find(({ trigger }) => trigger.threshold === this.threshold);
    return {
      threshold: this.threshold,
      perClass: classes.flatMap(({ id, name }, index) =>
        this.none[index] ? [] : [{ classId: id, name, triggers: own?.perClass[index] ?? 0 }],
      ),
      byThreshold: this.#counts.map(({ trigger: { threshold }, perClass }) => ({
        threshold,
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
