import '@tensorflow/tfjs-backend-cpu';
import type { WebGLMemoryInfo } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Adam } from '../../../../../../src-renderer/engine/kernels/adam';
import { startBackend } from '../../../../../../src-renderer/engine/backends';
import { webglContext } from '../../../../../../src-renderer/engine/backends/webgl';
import { crossEntropy } from '../../../../../../src-renderer/engine/training/loss';
import { dense } from '../../../../../../src-renderer/engine/kernels/dense';
import { Trainer } from '../../../../../../src-renderer/engine/training/trainer';
import { countWebgl } from '../../../../../bench/support/webgl-counter';
import { randomTensor, relativeError } from '../../../../../fixtures/engine/support';
import { expectParity } from '../../../../../fixtures/engine/parity';
import { batchOf, defaultModel, goalModel, type Example } from '../../../../../fixtures/engine/webgl-models';

beforeAll(() => startBackend('webgl'));

/** Starts WebGL anew, with no program linked yet. */
async function withoutPrograms(): Promise<void> {
  const factory = tf.findBackendFactory('webgl');
  tf.removeBackend('webgl');
  tf.registerBackend('webgl', factory);
  await tf.setBackend('webgl');
}

/** Makes steps as a run does, with tensors of its own for every batch. */
function step(trainer: Trainer, example: Example): void {
  tf.tidy(() => {
    const { x, y } = batchOf(example);
    trainer.step(x, y);
  });
}

/** Bytes of all textures, those kept for later use among them. */
const allocated = (): number => (tf.memory() as WebGLMemoryInfo).numBytesInGPUAllocated;

describe('a training step on WebGL', () => {
  // The counts do not depend on the batch, as long as the frames go through the CNN in one piece.
  it.each([
    { name: 'performance goals', make: goalModel, draws: 86, programs: 36 },
    { name: "app's defaults", make: defaultModel, draws: 90, programs: 39 },
  ])('of the $name keeps to its draws, programs, uploads and textures', async ({ make, draws, programs }) => {
    await withoutPrograms();
    const counts = countWebgl(webglContext());
    const example = make(2);
    const trainer = new Trainer(example.model, 0.001);
    step(trainer, example);
    expect(counts.programs).toBeLessThanOrEqual(programs);
    const steps = (): void => {
      for (let i = 0; i < 2; i++) step(trainer, example);
    };
    for (let i = 0; i < 2; i++) {
      steps();
      await trainer.takeEpoch();
    }
    const { numTensors } = tf.memory();
    const textureBytes = allocated();
    counts.reset();
    steps();
    expect(counts.draws / 2).toBeLessThanOrEqual(draws);
    expect(counts.programs).toBe(0);
    const batchBytes = 4 * (tf.util.sizeFromShape(example.inputs) + example.inputs[0] * example.classes);
    expect(counts.uploadedBytes / 2 - batchBytes).toBe(0);
    await trainer.takeEpoch();
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(allocated()).toBe(textureBytes);
    trainer.dispose();
    example.model.dispose();
  });
});

describe('the head on WebGL', () => {
  it('gives what plain operations give on the CPU', async () => {
    for (const [batch, features, classes] of [
      [1, 3, 2],
      [5, 4, 3],
      [16, 7, 8],
    ] as const) {
      const run = (...args: tf.Tensor[]): tf.Tensor => {
        // Smoothed, and each row of a weight of its own.
        const labels = tf.tensor2d(
          Array.from({ length: batch }, (_, i) =>
            Array.from(
              { length: classes },
              (__, c) => (1 + i / 3) * (c === i % classes ? 0.8 : 0.2 / (classes - 1)),
            ),
          ),
        );
        const [x, kernel, bias] = args as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
        return crossEntropy(dense(x, kernel, bias), labels);
      };
      await expectParity({
        backend: 'webgl',
        make: () => [
          randomTensor([batch, features], 1),
          randomTensor([features, classes], 2),
          randomTensor([classes], 3),
        ],
        expected: run,
        actual: run,
        within: 1e-4,
      });
    }
  });
});

describe('Adam on WebGL', () => {
  const shapes = [[3, 3, 2, 5], [5], [7, 3], [1], ...Array.from({ length: 14 }, () => [2, 2])];

  /** Variables after five steps; those from `leave` on by another optimiser that goes on from the first. */
  async function fiveSteps(backend: string, leave = 5): Promise<Float32Array[]> {
    await tf.setBackend(backend);
    const variables = tf.tidy(() => shapes.map((shape, i) => tf.variable(randomTensor(shape, i))));
    const options = { factors: [0.5, 1, 0.3], decay: 0.2 };
    let adam = new Adam(variables, 0.01, options);
    for (let i = 0; i < 5; i++) {
      if (i === leave) {
        const state = await adam.state();
        adam.dispose();
        adam = new Adam(variables, 0.01, options);
        adam.resume(state);
      }
      const gradients = shapes.map((shape, k) => randomTensor(shape, 100 * i + k));
      adam.apply(gradients);
      tf.dispose(gradients);
    }
    adam.dispose();
    const values = variables.map((variable) => variable.dataSync() as Float32Array);
    tf.dispose(variables);
    return values;
  }

  it.each([5, 3])('makes five steps as the CPU does, resumed before step %d', async (leave) => {
    const expected = await fiveSteps('cpu');
    const before = tf.memory().numTensors;
    const actual = await fiveSteps('webgl', leave);
    expect(tf.memory().numTensors).toBe(before);
    actual.forEach((values, i) => expect(relativeError(values, expected[i] ?? [])).toBeLessThan(1e-5));
  });
});
