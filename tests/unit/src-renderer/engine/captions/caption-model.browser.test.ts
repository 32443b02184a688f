import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
// Brings the gradients of the operations.
import '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { Adam } from '../../../../../src-renderer/engine/kernels/adam';
import { startBackend } from '../../../../../src-renderer/engine/backends';
import { CaptionModel } from '../../../../../src-renderer/engine/captions/caption-model';
import { Random } from '../../../../../src-renderer/learning/random';
import { relativeError } from '../../../../fixtures/engine/support';

beforeAll(async () => {
  await startBackend('wasm');
  await startBackend('webgl');
});

const random = new Random(5);
const examples = [[2, 3, 4], [5], [2, 5, 3, 4]].map((words) => ({
  words,
  image: Float32Array.from({ length: 7 }, () => random.normal()),
}));

it.each(['webgl', 'wasm'])('makes the same five steps on %s as on the CPU', async (name) => {
  const learnt: Float32Array[][] = [];
  for (const backend of ['cpu', name]) {
    await tf.setBackend(backend);
    const model = new CaptionModel({ image: 7, words: 6 }, new Random(1));
    const adam = new Adam(model.variables, 0.01);
    for (let step = 0; step < 5; step++) {
      const { value, grads } = tf.variableGrads(() => model.loss(examples), model.variables);
      adam.apply(model.variables.map((variable) => grads[variable.name] as tf.Tensor));
      tf.dispose([value, grads]);
    }
    learnt.push(await model.weights());
    adam.dispose();
    model.dispose();
  }
  learnt[1]?.forEach((values, i) => {
    expect(relativeError(values, learnt[0]?.[i] ?? [])).toBeLessThan(1e-3);
  });
});

it('what comes after a sentence’s end changes nothing', async () => {
  await tf.setBackend('cpu');
  const model = new CaptionModel({ image: 7, words: 6 }, new Random(1));
  const lossOf = (some: typeof examples): number => tf.tidy(() => model.loss(some).dataSync()[0] as number);
  const each = examples.map((example) => lossOf([example]) * (example.words.length + 1));
  const places = examples.reduce((sum, { words }) => sum + words.length + 1, 0);
  expect(lossOf(examples)).toBeCloseTo(each.reduce((a, b) => a + b) / places, 5);
  model.dispose();
});
