import type { CaptureSettings } from '../../src-main/contract';
import { Animation, animationTypeOf } from './animation';
import type { CapturedFrame } from './api';
import { framesOf, type ShownPicture } from './footage-clock';
import { Video } from './video';

/** A video, or an animated GIF or WebP, to be looked at from beginning to end. */
export interface Footage {
  readonly seconds: number;
  /**
   * Frames at the capture settings' rate, as the frame clock would take them of a camera that sends these pictures. It
   * counts as unmirrored, so it is flipped where they say mirrored. Rejects with an `ImportError` where it is damaged.
   */
  frames(capture: CaptureSettings): AsyncGenerator<CapturedFrame>;
  /** All pictures that are shown; each is valid until the next. */
  shown(): AsyncIterable<ShownPicture>;
  close(): void;
}

/** Opens what an import can read. Only a few pictures of it are in memory at a time. Rejects with an `ImportError`. */
export async function openFootage(bytes: Blob): Promise<Footage> {
  const type = await animationTypeOf(bytes);
  if (type) {
    const animation = await Animation.open(bytes, type);
    return {
      seconds: animation.seconds,
      frames: (capture) => framesOf(animation.shown(), capture),
      shown: () => animation.shown(),
      close: () => animation.close(),
    };
  }
  const video = await Video.open(bytes);
  return {
    seconds: video.whole.to - video.whole.from,
    frames: (capture) => framesOf(video.shown(), capture),
    shown: () => video.shown(),
    close: () => video.close(),
  };
}
