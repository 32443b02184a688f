import torchModule from '../../../resources/export/beckon_torch.py?raw';
import { encodeHeader } from '../../store/safetensors';
import type { Precision } from '../../shared/precision';
import { json, pythonBundle } from './card';
import { describe } from './description';
import type { Exporter, ExportModel } from './format';
import { readNetwork, type Network } from './network';
import { bytesOf, halfBytesOf, paddingOf, transposed, type Tensor } from './numbers';

/** A zip with the weights as PyTorch wants them, and the network that they are of. */
export const safetensors: Exporter = {
  id: 'safetensors',
  name: 'PyTorch (safetensors)',
  extension: 'safetensors.zip',
  description:
    'A zip with the weights as safetensors, the network in PyTorch, and how to prepare its input in Python.',
  precisions: ['float16'],
  build: (model) => Promise.resolve().then(() => build(model)),
};

function build(model: ExportModel): Uint8Array<ArrayBuffer> {
  const { run } = model;
  const network = readNetwork(model, 'safetensors');
  const description = describe(run);
  return pythonBundle(
    run,
    [
      {
        name: 'model.safetensors',
        what: `The weights, ${model.precision ?? 'float32'}, as PyTorch names and orders them`,
        bytes: weightsFile(network, json(description), model.precision),
      },
      {
        name: 'config.json',
        what: 'The network’s layers, beside all of `beckon.json`',
        bytes: json({ ...description, network: configOf(network) }),
      },
      { name: 'beckon_torch.py', what: 'The network in PyTorch, which reads these two', bytes: torchModule },
    ],
    { needs: 'numpy torch', use: SNIPPET },
  );
}

const SNIPPET = `
import json

import torch

import beckon_torch
from beckon_input import prepare_clip

description = json.load(open("beckon.json", encoding="utf-8"))
network = beckon_torch.load(".")


def classify(pictures, mirrored=False):
    window = torch.from_numpy(prepare_clip(description["preprocess"], pictures, mirrored))
    with torch.no_grad():
        probabilities = network(window[None]).softmax(-1)[0]
    return dict(zip(description["labels"], probabilities.tolist()))
`;

/** The file of weights, as `state_dict` of the module in PyTorch names them. */
function weightsFile(
  network: Network,
  description: string,
  precision: Precision = 'float32',
): Uint8Array<ArrayBuffer> {
  const isHalf = precision === 'float16';
  const tensors = stateOf(network).map(([name, { shape, values }]) => ({
    name,
    dtype: isHalf ? 'F16' : 'F32',
    shape,
    bytes: isHalf ? halfBytesOf(values) : bytesOf(values),
  }));
  const header = encodeHeader(tensors, {
    format: 'pt',
    beckon: description,
    network: JSON.stringify(configOf(network)),
  });
  const file = new Uint8Array(tensors.reduce((sum, { bytes }) => sum + bytes.length, header.length));
  file.set(header);
  let at = header.length;
  for (const { bytes } of tensors) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/** PyTorch's gates are i, f, g, o, which are Keras's i, f, c, o. It adds two biases, of which the second is zero here. */
function stateOf({ frame, lstm, dense }: Network): [string, Tensor][] {
  const convolutions = frame.flatMap((layer): [string, Tensor][] =>
    layer.kind === 'convolution'
      ? [
          [`convolutions.${layer.name}.weight`, transposed(layer.kernel, [3, 2, 0, 1])],
          [`convolutions.${layer.name}.bias`, layer.bias],
        ]
      : [],
  );
  const recurrent: [string, Tensor][] = lstm
    ? [
        ['lstm.weight_ih_l0', transposed(lstm.kernel, [1, 0])],
        ['lstm.weight_hh_l0', transposed(lstm.recurrent, [1, 0])],
        ['lstm.bias_ih_l0', lstm.bias],
        ['lstm.bias_hh_l0', { shape: lstm.bias.shape, values: new Float32Array(lstm.bias.values.length) }],
      ]
    : [];
  const last = dense.flatMap((layer, index): [string, Tensor][] => [
    [`dense.${index}.weight`, transposed(layer.kernel, [1, 0])],
    [`dense.${index}.bias`, layer.bias],
  ]);
  return [...convolutions, ...recurrent, ...last];
}

/** The layers as the module in PyTorch reads them; padding as its `pad` wants it: left, right, top, bottom. */
const configOf = ({ input, frame, lstm, dense }: Network): unknown => ({
  input,
  frame: frame.map((layer) => {
    if (layer.kind === 'pooling') return layer;
    const { kind, name, kernel, activation, padded } = layer;
    const [height = 1, width = 1, depth, filters] = kernel.shape;
    const padding = [...paddingOf(width, padded), ...paddingOf(height, padded)];
    return { kind, name, in: depth, out: filters, kernel: [height, width], padding, activation };
  }),
  lstm: lstm && { in: lstm.kernel.shape[0], units: lstm.units },
  dense: dense.map(({ kernel, activation }) => ({ in: kernel.shape[0], out: kernel.shape[1], activation })),
});
