const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** So many intervals without a frame, and none is expected. */
const QUIET = 3;
/** Intervals after which one that waits for room gives up. */
const PATIENCE = 10;

/** The gaps between the frames of a stream, in which other work finds room without a frame having to wait for it. */
export class Gaps {
  #waiting = 0;
  #last = -Infinity;

  /** @param interval between two frames, ms */
  constructor(readonly interval: number) {}

  /** A frame came. */
  begin(): void {
    this.#waiting += 1;
    this.#last = performance.now();
  }

  /** It was looked at. */
  end(): void {
    this.#waiting -= 1;
  }

  /** Whether a frame is being looked at or waits for that. */
  get busy(): boolean {
    return this.#waiting > 0;
  }

  /** Waits until so many ms pass before the next frame is due; false where frames leave no such gap. */
  async room(ms: number): Promise<boolean> {
    const until = performance.now() + PATIENCE * this.interval;
    // What came in the meantime goes first.
    await sleep(0);
    for (;;) {
      const now = performance.now();
      const since = now - this.#last;
      if (!this.busy && (since + ms <= this.interval || since > QUIET * this.interval)) return true;
      if (now > until) return false;
      await sleep(this.interval / 20);
    }
  }
}
