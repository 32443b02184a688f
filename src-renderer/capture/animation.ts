import type { CaptureSettings } from '../../src-main/contract';
import { ANIMATION_HEAD, animationType } from '../../src-main/shared/media-kinds';
import type { CapturedClip } from './api';
import {
  amidStillness,
  ClipBuilder,
  dueTimes,
  ImportError,
  surroundingTimes,
  timesAhead,
} from './clip-builder';
import type { ShownPicture } from './footage-clock';
import { clipsPart } from './liveliest';
import { pictureOf, type Picture } from './sampler';
import { framesIn } from './spans';

/** What a frame that names no time is shown for, as browsers do it, in seconds. */
const USUAL_SECONDS = 0.1;

/** The MIME type of a GIF or an animated WebP, by its first bytes; null for anything else. */
export const animationTypeOf = async (bytes: Blob): Promise<ReturnType<typeof animationType>> =>
  animationType(new Uint8Array(await bytes.slice(0, ANIMATION_HEAD).arrayBuffer()));

/** An animated picture that is open for reading. Every method rejects with an {@link ImportError}. */
export class Animation {
  readonly #decoder: ImageDecoder;
  /** When each of its pictures ends, in seconds. */
  readonly #ends: readonly number[];

  private constructor(decoder: ImageDecoder, ends: readonly number[]) {
    this.#decoder = decoder;
    this.#ends = ends;
  }

  static async open(bytes: Blob, type: string): Promise<Animation> {
    if (!('ImageDecoder' in globalThis) || !(await ImageDecoder.isTypeSupported(type)))
      throw new ImportError('This browser cannot decode animated pictures.');
    let decoder: ImageDecoder | null = null;
    try {
      decoder = new ImageDecoder({ data: await bytes.arrayBuffer(), type });
      await Promise.all([decoder.completed, decoder.tracks.ready]);
      const ends = await endsOf(decoder);
      if (ends.length < 2) throw new ImportError('It is a single picture, not an animation.');
      return new Animation(decoder, ends);
    } catch (error) {
      decoder?.close();
      throw asImportError(error);
    }
  }

  get seconds(): number {
    return this.#ends.at(-1) ?? 0;
  }

  /** Lends the picture that is shown at a time, with since when it is. */
  async at(time: number, use: (picture: Picture, since: number) => void): Promise<void> {
    const found = this.#ends.findIndex((end) => time < end);
    const index = found < 0 ? this.#ends.length - 1 : found;
    const { image } = await this.#decode(index);
    try {
      use(pictureOf(image, image.displayWidth, image.displayHeight), this.#ends[index - 1] ?? 0);
    } catch (error) {
      throw asImportError(error);
    } finally {
      image.close();
    }
  }

  /** Its pictures from beginning to end; each is valid until the next. */
  async *shown(): AsyncGenerator<ShownPicture> {
    for (const [frameIndex, to] of this.#ends.entries()) {
      const { image } = await this.#decode(frameIndex);
      try {
        const picture = pictureOf(image, image.displayWidth, image.displayHeight);
        yield { picture, from: this.#ends[frameIndex - 1] ?? 0, to };
      } finally {
        image.close();
      }
    }
  }

  close(): void {
    this.#decoder.close();
  }

  async #decode(frameIndex: number): Promise<ImageDecodeResult> {
    try {
      return await this.#decoder.decode({ frameIndex });
    } catch (error) {
      throw asImportError(error);
    }
  }
}

/** Turns an animated picture into a clip, in the animation's own time, as a video is. Rejects with an {@link ImportError}. */
export async function clipFromAnimation(
  bytes: Blob,
  type: string,
  capture: CaptureSettings,
): Promise<CapturedClip> {
  const animation = await Animation.open(bytes, type);
  try {
    const whole = { from: 0, to: animation.seconds };
    const part = await clipsPart({ whole, shown: () => animation.shown() }, capture);
    const wanted = { ...capture, frames: framesIn(part, capture) };
    const due = dueTimes(part, wanted);
    const { before, after } = surroundingTimes(due, wanted, whole);
    const builder = new ClipBuilder(wanted, { before: before.length, after: after.length });
    const own = [...before, ...due, ...after];
    for (const time of [...own, ...timesAhead(own.at(-1) ?? 0, wanted, whole)]) {
      await animation.at(time, (picture, since) => builder.add(picture, since));
      if (builder.complete) break;
    }
    return amidStillness(builder.clip, capture);
  } finally {
    animation.close();
  }
}

function asImportError(error: unknown): ImportError {
  if (error instanceof ImportError) return error;
  return new ImportError('Its pictures could not be decoded; the file may be damaged.', { cause: error });
}

/** When each frame ends, in seconds. */
async function endsOf(decoder: ImageDecoder): Promise<number[]> {
  const ends: number[] = [];
  const count = decoder.tracks.selectedTrack?.frameCount ?? 0;
  for (let frameIndex = 0; frameIndex < count; frameIndex++) {
    const { image } = await decoder.decode({ frameIndex });
    const seconds = (image.duration ?? 0) / 1e6;
    ends.push((ends.at(-1) ?? 0) + (seconds > 0.01 ? seconds : USUAL_SECONDS));
    image.close();
  }
  return ends;
}
