import type { CapturedFrame } from './api';

/** After a gap this long, in seconds, the pictures before and after it do not belong together. */
const LONGEST_GAP = 0.5;

/** A picture that was taken for a frame, with how many frames were due before it for which there was none. */
type TakenFrame = Omit<CapturedFrame, 'filled'>;

/**
 * Makes the frames that a slow camera does not give out of the pictures before and after them. Movements then go on evenly at any
 * rate; a picture that stood in for those that are missing would stand still, then jump.
 */
export class FrameFiller {
  readonly #most: number;
  #before = new Uint8Array();
  #timestamp = 0;
  #blend = new Uint8Array();

  constructor(fps: number) {
    this.#most = Math.floor(LONGEST_GAP * fps);
  }

  /** The frames up to this one, each valid until the next. Those of a longer gap stay dropped. */
  *fill({ rgb, timestamp, dropped, late }: TakenFrame): Generator<CapturedFrame> {
    const missing = this.#before.length === rgb.length && dropped <= this.#most ? dropped : 0;
    for (let step = 1; step <= missing; step++) {
      const share = step / (missing + 1);
      yield {
        rgb: this.#blended(rgb, share),
        timestamp: this.#timestamp + share * (timestamp - this.#timestamp),
        dropped: 0,
        late: false,
        filled: true,
      };
    }
    if (this.#before.length === rgb.length) this.#before.set(rgb);
    else this.#before = rgb.slice();
    this.#timestamp = timestamp;
    yield { rgb, timestamp, dropped: dropped - missing, late };
  }

  #blended(after: Uint8Array, share: number): Uint8Array<ArrayBuffer> {
    const before = this.#before;
    if (this.#blend.length !== after.length) this.#blend = new Uint8Array(after.length);
    for (let i = 0; i < after.length; i++) {
      const from = before[i] as number;
      this.#blend[i] = Math.round(from + share * ((after[i] as number) - from));
    }
    return this.#blend;
  }
}
