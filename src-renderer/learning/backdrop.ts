import type { Backdrops, Picture } from './augment';
import type { EngineClip } from './clips';

const known = new WeakMap<EngineClip, Picture>();

/** What stands still in a clip: of each byte the median over its frames. Reckoned once a clip. */
export function backdropOf(clip: EngineClip): Picture {
  const before = known.get(clip);
  if (before) return before;
  const [count, height, width] = clip.shape;
  const size = height * width * 3;
  const rgb = new Uint8Array(size);
  const values = new Uint8Array(count);
  for (let i = 0; i < size; i++) {
    for (let t = 0; t < count; t++) values[t] = clip.frames[t * size + i] as number;
    rgb[i] = values.sort()[count >> 1] as number;
  }
  const picture = { width, height, mirror: clip.mirror, rgb };
  known.set(clip, picture);
  return picture;
}

/** A clip's own backdrop, and that of any of `others`. */
export const backdropsFrom =
  (clip: EngineClip, others: readonly EngineClip[]): Backdrops =>
  (random) => ({
    own: backdropOf(clip),
    other: backdropOf(others[random.below(others.length)] ?? clip),
  });
