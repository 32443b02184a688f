import { preprocessClip, tensorShape } from '../../../src-renderer/learning/preprocess';
import { Random } from '../../../src-renderer/learning/random';
import type { Size } from './contract';
import { specOf } from './sizes';

/** Made-up numbers, the same for every variant of a size. */
export interface BenchData {
  /** `[B, T, side, side, channels]`, row-major. */
  inputs: Float32Array;
  inputShape: [number, number, number, number, number];
  /** One-hot `[B, classes]`. */
  labels: Float32Array;
  labelShape: [number, number];
  /** RGB bytes `[side, side, 3]` of each frame of a window. */
  frames: Uint8Array[];
  /** The same window as the network takes it. */
  window: Float32Array;
  windowShape: [number, number, number, number, number];
}

export function benchData(size: Size): BenchData {
  const spec = specOf(size);
  const random = new Random(2);
  const shape = tensorShape(spec);
  const length = shape.reduce((a, b) => a * b, size.batch);
  const labels = new Float32Array(size.batch * size.classes);
  for (let b = 0; b < size.batch; b++) labels[b * size.classes + (b % size.classes)] = 1;
  const frameBytes = size.side * size.side * 3;
  const clip = Uint8Array.from({ length: size.frames * frameBytes }, () => random.below(256));
  return {
    inputs: Float32Array.from({ length }, () => random.between(-0.5, 0.5)),
    inputShape: [size.batch, ...shape],
    labels,
    labelShape: [size.batch, size.classes],
    frames: Array.from({ length: size.frames }, (_, t) => clip.slice(t * frameBytes, (t + 1) * frameBytes)),
    window: preprocessClip(spec, {
      shape: [size.frames, size.side, size.side, 3],
      mirror: spec.mirror,
      frames: clip,
    }),
    windowShape: [1, ...shape],
  };
}
