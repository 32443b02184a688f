import torchModule from '../../../resources/export/beckon_torch.py?raw';
import { json, pythonBundle } from './card';
import { describe } from './description';
import type { Exporter, ExportModel } from './format';
import { readNetwork } from './network';
import { torchConfig, torchState, weightsFile } from './torch-network';

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
        bytes: weightsFile(
          torchState(network),
          { beckon: json(description), network: JSON.stringify(torchConfig(network)) },
          model.precision,
        ),
      },
      {
        name: 'config.json',
        what: 'The network’s layers, beside all of `beckon.json`',
        bytes: json({ ...description, network: torchConfig(network) }),
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
