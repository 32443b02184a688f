import type { CaptureSettings } from '../../../src-main/contract';
import type { FrameClock } from '../api';
import { FrameTaker } from '../frame-taker';
import { pictureOf, type Picture } from '../sampler';
import type { Performance } from './choreography';
import { Mulberry32 } from './mulberry32';
import { Stage, type StageOptions } from './stage';

/**
 * The sample camera on a clock of its own, which stands still until it is turned on and then runs as fast as pictures
 * can be drawn. Its frames go where those of a live camera go. The same seed and the same requests give the same frames,
 * to the byte, with the same timestamps.
 */
export class OfflineSampleCamera {
  readonly #stage: Stage;
  readonly #taker: FrameTaker;
  readonly #picture: Picture;
  /** When the first picture is taken, and how many have been since, at the clips' own rate: no clip would hold others. */
  readonly #first: number;
  #taken = 0;
  #now = 0;

  constructor(capture: CaptureSettings, options: StageOptions) {
    this.#stage = new Stage(options, this.#now);
    const { canvas } = this.#stage;
    this.#picture = pictureOf(canvas, canvas.width, canvas.height);
    this.#taker = new FrameTaker(capture);
    // Nobody begins a gesture on the beat of the camera.
    const { performances = 0 } = options;
    this.#first = new Mulberry32(performances ^ 0xbea7).between(0, 1000 / capture.fps);
  }

  /** Where its frames come from. */
  get clock(): FrameClock {
    return this.#taker;
  }

  /** Asks for a performance, after those already asked for; times as of this camera's clock, in ms. */
  perform(gesture: string, seconds: number): Performance {
    return this.#stage.choreography.perform(gesture, seconds, this.#now);
  }

  /** Takes every picture between these times, in ms. What came before is not drawn, since nobody looks. */
  run(from: number, until: number): void {
    const period = 1000 / this.#taker.capture.fps;
    this.#taken = Math.max(this.#taken, Math.ceil((from - this.#first) / period));
    for (;;) {
      const timestamp = this.#first + this.#taken * period;
      if (timestamp > until) break;
      this.#stage.draw(timestamp);
      this.#taker.offer({ picture: this.#picture, timestamp, arrived: timestamp });
      this.#taken += 1;
    }
    this.#now = Math.max(this.#now, until);
  }
}
