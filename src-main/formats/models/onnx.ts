import inputModule from '../../../resources/export/beckon_input.mjs?raw';
import { json, pythonBundle } from './card';
import { describe } from './description';
import type { Exporter, ExportModel } from './format';
import { readNetwork } from './network';
import { onnxModel, type Part } from './onnx-graph';
import { encodeOnnx } from './onnx-schema';

/** A zip with a graph for whole windows, and two for a stream, which look at each picture once. */
export const onnx: Exporter = {
  id: 'onnx',
  name: 'ONNX',
  extension: 'onnx.zip',
  description:
    'A zip with graphs for whole windows and for a camera’s stream, for ONNX Runtime and what else reads them.',
  precisions: ['float16', 'int8'],
  build: (model) => Promise.resolve().then(() => build(model)),
};

function build(model: ExportModel): Uint8Array<ArrayBuffer> {
  const { run } = model;
  const network = readNetwork(model, 'ONNX');
  const { precision = 'float32' } = model;
  const about = { version: run.appVersion, properties: { beckon: json(describe(run)) }, precision };
  const graph = (part: Part): Uint8Array => encodeOnnx(onnxModel(network, part, about));
  return pythonBundle(
    run,
    [
      {
        name: 'model.onnx',
        what: 'The network: `frames` in, `probabilities` out',
        bytes: graph('whole'),
      },
      {
        name: 'frame.onnx',
        what: 'For a stream, its CNN: `picture` in, `features` out',
        bytes: graph('frame'),
      },
      {
        name: 'window.onnx',
        what: 'For a stream, the rest of it: `features` of a window in, `probabilities` out',
        bytes: graph('window'),
      },
      {
        name: 'beckon_input.mjs',
        what: 'What beckon_input.py does, in JavaScript, for onnxruntime-node and onnxruntime-web',
        bytes: inputModule,
      },
    ],
    { needs: 'numpy onnxruntime', use: SNIPPET, live: LIVE },
  );
}

const SNIPPET = `
import json

import numpy as np
import onnxruntime

from beckon_input import CameraWindow, GestureRule, prepare_clip

description = json.load(open("beckon.json", encoding="utf-8"))
model = onnxruntime.InferenceSession("model.onnx")


def classify(pictures, mirrored=False):
    window = prepare_clip(description["preprocess"], pictures, mirrored)
    (probabilities,) = model.run(["probabilities"], {"frames": window[np.newaxis]})
    return dict(zip(description["labels"], probabilities[0].tolist()))
`;

const LIVE = `
frame = onnxruntime.InferenceSession("frame.onnx")
window = onnxruntime.InferenceSession("window.onnx")


def features(pictures):
    return frame.run(["features"], {"picture": pictures})[0]


def answer(features):
    return window.run(["probabilities"], {"features": features[np.newaxis]})[0][0]


def watch(pictures, mirrored=False):
    """After each picture of a camera, once there are enough: its window's probabilities, and the gestures that start or end."""
    spec, framing, paces = (description[part] for part in ("preprocess", "framing", "paces"))
    camera = CameraWindow(spec, framing, paces, see=features)
    rule = GestureRule(description["events"])
    for index, picture in enumerate(pictures):
        at = 1000 * index / spec["fps"]
        for probabilities in camera.answers(picture, at, answer, mirrored):
            yield probabilities, rule.push(probabilities, at)
`;
