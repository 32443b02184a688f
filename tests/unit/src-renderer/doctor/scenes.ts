import type { ClipShape } from '../../../../src-main/contract';
import { Random } from '../../../../src-renderer/learning/random';

export interface Scene {
  shape: ClipShape;
  mirror: boolean;
  frames: Uint8Array<ArrayBuffer>;
}

const SHAPE: ClipShape = [16, 48, 48, 3];

/** A bright disc that crosses a patchy background, with a camera's noise; another take for each seed. */
export function scene(seed: number, { noise = 2 } = {}): Scene {
  const random = new Random(seed);
  const [count, height, width] = SHAPE;
  const patches = Float32Array.from({ length: 12 * 12 }, () => random.between(40, 150));
  const y0 = random.between(14, 34);
  const start = random.between(6, 14);
  const frames = new Uint8Array(count * height * width * 3);
  for (let t = 0; t < count; t++) {
    for (let i = 0; i < height * width; i++) {
      const [y, x] = [Math.floor(i / width), i % width];
      const disc = Math.hypot(x - start - t * 1.8, y - y0) < 6;
      const level = disc ? 225 : (patches[Math.floor(y / 4) * 12 + Math.floor(x / 4)] ?? 0);
      for (let c = 0; c < 3; c++)
        frames[(t * height * width + i) * 3 + c] = level + random.between(-noise, noise);
    }
  }
  return { shape: SHAPE, mirror: false, frames };
}

/** The same clip with each byte changed. */
export const changed = (clip: Scene, change: (value: number, index: number) => number): Scene => ({
  ...clip,
  frames: Uint8Array.from(clip.frames, (value, index) =>
    Math.max(0, Math.min(255, Math.round(change(value, index)))),
  ),
});

export const FRAME_BYTES = SHAPE[1] * SHAPE[2] * SHAPE[3];

/** Each frame out of focus: the mean of a square around each pixel. */
export function blurred(clip: Scene, radius: number): Scene {
  const [, height, width] = clip.shape;
  return changed(clip, (_, index) => {
    const [t, rest] = [Math.floor(index / FRAME_BYTES), index % FRAME_BYTES];
    const [c, x, y] = [rest % 3, Math.floor(rest / 3) % width, Math.floor(rest / 3 / width)];
    let [sum, seen] = [0, 0];
    for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++) {
      for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++) {
        sum += clip.frames[t * FRAME_BYTES + (v * width + u) * 3 + c] ?? 0;
        seen += 1;
      }
    }
    return sum / seen;
  });
}
