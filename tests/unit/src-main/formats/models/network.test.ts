import { describe, expect, it } from 'vitest';
import type { ExportModel } from '../../../../../src-main/formats/models/format';
import { readNetwork } from '../../../../../src-main/formats/models/network';
import { randomNetwork } from '../../../../fixtures/networks';

/** The same files with another text in place of one in the topology. */
function changed(model: ExportModel, from: string, to: string): ExportModel {
  const text = new TextDecoder().decode(model.topology);
  expect(text).toContain(from);
  return { ...model, topology: new TextEncoder().encode(text.replaceAll(from, to)) };
}

describe('readNetwork', () => {
  it('reads the same network wherever the wrapping is', async () => {
    const [whole, apart] = await Promise.all(
      (['whole', 'layers'] as const).map(async (wrap) =>
        readNetwork(await randomNetwork({ config: { wrap, bottleneck: 2 } }), 'X'),
      ),
    );
    expect(whole).toEqual(apart);
    expect(whole?.frame.map(({ name }) => name)).toEqual(['conv1', 'pool1', 'conv2', 'pool2', 'bottleneck']);
    expect(whole).toMatchObject({ input: [4, 12, 12, 2], maps: [3, 3, 2], outputs: 2, lstm: { units: 6 } });
  });

  it('reads an ensemble as one wide network', async () => {
    const network = readNetwork(await randomNetwork({ config: { members: 3, refit: true } }), 'X');
    expect(network).toMatchObject({ maps: [3, 3, 15], lstm: { units: 18 } });
  });

  it('reads one of single pictures, which has no LSTM', async () => {
    const network = readNetwork(await randomNetwork({ spec: { frames: 1 } }), 'X');
    expect(network.lstm).toBeNull();
    expect(network.dense.map(({ activation }) => activation)).toEqual(['relu', 'softmax']);
  });

  it('refuses the backbone of another network, by its name', async () => {
    const model = await randomNetwork();
    const network = {
      name: 'mobilenet.json',
      size: 96,
      channels: 'rgb' as const,
      range: '0..1' as const,
      features: 4,
      multiplications: 1,
    };
    const run = { ...model.run, config: { ...model.run.config, network } };
    expect(() => readNetwork({ ...model, run }, 'ONNX')).toThrow(
      'The CNN of this model is that of mobilenet.json, whose layers Beckon cannot write as ONNX. Export it as TensorFlow.js.',
    );
  });

  it.each([
    [
      '"MaxPooling2D"',
      '"AveragePooling2D"',
      'a layer that Beckon cannot write as X: “pool1”, of the kind AveragePooling2D',
    ],
    ['"activation":"relu"', '"activation":"elu"', '“conv1”, of the kind Conv2D'],
    ['"recurrent_activation":"sigmoid"', '"recurrent_activation":"hardSigmoid"', '“lstm”, of the kind LSTM'],
    ['"name":"lstm/kernel"', '"name":"other/kernel"', 'do not fit together'],
    ['"shape":[6,2]', '"shape":[2,6]', 'do not fit together'],
  ])('refuses %s that has become %s', async (from, to, sentence) => {
    const model = changed(await randomNetwork(), from, to);
    expect(() => readNetwork(model, 'X')).toThrow(sentence);
  });

  it('refuses weights that are no numbers', async () => {
    const model = await randomNetwork();
    model.weights.fill(0xff, 0, 4);
    expect(() => readNetwork(model, 'X')).toThrow('holds values that are no numbers');
  });
});
