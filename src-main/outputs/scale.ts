import type { GestureMessage, OutputRange } from '../contract';

/** Puts probabilities into an output's range, smoothed class by class where they are told at all times. */
export class Scale {
  readonly #before = new Map<string, number>();

  constructor(private readonly range: OutputRange = { low: 0, high: 1, smoothing: 0 }) {}

  apply(message: GestureMessage): GestureMessage {
    const { low, high } = this.range;
    const share = message.event === 'value' ? this.#smooth(message) : message.confidence;
    return { ...message, value: low + (high - low) * share };
  }

  /** Exponential smoothing; the first value counts whole. */
  #smooth({ classId, confidence }: GestureMessage): number {
    const before = this.#before.get(classId) ?? confidence;
    const now = confidence + this.range.smoothing * (before - confidence);
    this.#before.set(classId, now);
    return now;
  }
}
