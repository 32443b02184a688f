import { BlobSource, Input, MATROSKA, MP4, MPEG_TS, QTFF, VideoSampleSink, WEBM } from 'mediabunny';
import type { InputVideoTrack, VideoSample } from 'mediabunny';
import type { CaptureSettings } from '../../src-main/contract';
import type { CapturedClip } from './api';
import { pictureOf, Sampler, shapeOf, type Picture } from './sampler';

/** A file that cannot become a clip; the message is a sentence that says why. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

/**
 * Turns a video into a clip: one frame at each due time (`capture.fps` a second, in the video's own time) of the
 * `frames / fps` seconds in the video's middle. A video shorter than that is taken whole and its last frame repeated.
 * Footage counts as unmirrored, so it is flipped where the project's clips are mirrored. Rejects with an
 * {@link ImportError}.
 */
export async function clipFromVideo(bytes: Blob, capture: CaptureSettings): Promise<CapturedClip> {
  const input = new Input({ source: new BlobSource(bytes), formats: [MP4, QTFF, WEBM, MATROSKA, MPEG_TS] });
  try {
    const track = await readableTrack(input);
    const times = dueTimes(await spanOf(track), capture);
    const builder = new ClipBuilder(capture);
    for await (const sample of new VideoSampleSink(track).samplesAtTimestamps(times)) {
      if (!sample) throw new ImportError('It holds no pictures.');
      builder.add(samplePicture(sample));
      sample.close();
    }
    return builder.clip;
  } catch (error) {
    if (error instanceof ImportError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new ImportError(`Its pictures could not be decoded; the file may be damaged (${detail}).`, {
      cause: error,
    });
  } finally {
    input.dispose();
  }
}

async function readableTrack(input: Input): Promise<InputVideoTrack> {
  if (!(await input.canRead()))
    throw new ImportError('It is not a video in a format that Beckon reads (MP4, MOV, WebM, MKV).');
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new ImportError('It has no pictures, only sound or text.');
  if (!(await track.canDecode())) {
    const codec = (await track.getCodec()) ?? 'an unknown codec';
    throw new ImportError(`Its pictures are encoded as ${codec}, which this browser cannot decode.`);
  }
  return track;
}

/** When the first picture begins and the last one ends, in seconds. */
async function spanOf(track: InputVideoTrack): Promise<{ from: number; to: number }> {
  return { from: await track.getFirstTimestamp(), to: await track.computeDuration() };
}

/** The middle of each frame's slot, in seconds, in a window of `frames / fps` seconds around the span's centre. */
export function dueTimes(
  { from, to }: { from: number; to: number },
  { frames, fps }: CaptureSettings,
): number[] {
  const start = from + Math.max(0, (to - from - frames / fps) / 2);
  return Array.from({ length: frames }, (_, index) => start + (index + 0.5) / fps);
}

const samplePicture = (sample: VideoSample): Picture => ({
  width: sample.displayWidth,
  height: sample.displayHeight,
  draw: (ctx, { x, y, width, height }, target) =>
    sample.draw(ctx, x, y, width, height, 0, 0, target.width, target.height),
});

/**
 * Turns pictures, in order, into a clip: as many as the clip has frames, evenly chosen; where there are fewer, some
 * stand twice. They count as unmirrored, like {@link clipFromVideo}'s. Rejects with an {@link ImportError}.
 */
export async function clipFromImages(
  images: readonly { name: string; bytes: Blob }[],
  capture: CaptureSettings,
): Promise<CapturedClip> {
  if (images.length === 0) throw new ImportError('The folder holds no pictures.');
  const builder = new ClipBuilder(capture);
  for (const index of evenly(images.length, capture.frames)) {
    const image = images[index];
    if (!image) continue;
    const bitmap = await createImageBitmap(image.bytes).catch((error: unknown) => {
      throw new ImportError(`${image.name} is not a picture that this browser can read.`, { cause: error });
    });
    builder.add(pictureOf(bitmap, bitmap.width, bitmap.height));
    bitmap.close();
  }
  return builder.clip;
}

/** `count` indices that spread evenly over `length` things, the first and the last among them. */
export function evenly(length: number, count: number): number[] {
  if (count === 1) return [Math.floor((length - 1) / 2)];
  return Array.from({ length: count }, (_, index) => Math.round((index * (length - 1)) / (count - 1)));
}

/** Puts pictures into a clip, one frame after another at the capture rate. */
class ClipBuilder {
  readonly clip: CapturedClip;
  readonly #sampler: Sampler;
  #filled = 0;

  constructor(capture: CaptureSettings) {
    this.#sampler = new Sampler(capture);
    const frames = new Uint8Array(capture.frames * this.#sampler.rgb.length);
    const timestamps = Array.from({ length: capture.frames }, (_, index) => (index * 1000) / capture.fps);
    this.clip = { shape: shapeOf(capture), frames, timestamps, dropped: 0, late: 0 };
  }

  add(picture: Picture): void {
    this.clip.frames.set(this.#sampler.take(picture), this.#filled * this.#sampler.rgb.length);
    this.#filled += 1;
  }
}
