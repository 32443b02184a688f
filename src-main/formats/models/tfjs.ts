import { strToU8, zipSync } from 'fflate';
import inputModule from '../../../resources/export/beckon_input.mjs?raw';
import { BeckonError } from '../../contract';
import { isWhole, wholeOf } from '../../shared/precision';
import { checkWeights } from './check-weights';
import { describe, DESCRIPTION_FILE } from './description';
import type { Exporter, ExportModel } from './format';
import { labelsOf, readModelJson, weightBytes, weightSpecsOf, type WeightSpec } from './model-json';
import { bytesOf, halfBytesOf } from './numbers';
import { tfjsReadme } from './tfjs-readme';

const WEIGHTS_FILE = 'weights.bin';

/** A zip with a LayersModel that stock TensorFlow.js opens, and all that is needed to feed it. */
export const tfjs: Exporter = {
  id: 'tfjs',
  name: 'TensorFlow.js',
  extension: 'zip',
  description: 'A zip with a LayersModel for the browser or Node, its labels and how to prepare its input.',
  precisions: ['float16', 'int8'],
  build: (model) => Promise.resolve().then(() => build(model)),
};

function build(model: ExportModel): Uint8Array<ArrayBuffer> {
  const { run, topology, weights } = model;
  const modelJson = readModelJson(topology);
  const specs = weightSpecsOf(modelJson);
  const expected = specs.reduce((sum, spec) => sum + weightBytes(spec), 0);
  if (expected !== weights.byteLength) {
    throw new BeckonError(
      'UNREADABLE',
      `The weights of “${run.name}” have ${weights.byteLength} bytes where its model.json asks for ${expected}. Train it again.`,
    );
  }
  const kept = keptWeights(model, specs);
  const json = (value: unknown): Uint8Array => strToU8(`${JSON.stringify(value, null, 2)}\n`);
  return zipSync({
    'model.json': json({
      ...modelJson,
      format: 'layers-model',
      weightsManifest: [{ paths: [WEIGHTS_FILE], weights: kept.specs }],
    }),
    [WEIGHTS_FILE]: [kept.bytes, { level: 1 }],
    'labels.json': json(labelsOf(run)),
    'preprocess.json': json(run.preprocess),
    [DESCRIPTION_FILE]: json(describe(run)),
    'run.json': json(run),
    'beckon_input.mjs': strToU8(inputModule),
    'README.md': strToU8(tfjsReadme(run)),
  });
}

/** The weights as TensorFlow.js takes them apart again: whole numbers there are 0 to 255, and have a least value. */
function keptWeights(
  { topology, weights, precision = 'float32' }: ExportModel,
  specs: readonly WeightSpec[],
): { specs: readonly WeightSpec[]; bytes: Uint8Array } {
  if (precision === 'float32') return { specs, bytes: weights };
  const kept = checkWeights(topology, weights).map(
    ({ name, shape, values }): { spec: object; bytes: Uint8Array } => {
      const spec = { name, shape, dtype: 'float32' };
      if (precision === 'float16') {
        const quantization = { dtype: 'float16', original_dtype: 'float32' };
        return { spec: { ...spec, quantization }, bytes: halfBytesOf(values) };
      }
      if (!isWhole(precision, shape)) return { spec, bytes: bytesOf(values) };
      const whole = wholeOf(values);
      const quantization = {
        dtype: 'uint8',
        original_dtype: 'float32',
        scale: whole.scale,
        min: ZERO * -whole.scale,
      };
      return {
        spec: { ...spec, quantization },
        bytes: Uint8Array.from(whole.values, (value) => value + ZERO),
      };
    },
  );
  const bytes = new Uint8Array(kept.reduce((sum, each) => sum + each.bytes.length, 0));
  let at = 0;
  for (const each of kept) {
    bytes.set(each.bytes, at);
    at += each.bytes.length;
  }
  return { specs: kept.map(({ spec }) => spec as WeightSpec), bytes };
}

/** Which whole number stands for zero. */
const ZERO = 128;
