import * as tf from '@tensorflow/tfjs-core';
import type { CaptureSettings, GestureClass, TrainConfig } from '../../../../src-main/contract';
import type { EngineClip } from '../../../../src-renderer/engine/api';
import { defaultTrainConfig } from '../../../../src-renderer/learning/defaults';
import type { Devices } from '../../../../src-renderer/engine/backends/devices';
import { EngineError } from '../../../../src-renderer/engine/api';
import { Random } from '../../../../src-renderer/learning/random';

/** Greatest difference between two arrays, relative to the greatest number in the second. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let error = 0;
  let size = 1e-6;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((actual[i] as number) - (expected[i] as number));
    error = Math.max(error, Number.isNaN(difference) ? Infinity : difference);
    size = Math.max(size, Math.abs(expected[i] as number));
  }
  return error / size;
}

export function randomTensor(shape: number[], seed: number, scale = 1): tf.Tensor {
  const random = new Random(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => scale * random.normal()),
    shape,
  );
}

export const capture: CaptureSettings = { frames: 6, fps: 10, width: 24, height: 24, mirror: true };

export const classes: GestureClass[] = ['left', 'right'].map((id) => ({
  id,
  name: id,
  colour: '#112233',
  key: null,
}));

export function smallConfig(changes: Partial<TrainConfig> = {}): TrainConfig {
  return {
    ...defaultTrainConfig(),
    size: 12,
    filters: [4, 6],
    lstmUnits: 8,
    epochs: 6,
    learningRate: 0.01,
    dropout: 0,
    augment: false,
    ...changes,
  };
}

/** A bright bar that moves to the left or to the right: single frames do not tell which. */
export function movingBar(classId: 'left' | 'right', id: string, session: string, seed: number): EngineClip {
  const { frames: count, fps, width, height } = capture;
  const random = new Random(seed);
  const start = 8 + random.below(8);
  const step = (classId === 'left' ? -1 : 1) * 2;
  const frames = new Uint8Array(count * height * width * 3);
  for (let t = 0; t < count; t++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = (((start + t * step - x) % width) + width) % width;
        const value = (at < 4 ? 200 : 40) + random.below(20);
        frames.fill(value, ((t * height + y) * width + x) * 3, ((t * height + y) * width + x + 1) * 3);
      }
    }
  }
  return { classId, id, session, shape: [count, height, width, 3], fps, mirror: true, frames };
}

/** `perClass` clips of each of the two classes, in the named sessions by turns. */
export function movingBars(perClass: number, sessions: string[]): EngineClip[] {
  return (['left', 'right'] as const).flatMap((classId, c) =>
    Array.from({ length: perClass }, (_, i) =>
      movingBar(classId, `${classId}-${i}`, sessions[i % sessions.length] ?? 's', 100 * c + i),
    ),
  );
}

/** A device that is never lost: whatever backend a test has set. */
export const steadyDevices: Devices = {
  current: { backend: 'wasm', device: 'test', software: false },
  isLost: () => false,
  activate: () => Promise.resolve(),
  guard: (work) => work,
  next: () => Promise.resolve(null),
  lossError: () => new EngineError('context-lost', 'Lost.'),
};
