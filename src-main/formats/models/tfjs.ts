import { strToU8, zipSync } from 'fflate';
import { z } from 'zod';
import { BeckonError, type Run } from '../../contract';
import type { Exporter, ExportModel } from './format';
import { tfjsReadme } from './tfjs-readme';

/** What the output is called that says that no gesture is due. */
const NOTHING = '(nothing)';

const WEIGHTS_FILE = 'weights.bin';

/** Bytes of one value, by the dtypes a TensorFlow.js weights manifest knows. */
const dtypeBytes: Record<string, number> = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 };

const weightSchema = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  dtype: z.string(),
  quantization: z.looseObject({ dtype: z.string() }).optional(),
});

const modelJsonSchema = z.looseObject({
  modelTopology: z.looseObject({}),
  weightsManifest: z.array(z.looseObject({ weights: z.array(weightSchema) })).min(1),
});

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
  const specs = modelJson.weightsManifest.flatMap((group) => group.weights);
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
    'run.json': json(run),
    'README.md': strToU8(tfjsReadme(run)),
  });
}

/** A name for each of the network's outputs. */
const labelsOf = ({ classes, idle }: Pick<Run, 'classes' | 'idle'>): string[] => [
  ...classes.map(({ name }) => name),
  ...(idle ? [NOTHING] : []),
];

function readModelJson(topology: Uint8Array): z.infer<typeof modelJsonSchema> {
  try {
    return modelJsonSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(topology)));
  } catch (cause) {
    throw new BeckonError('UNREADABLE', 'The saved model.json is damaged. Train the model again.', { cause });
  }
}

function weightBytes(spec: z.infer<typeof weightSchema>): number {
  const dtype = spec.quantization?.dtype ?? spec.dtype;
  const bytes = dtypeBytes[dtype];
  if (bytes === undefined) {
    throw new BeckonError('UNREADABLE', `The model's weight “${spec.name}” is of an unknown type, ${dtype}.`);
  }
  return spec.shape.reduce((product, side) => product * side, bytes);
}
