import type { CaptureSettings } from '../../src-main/contract';
import { animationTypeOf, clipFromAnimation } from './animation';
import type { CapturedClip } from './api';
import { amidStillness, ClipBuilder, ImportError } from './clip-builder';
import { clipsPart } from './liveliest';
import { framesIn } from './spans';
import { pictureOf } from './sampler';
import { Video } from './video';

/**
 * Turns a video, or an animated GIF or WebP, into a clip: one frame at each due time (`capture.fps` a second, in its own
 * time) of the `frames / fps` seconds in its middle, or, where it is long, of those in which most moves. One that is
 * shorter stands in the middle of the clip, between its first picture and its last.
 * Footage counts as unmirrored, so it is flipped where the project's clips are mirrored. Rejects with an
 * {@link ImportError}.
 */
export async function clipFromVideo(bytes: Blob, capture: CaptureSettings): Promise<CapturedClip> {
  const animation = await animationTypeOf(bytes);
  if (animation) return clipFromAnimation(bytes, animation, capture);
  const video = await Video.open(bytes);
  try {
    const part = await clipsPart({ whole: video.whole, shown: () => video.shown() }, capture);
    return amidStillness(await video.clip(part, { ...capture, frames: framesIn(part, capture) }), capture);
  } finally {
    video.close();
  }
}

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
