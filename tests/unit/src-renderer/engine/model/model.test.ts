import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { preprocessSpec } from '../../../../../src-renderer/learning/defaults';
import { TimeDistributed } from '../../../../../src-renderer/engine/layers/time-distributed';
import { buildModel, layerTable } from '../../../../../src-renderer/engine/model/model';
import { capture, randomTensor, relativeError, smallConfig } from '../../../../fixtures/engine/support';

beforeAll(() => tf.setBackend('cpu'));

describe('buildModel', () => {
  it('has a dense layer in place of the LSTM where a window is one frame', () => {
    for (const wrap of ['whole', 'layers'] as const) {
      const config = smallConfig({ channels: 'rgb', wrap, dropout: 0.2 });
      const model = buildModel(config, preprocessSpec(config, { ...capture, frames: 1 }), 3);
      expect((model.predict(tf.zeros([2, 1, 12, 12, 3])) as tf.Tensor).shape).toEqual([2, 3]);
      expect(layerTable(model).map(({ name }) => name)).toEqual([
        'frames',
        'conv1',
        'pool1',
        'conv2',
        'pool2',
        'flatten',
        'dropout_features',
        'picture',
        'hidden',
        'dropout_lstm',
        'classes',
      ]);
    }
  });

  it('has kernels of the size that is asked for, of 3 where none is', () => {
    for (const [kernel, weights] of [
      [undefined, 9],
      [1, 1],
      [4, 16],
    ] as const) {
      const config = smallConfig({ kernel, channels: 'grey', filters: [1] });
      const table = layerTable(buildModel(config, preprocessSpec(config, capture), 3));
      expect(table.find(({ name }) => name === 'conv1')?.parameters).toBe(weights + 1);
    }
  });

  it('does the smallest case: 25 values a frame', () => {
    const cnn = sequential();
    cnn.add(
      layers.conv2d({
        inputShape: [10, 10, 1],
        filters: 1,
        kernelSize: 2,
        activation: 'relu',
        padding: 'same',
      }),
    );
    cnn.add(layers.maxPooling2d({ poolSize: 2 }));
    cnn.add(layers.flatten());
    const output = new TimeDistributed({ layer: cnn }).apply(tf.zeros([2, 3, 10, 10, 1])) as tf.Tensor;
    expect(output.shape).toEqual([2, 3, 25]);
  });

  it('gives the same from the same weights, whether the CNN is wrapped whole or layer by layer', () => {
    const config = smallConfig({ bottleneck: 3 });
    const spec = preprocessSpec(config, capture);
    const whole = buildModel({ ...config, wrap: 'whole' }, spec, 3);
    const single = buildModel({ ...config, wrap: 'layers', seed: 9 }, spec, 3);
    const x = randomTensor([2, 6, 12, 12, 2], 1);
    const before = (single.apply(x) as tf.Tensor).dataSync();
    single.setWeights(whole.getWeights());
    const expected = (whole.apply(x) as tf.Tensor).dataSync();
    expect(relativeError((single.apply(x) as tf.Tensor).dataSync(), expected)).toBeLessThan(1e-6);
    expect(relativeError(before, expected)).toBeGreaterThan(1e-3);
  });

  it('starts from the same weights with the same seed, from others with another', () => {
    const config = smallConfig();
    const spec = preprocessSpec(config, capture);
    const weights = [5, 5, 6].map((seed) =>
      buildModel({ ...config, seed }, spec, 2)
        .getWeights()
        .map((tensor) => [...tensor.dataSync()]),
    );
    expect(weights[0]).toEqual(weights[1]);
    expect(weights[0]).not.toEqual(weights[2]);
  });

  it.each(['whole', 'layers'] as const)('tells its layers (%s)', (wrap) => {
    const config = smallConfig({ wrap, dropout: 0.1 });
    const table = layerTable(buildModel(config, preprocessSpec(config, capture), 2));
    expect(table.map((row) => [row.name, row.outputShape])).toEqual([
      ['frames', [6, 12, 12, 2]],
      ['conv1', [6, 12, 12, 4]],
      ['pool1', [6, 6, 6, 4]],
      ['conv2', [6, 6, 6, 6]],
      ['pool2', [6, 3, 3, 6]],
      ['flatten', [6, 54]],
      ['dropout_features', [6, 54]],
      ['lstm', [8]],
      ['dropout_lstm', [8]],
      ['classes', [2]],
    ]);
    expect(table.reduce((sum, row) => sum + row.parameters, 0)).toBe(
      (9 * 2 + 1) * 4 + (9 * 4 + 1) * 6 + (54 + 8 + 1) * 32 + (8 + 1) * 2,
    );
  });

  it('refuses a picture too small for its blocks', () => {
    const config = smallConfig({ size: 8, filters: [2, 2, 2, 2] });
    expect(() => buildModel(config, preprocessSpec(config, capture), 2)).toThrow(/too small/);
  });
});
