import type { Arming as Waking, GestureClass } from '../../src-main/contract';
import type { GestureEvent } from './gesture-rule';

/**
 * Whether outputs listen. Where they wait for a gesture, it wakes them and is not sent itself; they fall asleep once no
 * gesture has been told for a while. Where they wait for a key, they listen while it is held. A gesture that was told to
 * start is told to end, asleep or not.
 */
export class Arming {
  /** When they fall asleep, in ms of the windows' times. */
  #until = -Infinity;
  readonly #wake: { index: number; ms: number } | null;

  /** Index of the gesture that was told to start and not yet to end. */
  #told: number | null;
  /** It began before they waited for this, so that its end does not keep them awake. */
  #fromBefore: boolean;

  /**
   * @param classes the model's, in the order of the probabilities
   * @param before what they waited for until now: a gesture that it told of is still told to end
   */
  constructor(
    readonly waking: Waking | null,
    readonly classes: readonly Pick<GestureClass, 'id'>[],
    before?: Arming,
  ) {
    this.#told = before ? before.#told : null;
    this.#fromBefore = this.#told !== null;
    this.#wake =
      waking?.way === 'gesture'
        ? { index: classes.findIndex(({ id }) => id === waking.classId), ms: 1000 * waking.seconds }
        : null;
  }

  /** Whether it is of this waking and these classes. */
  is(waking: Waking | null, classes: readonly Pick<GestureClass, 'id'>[]): boolean {
    const same =
      classes.length === this.classes.length && classes.every(({ id }, i) => id === this.classes[i]?.id);
    return same && JSON.stringify(waking) === JSON.stringify(this.waking);
  }

  /** They wait for a gesture that the model does not know. */
  get hopeless(): boolean {
    return this.#wake?.index === -1;
  }

  /** @param held whether the key is held */
  awake(at: number, held = false): boolean {
    if (this.#wake) return (this.#told !== null && !this.#fromBefore) || at < this.#until;
    return this.waking === null || held;
  }

  /** How long they still listen without another gesture, in ms; null: they do not fall asleep by themselves. */
  left(at: number): number | null {
    if (!this.#wake) return null;
    return this.#told === null ? Math.max(0, this.#until - at) : this.#wake.ms;
  }

  /** Of gestures that start or end with a window of this time, those that outputs are told of. */
  pass(gestures: readonly GestureEvent[], at: number, held = false): GestureEvent[] {
    return gestures.filter(({ kind, index }) => {
      if (kind === 'end') {
        if (this.waking !== null && this.#told !== index) return false;
        this.#told = null;
        if (!this.#fromBefore) this.#stay(at);
        this.#fromBefore = false;
        return true;
      }
      if (index === this.#wake?.index) {
        this.#stay(at);
        return false;
      }
      if (!this.awake(at, held)) return false;
      this.#told = index;
      return true;
    });
  }

  #stay(at: number): void {
    if (this.#wake) this.#until = at + this.#wake.ms;
  }
}
