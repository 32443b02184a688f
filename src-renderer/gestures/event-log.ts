import type { GestureRule, Seen } from './gesture-rule';

/** A gesture that was recognised. Times in seconds. */
export interface SeenGesture {
  /** Index of its class. */
  index: number;
  /** The greatest confidence in its class so far. */
  confidence: number;
  /** When it was decided. */
  start: number;
  /** When it was over; null while it lasts. */
  end: number | null;
}

/** What has just changed, of which gesture; a gesture that has ended changes no more. */
export interface GestureNews {
  kind: 'start' | 'end';
  gesture: Readonly<SeenGesture>;
}

/** Keeps track of the gestures that a rule starts and ends. */
export class EventLog {
  #now: SeenGesture | null = null;

  constructor(readonly rule: GestureRule) {}

  /**
   * @param probabilities as for the rule
   * @param at the window's time, in ms
   */
  push(probabilities: readonly number[] | null, at: number, seen?: Seen): GestureNews[] {
    const all = this.rule.push(probabilities, at, seen);
    const news = all.flatMap(({ kind, index, confidence, at: decided }) => {
      if (kind === 'end') return this.close(decided);
      this.#now = { index, confidence, start: decided / 1000, end: null };
      return [{ kind, gesture: { ...this.#now } }];
    });
    if (this.#now) {
      this.#now.confidence = Math.max(this.#now.confidence, probabilities?.[this.#now.index] ?? 0);
    }
    return news;
  }

  /** Nothing more is watched: a gesture that lasts ends. @param at in ms */
  close(at: number): GestureNews[] {
    const over = this.#now;
    this.#now = null;
    return over ? [{ kind: 'end', gesture: { ...over, end: at / 1000 } }] : [];
  }
}
