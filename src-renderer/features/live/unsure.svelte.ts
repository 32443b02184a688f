import type { LiveAnswer } from '../../engine/api';
import { saidOf, type Thresholds } from '../../gestures/gesture-rule';
import type { UnsureReason } from './unsure-reason';

/** So long (ms) a model must have been unsure before it is said why; and so long that stays the reason, to be read. */
const SPAN = 2000;
/** Share of the windows in that time that are unsure where the model is, and at most where it is sure again. */
const UNSURE_SHARE = 0.8;
const SURE_AGAIN = 0.2;

interface Window {
  at: number;
  probabilities: readonly number[];
  /** Also of it that no gesture is due, or that it is none that it knows. */
  sure: boolean;
}

/** Watches live answers, and says why the model is unsure once it has been so for a while: not in mid-movement. */
export class Unsure {
  /** Null while it is sure, or has not been unsure for long. */
  reason = $state.raw<UnsureReason | null>(null);
  #windows: readonly Window[] = [];
  #saidAt = -Infinity;
  readonly #explain: (means: readonly number[]) => UnsureReason;

  /** @param explain the reason, by the mean of the last unsure answers, one a class */
  constructor(explain: (means: readonly number[]) => UnsureReason) {
    this.#explain = explain;
  }

  /**
   * The next answer; null where there is none, and it begins anew.
   * @param lasting index of the class whose gesture lasts: it is named as long as it does
   */
  push(answer: LiveAnswer | null, thresholds: Thresholds, lasting: number | null = null): void {
    const state = answer && saidOf(answer.probabilities, thresholds, { seen: answer, lasting });
    if (!answer || !state) {
      this.#windows = [];
      this.reason = null;
      return;
    }
    const { probabilities, timestamp: at } = answer;
    const kept = this.#windows.filter((each) => each.at >= at - SPAN);
    const whole = kept.length < this.#windows.length;
    this.#windows = [...kept, { at, probabilities, sure: state.sure || state.idle || state.unseen }];
    const share = this.#windows.filter(({ sure }) => !sure).length / this.#windows.length;
    if (share <= SURE_AGAIN) this.reason = null;
    else if (whole && share >= UNSURE_SHARE && (this.reason === null || at - this.#saidAt >= SPAN)) {
      this.reason = this.#explain(this.#means(probabilities.length));
      this.#saidAt = at;
    }
  }

  #means(classes: number): number[] {
    const unsure = this.#windows.filter(({ sure }) => !sure);
    return Array.from({ length: classes }, (_, index) => {
      const sum = unsure.reduce((total, { probabilities }) => total + (probabilities[index] ?? 0), 0);
      return sum / unsure.length;
    });
  }
}
