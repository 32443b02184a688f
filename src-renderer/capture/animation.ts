import type { CaptureSettings } from '../../src-main/contract';
import type { CapturedClip } from './api';
import { ClipBuilder, dueTimes, ImportError } from './clip-builder';
import { pictureOf } from './sampler';

/** What a frame that names no time is shown for, as browsers do it, in seconds. */
const USUAL_SECONDS = 0.1;

/** The MIME type of an animated GIF or WebP, by its first bytes; null for anything else. */
export async function animationType(bytes: Blob): Promise<'image/gif' | 'image/webp' | null> {
  const head = new Uint8Array(await bytes.slice(0, 21).arrayBuffer());
  const text = (from: number, to: number): string => String.fromCharCode(...head.subarray(from, to));
  if (/^GIF8[79]a$/.test(text(0, 6))) return 'image/gif';
  const animated = text(0, 4) === 'RIFF' && text(8, 16) === 'WEBPVP8X' && ((head[20] ?? 0) & 2) !== 0;
  return animated ? 'image/webp' : null;
}

/** Whether a picture moves. A GIF that cannot be taken apart counts as one, so that it is told why when it is read. */
export async function isAnimated(bytes: Blob): Promise<boolean> {
  const type = await animationType(bytes);
  if (type !== 'image/gif' || !('ImageDecoder' in globalThis)) return type !== null;
  // Of a long animation only the beginning is read.
  const decoder = new ImageDecoder({ data: bytes.stream(), type });
  try {
    const { image } = await decoder.decode({ frameIndex: 1 });
    image.close();
    return true;
  } catch {
    const whole = await decoder.completed.then(
      () => true,
      () => false,
    );
    return !whole || decoder.tracks.selectedTrack?.frameCount !== 1;
  } finally {
    decoder.close();
  }
}

/** Turns an animated picture into a clip, in the animation's own time, as a video is. Rejects with an {@link ImportError}. */
export async function clipFromAnimation(
  bytes: Blob,
  type: string,
  capture: CaptureSettings,
): Promise<CapturedClip> {
  if (!('ImageDecoder' in globalThis) || !(await ImageDecoder.isTypeSupported(type)))
    throw new ImportError('This browser cannot take animated pictures apart.');
  let decoder: ImageDecoder | null = null;
  try {
    decoder = new ImageDecoder({ data: await bytes.arrayBuffer(), type });
    await Promise.all([decoder.completed, decoder.tracks.ready]);
    const ends = await endsOf(decoder);
    if (ends.length < 2) throw new ImportError('It is a single picture, not an animation.');
    const builder = new ClipBuilder(capture);
    for (const time of dueTimes({ from: 0, to: ends.at(-1) ?? 0 }, capture)) {
      const found = ends.findIndex((end) => time < end);
      const { image } = await decoder.decode({ frameIndex: found < 0 ? ends.length - 1 : found });
      builder.add(pictureOf(image, image.displayWidth, image.displayHeight));
      image.close();
    }
    return builder.clip;
  } catch (error) {
    if (error instanceof ImportError) throw error;
    throw new ImportError('Its pictures could not be decoded; the file may be damaged.', { cause: error });
  } finally {
    decoder?.close();
  }
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
