import type { Backdrops, Picture } from './augment';
import type { KeptClip } from './clips';

const known = new WeakMap<KeptClip, Picture>();

/** What stands still in a clip: of each byte the median over its frames. Reckoned once a clip. */
export function backdropOf(clip: KeptClip): Picture {
  const before = known.get(clip);
  if (before) return before;
  const [count, height, width, channels] = clip.shape;
  const size = height * width * channels;
  const bytes = new Uint8Array(size);
  const values = new Uint8Array(count);
  const { frames } = clip;
  for (let i = 0; i < size; i++) {
    for (let t = 0; t < count; t++) values[t] = frames[t * size + i] as number;
    bytes[i] = values.sort()[count >> 1] as number;
  }
  const picture = { width, height, channels, mirror: clip.mirror, bytes };
  known.set(clip, picture);
  return picture;
}

/** A clip's own backdrop, and that of any of `others`. */
export const backdropsFrom =
  (clip: KeptClip, others: readonly KeptClip[]): Backdrops =>
  (random) => ({
    own: backdropOf(clip),
    other: backdropOf(others[random.below(others.length)] ?? clip),
  });
