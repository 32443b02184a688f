/** What a schedule says of a picture: leave it, or take it as the frame that was due. */
export interface Due {
  /** Due times since the last frame taken for which there was no picture. */
  dropped: number;
  /** True where it came more than half a frame's time after it was due. */
  late: boolean;
}

/**
 * Chooses from a stream of pictures those nearest to a fixed rate's due times. The due times are multiples of the
 * period after the first picture, so they do not drift; all times in ms on one clock.
 */
export class FrameSchedule {
  readonly #period: number;
  #first: number | null = null;
  #taken = 0;
  #previous = 0;
  /** The stream's own time between two pictures, smoothed. */
  #interval: number;

  constructor(fps: number) {
    this.#period = 1000 / fps;
    this.#interval = this.#period;
  }

  /**
   * Offers a picture taken at `timestamp` that arrived at `now`. Null: not due. Pictures must come in order; one that
   * goes more than two seconds back begins a new row of due times; one that jumps ahead counts those between as dropped.
   */
  offer(timestamp: number, now: number): Due | null {
    const step = timestamp - this.#previous;
    if (this.#first === null || step < -2000) return this.#begin(timestamp);
    this.#previous = timestamp;
    if (step > 0) this.#interval += 0.2 * (Math.min(step, this.#period) - this.#interval);
    const due = this.#first + this.#taken * this.#period;
    // The picture that is due is the nearest one: it may be up to half the stream's interval early.
    const behind = timestamp - due + this.#interval / 2;
    if (behind < 0) return null;
    const dropped = Math.floor(behind / this.#period);
    this.#taken += dropped + 1;
    return { dropped, late: now - (due + dropped * this.#period) > this.#period / 2 };
  }

  #begin(timestamp: number): Due {
    this.#first = timestamp;
    this.#previous = timestamp;
    this.#taken = 1;
    return { dropped: 0, late: false };
  }
}
