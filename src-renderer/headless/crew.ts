import type { CapturedClip } from '../capture/api';

/** So many frames of a clip may be lacking. */
const DROPPED_FRAMES_ALLOWED = 1;
/** So many cameras stay, however slow the machine is. */
const CREW_MIN = 3;

type Judged = Pick<CapturedClip, 'dropped' | 'timestamps'>;

/**
 * Finds how many cameras a machine can keep up with. Clips that lack frames are to be taken again, and the camera of
 * such a clip is sent home if the clip began after the last one went. No more clips are refused than were asked for:
 * then what comes has to do.
 */
export class Crew {
  #refused = 0;
  #lastLeft = -Infinity;

  /**
   * @param cameras how many there are to begin with
   * @param clips how many are to be recorded
   */
  constructor(
    private cameras: number,
    readonly clips: number,
  ) {}

  /** `good`: keep it; `again`: take it again; `leave`: leave that to the other cameras. Timestamps as of `now`, in ms. */
  judge({ dropped, timestamps }: Judged, now = performance.now()): 'good' | 'again' | 'leave' {
    if (dropped <= DROPPED_FRAMES_ALLOWED || this.#refused >= this.clips) return 'good';
    this.#refused += 1;
    const began = timestamps[0] ?? now;
    if (this.cameras <= CREW_MIN || began < this.#lastLeft) return 'again';
    this.cameras -= 1;
    this.#lastLeft = now;
    return 'leave';
  }

  /** A camera has found nothing left to record. */
  finished(): void {
    this.cameras -= 1;
  }
}
