import { strToU8, zipSync } from 'fflate';
import { json, pythonBundle } from './card';
import { describe } from './description';
import type { Exporter, ExportModel } from './format';
import { hdf5, type Folder } from './hdf5';
import { KERAS_2, KERAS_3, kerasConfig } from './keras-config';
import { readNetwork, type Network } from './network';
import type { Tensor } from './numbers';

/** The versions whose way of writing is followed; later ones read it. */
const VERSIONS = { keras: '3.0.0', h5: '2.15.0' };

/** A zip with the model as Keras 3 saves it. */
export const keras: Exporter = {
  id: 'keras',
  name: 'Keras 3',
  extension: 'keras.zip',
  description: 'A zip with a .keras file, for Keras 3 on JAX, TensorFlow or PyTorch.',
  build: async (model) => {
    const network = readNetwork(model, 'Keras');
    return bundle(
      model,
      await kerasFile(network, model),
      'model.keras',
      'The network and its weights, as Keras 3 saves them',
    );
  },
};

/** A zip with the model as Keras saved it before. */
export const h5: Exporter = {
  id: 'h5',
  name: 'Keras (HDF5)',
  extension: 'h5.zip',
  description:
    'A zip with an .h5 file, as Keras wrote it before .keras, for programs that read nothing else.',
  build: async (model) => {
    const network = readNetwork(model, 'HDF5');
    return bundle(
      model,
      await hdf5(legacyFile(network, model)),
      'model.h5',
      'The network and its weights, in HDF5',
    );
  },
};

const bundle = (
  { run }: ExportModel,
  bytes: Uint8Array,
  name: string,
  what: string,
): Uint8Array<ArrayBuffer> =>
  pythonBundle(run, [{ name, what, bytes }], { needs: 'numpy keras jax h5py', use: snippet(name) });

const snippet = (file: string): string => `
import json
import os

os.environ.setdefault("KERAS_BACKEND", "jax")  # or "tensorflow", "torch"

import keras
import numpy as np

from beckon_input import prepare_clip

description = json.load(open("beckon.json", encoding="utf-8"))
model = keras.saving.load_model("${file}", compile=False)


def classify(pictures, mirrored=False):
    window = prepare_clip(description["preprocess"], pictures, mirrored)
    probabilities = model.predict(window[np.newaxis], verbose=0)[0]
    return dict(zip(description["labels"], probabilities.tolist()))
`;

/** A zip of its own, with what Keras wants of it and, which it lets be, the description. */
async function kerasFile(network: Network, { run }: ExportModel): Promise<Uint8Array<ArrayBuffer>> {
  return zipSync({
    'metadata.json': strToU8(json({ keras_version: VERSIONS.keras, date_saved: run.created })),
    'config.json': strToU8(json(kerasConfig(network, KERAS_3))),
    'model.weights.h5': await hdf5({ folders: { layers: { folders: chainOf(network) } } }),
    'beckon.json': strToU8(json(describe(run))),
  });
}

/** The weights of a chain of layers, which Keras 3 finds by the layers' kinds, numbered from the second of each on. */
function chainOf({ frame, lstm, dense }: Network): Record<string, Folder> {
  const convolutions = frame.filter((layer) => layer.kind === 'convolution');
  return {
    time_distributed: {
      folders: {
        layer: { folders: { layers: { folders: numbered('conv2d', convolutions.map(weightsOf)) } } },
      },
    },
    ...(lstm ? { lstm: { folders: { cell: { folders: variables(weightsOf(lstm)) } } } } : {}),
    ...numbered('dense', dense.map(weightsOf)),
  };
}

type Weights = readonly (readonly [name: string, tensor: Tensor])[];

/** A layer's weights in Keras's order, under the names that it gives them. */
function weightsOf(
  layer: Exclude<
    Network['frame'][number] | NonNullable<Network['lstm']> | Network['dense'][number],
    { kind: 'pooling' }
  >,
): Weights {
  return [
    ['kernel', layer.kernel],
    ...(layer.kind === 'lstm' ? ([['recurrent_kernel', layer.recurrent]] as const) : []),
    ['bias', layer.bias],
  ];
}

const numbered = (kind: string, all: readonly Weights[]): Record<string, Folder> =>
  Object.fromEntries(
    all.map((weights, index) => [index === 0 ? kind : `${kind}_${index}`, { folders: variables(weights) }]),
  );

const variables = (weights: Weights): Record<string, Folder> => ({
  vars: { values: Object.fromEntries(weights.map(([, tensor], index) => [String(index), tensor])) },
});

/** The layout of Keras before version 3, which finds weights by the names of its layers, in order. */
function legacyFile(network: Network, { run }: ExportModel): Folder {
  const { frame, lstm, dense } = network;
  const convolutions = frame.filter((layer) => layer.kind === 'convolution');
  const scoped = (scope: string, weights: Weights): Weights =>
    weights.map(([name, tensor]) => [`${scope}/${name}`, tensor]);
  const layers: [string, Weights][] = [
    ['time_cnn', convolutions.flatMap((layer) => scoped(`time_cnn/${layer.name}`, weightsOf(layer)))],
    lstm ? [lstm.name, scoped(`${lstm.name}/lstm_cell`, weightsOf(lstm))] : ['picture_features', []],
    ...dense.map((layer): [string, Weights] => [layer.name, scoped(layer.name, weightsOf(layer))]),
  ];
  const version = { keras_version: VERSIONS.h5, backend: 'tensorflow' };
  return {
    attributes: { ...version, model_config: JSON.stringify(kerasConfig(network, KERAS_2)) },
    values: { beckon: json(describe(run)) },
    folders: {
      model_weights: {
        attributes: { ...version, layer_names: layers.map(([name]) => name) },
        folders: Object.fromEntries(layers.map(([name, weights]) => [name, legacyLayer(weights)])),
      },
    },
  };
}

/** A layer's folder, in which each weight lies at its name, whose slashes are folders. */
function legacyLayer(weights: Weights): Folder {
  return {
    ...nested(weights.map(([name, tensor]) => [`${name}:0`.split('/'), tensor])),
    attributes: { weight_names: weights.map(([name]) => `${name}:0`) },
  };
}

function nested(entries: readonly (readonly [path: readonly string[], tensor: Tensor])[]): Folder {
  const here = entries.filter(([path]) => path.length === 1);
  const below = entries.filter(([path]) => path.length > 1);
  const first = ([[name = '']]: (typeof entries)[number]): string => name;
  const inside = (name: string): (readonly [readonly string[], Tensor])[] =>
    below.filter((entry) => first(entry) === name).map(([path, tensor]) => [path.slice(1), tensor]);
  return {
    values: Object.fromEntries(here.map((entry) => [first(entry), entry[1]])),
    folders: Object.fromEntries([...new Set(below.map(first))].map((name) => [name, nested(inside(name))])),
  };
}
