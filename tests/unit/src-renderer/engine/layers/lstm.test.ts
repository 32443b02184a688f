import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { LSTM } from '../../../../../src-renderer/engine/layers/lstm';
import { randomTensor, relativeError } from '../../../../fixtures/engine/support';

beforeAll(() => tf.setBackend('cpu'));

/** The stock layer; its gradient fails for one time step, so there its cell alone, from zero states. */
function stockCall(stock: layers.RNN, x: tf.Tensor): tf.Tensor {
  const [batch = 0, time = 0, features = 0] = x.shape;
  if (time > 1) return stock.call(x, {}) as tf.Tensor;
  const zeros = tf.zeros([batch, stock.cell.stateSize instanceof Array ? (stock.cell.stateSize[0] ?? 0) : 0]);
  const [hidden] = stock.cell.call([tf.reshape(x, [batch, features]), zeros, zeros], {}) as tf.Tensor[];
  if (!hidden) throw new Error('The cell gave nothing.');
  return stock.returnSequences ? tf.expandDims(hidden, 1) : hidden;
}

/** Output, gradient of the input, and gradients of kernel, recurrent kernel and bias. */
function gradientsOf(
  layer: layers.Layer,
  call: (x: tf.Tensor) => tf.Tensor,
  x: tf.Tensor,
  dy: tf.Tensor,
): Float32Array[] {
  const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const loss = (input: tf.Tensor): tf.Scalar => tf.sum(tf.mul(call(input), dy));
  const { grads } = tf.variableGrads(() => loss(x), variables);
  const dx = tf.grad(loss)(x);
  return [call(x), dx, ...variables.map((v) => grads[v.name] as tf.Tensor)].map(
    (tensor) => tensor.dataSync() as Float32Array,
  );
}

describe('LSTM', () => {
  it('gives what the stock layer gives, forward and every gradient, over random shapes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        fc.nat(1000),
        (batch, time, features, units, returnSequences, seed) => {
          tf.tidy(() => {
            const ours = new LSTM({ units, returnSequences });
            const stock = layers.lstm({
              units,
              returnSequences,
              recurrentActivation: 'sigmoid',
              recurrentInitializer: 'zeros',
              kernelInitializer: 'zeros',
            }) as layers.RNN;
            const x = randomTensor([batch, time, features], seed);
            ours.apply(x);
            stock.apply(x);
            const weights = [
              randomTensor([features, 4 * units], seed + 1, 0.5),
              randomTensor([units, 4 * units], seed + 2, 0.5),
              randomTensor([4 * units], seed + 3, 0.5),
            ];
            ours.setWeights(weights);
            stock.setWeights(weights);
            const dy = randomTensor(returnSequences ? [batch, time, units] : [batch, units], seed + 4);
            const expected = gradientsOf(stock, (input) => stockCall(stock, input), x, dy);
            gradientsOf(ours, (input) => ours.call(input, {}), x, dy).forEach((values, i) => {
              expect(relativeError(values, expected[i] ?? [])).toBeLessThan(1e-5);
            });
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('leaves a configuration that it does not do to the stock layer', () => {
    const stock = layers.lstm({ units: 2, recurrentActivation: 'hardSigmoid' });
    expect(LSTM.fromConfig(LSTM, stock.getConfig())).not.toBeInstanceOf(LSTM);
    expect(LSTM.fromConfig(LSTM, new LSTM({ units: 2 }).getConfig())).toBeInstanceOf(LSTM);
  });
});
