import { strToU8, zipSync } from 'fflate';
import { BeckonError } from '../../contract';
import { describe, DESCRIPTION_FILE } from './description';
import type { Exporter, ExportModel } from './format';
import { labelsOf, readModelJson, weightBytes, weightSpecsOf } from './model-json';
import { tfjsReadme } from './tfjs-readme';

const WEIGHTS_FILE = 'weights.bin';

/** A zip with a LayersModel that stock TensorFlow.js opens, and all that is needed to feed it. */
export const tfjs: Exporter = {
  id: 'tfjs',
  name: 'TensorFlow.js',
  extension: 'zip',
  description: 'A zip with a LayersModel for the browser or Node, its labels and how to prepare its input.',
  build: (model) => Promise.resolve().then(() => build(model)),
};

function build({ run, topology, weights }: ExportModel): Uint8Array<ArrayBuffer> {
  const modelJson = readModelJson(topology);
  const specs = weightSpecsOf(modelJson);
  const expected = specs.reduce((sum, spec) => sum + weightBytes(spec), 0);
  if (expected !== weights.byteLength) {
    throw new BeckonError(
      'UNREADABLE',
      `The weights of “${run.name}” have ${weights.byteLength} bytes where its model.json asks for ${expected}. Train it again.`,
    );
  }
  const json = (value: unknown): Uint8Array => strToU8(`${JSON.stringify(value, null, 2)}\n`);
  return zipSync({
    'model.json': json({
      ...modelJson,
      format: 'layers-model',
      weightsManifest: [{ paths: [WEIGHTS_FILE], weights: specs }],
    }),
    [WEIGHTS_FILE]: [weights, { level: 1 }],
    'labels.json': json(labelsOf(run)),
    'preprocess.json': json(run.preprocess),
    [DESCRIPTION_FILE]: json(describe(run)),
    'run.json': json(run),
    'README.md': strToU8(tfjsReadme(run)),
  });
}
