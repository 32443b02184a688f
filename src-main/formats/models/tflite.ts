import { json, pythonBundle } from './card';
import { describe } from './description';
import type { Exporter, ExportModel } from './format';
import { readNetwork } from './network';
import { encodeLite } from './tflite-file';
import { liteModel } from './tflite-graph';

/** A zip with a file for small devices. */
export const tflite: Exporter = {
  id: 'tflite',
  name: 'LiteRT (TensorFlow Lite)',
  extension: 'tflite.zip',
  description: 'A zip with a .tflite file, for phones and small computers.',
  precisions: ['float16', 'int8'],
  build: (model) => Promise.resolve().then(() => build(model)),
};

function build(model: ExportModel): Uint8Array<ArrayBuffer> {
  const { run } = model;
  const about = { description: run.name, metadata: { beckon: json(describe(run)) } };
  const bytes = encodeLite(liteModel(readNetwork(model, 'LiteRT'), about, model.precision));
  const what = 'The network, float32, for a batch of one: a window in, probabilities out';
  return pythonBundle(run, [{ name: 'model.tflite', what, bytes }], {
    needs: 'numpy ai-edge-litert',
    use: SNIPPET,
  });
}

const SNIPPET = `
import json

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from beckon_input import prepare_clip

description = json.load(open("beckon.json", encoding="utf-8"))
model = Interpreter("model.tflite")
model.allocate_tensors()
entry, result = model.get_input_details()[0]["index"], model.get_output_details()[0]["index"]


def classify(pictures, mirrored=False):
    window = prepare_clip(description["preprocess"], pictures, mirrored)
    model.set_tensor(entry, window[np.newaxis])
    model.invoke()
    return dict(zip(description["labels"], model.get_tensor(result)[0].tolist()))
`;
