import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { TimeDistributed } from '../../../../../src-renderer/engine/layers/time-distributed';
import { randomTensor, relativeError } from '../../../../fixtures/engine/support';

beforeAll(() => tf.setBackend('cpu'));

const cnn = (channels: number): layers.Layer => {
  const inner = sequential();
  inner.add(
    layers.conv2d({
      inputShape: [7, 5, channels],
      filters: 3,
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
    }),
  );
  inner.add(layers.maxPooling2d({ poolSize: 2 }));
  inner.add(layers.flatten());
  return inner;
};

describe('TimeDistributed', () => {
  it('gives what the stock layer gives, forward and backward', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 2 }),
        fc.nat(1000),
        (batch, time, channels, seed) => {
          tf.tidy(() => {
            const inner = cnn(channels);
            const ours = new TimeDistributed({ layer: inner });
            const stock = layers.timeDistributed({ layer: inner });
            const x = randomTensor([batch, time, 7, 5, channels], seed);
            const dy = randomTensor([batch, time, 18], seed + 1);
            const gradients = [ours, stock].map((layer) => {
              const y = layer.apply(x) as tf.Tensor;
              const { grads } = tf.variableGrads(
                () => tf.sum(tf.mul(layer.call(x, {}) as tf.Tensor, dy)) as tf.Scalar,
                inner.trainableWeights.map((w) => w.read() as tf.Variable),
              );
              return [y, ...Object.values(grads)].map((tensor) => tensor.dataSync());
            });
            gradients[0]?.forEach((values, i) => {
              expect(relativeError(values, gradients[1]?.[i] ?? [])).toBeLessThan(1e-5);
            });
          });
        },
      ),
      { numRuns: 12 },
    );
  });

  it('tells its output shape and weights as the stock layer does', () => {
    const ours = new TimeDistributed({ layer: cnn(1) });
    ours.build([null, 4, 7, 5, 1]);
    expect(ours.computeOutputShape([null, 4, 7, 5, 1])).toEqual([null, 4, 18]);
    expect(ours.countParams()).toBe(3 * 3 * 3 + 3);
    ours.trainable = false;
    expect(ours.trainableWeights).toEqual([]);
  });

  it('refuses an input without time', () => {
    expect(() => {
      new TimeDistributed({ layer: layers.flatten() }).build([null, 4]);
    }).toThrow(/time axis/);
  });
});
