import type { CaptureSettings } from '../../src-main/contract';
import { Animation, animationTypeOf } from './animation';
import { Video } from './video';

/** A video, or an animated GIF or WebP, to be looked at from beginning to end. */
export interface Footage {
  readonly seconds: number;
  /**
   * RGB bytes `[H, W, 3]` of one frame after another, as the capture settings say; each is valid until the next. It
   * counts as unmirrored, so it is flipped where they say mirrored. Rejects with an `ImportError` where it is damaged.
   */
  frames(capture: CaptureSettings): AsyncGenerator<Uint8Array<ArrayBuffer>>;
  close(): void;
}

/** Opens what an import can read. Only a few pictures of it are in memory at a time. Rejects with an `ImportError`. */
export async function openFootage(bytes: Blob): Promise<Footage> {
  const type = await animationTypeOf(bytes);
  if (type) return Animation.open(bytes, type);
  const video = await Video.open(bytes);
  return {
    seconds: video.whole.to - video.whole.from,
    frames: (capture) => video.frames(capture),
    close: () => video.close(),
  };
}
