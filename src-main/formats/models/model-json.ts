import { z } from 'zod';
import { BeckonError, type Run } from '../../contract';
import { shorten } from '../../shared/shorten';

/** What the output is called that says that no gesture is due. */
const NOTHING = '(nothing)';

/** Bytes of one value, by the dtypes a TensorFlow.js weights manifest knows. */
const dtypeBytes: Record<string, number> = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 };

const weightSchema = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  dtype: z.string(),
  quantization: z.looseObject({ dtype: z.string() }).optional(),
});
export type WeightSpec = z.infer<typeof weightSchema>;

const modelJsonSchema = z.looseObject({
  modelTopology: z.looseObject({}),
  weightsManifest: z.array(z.looseObject({ weights: z.array(weightSchema) })).min(1),
});
type ModelJson = z.infer<typeof modelJsonSchema>;

/** A saved `model.json`. Throws a `BeckonError` UNREADABLE with this sentence where it is none. */
export function readModelJson(
  topology: Uint8Array,
  sentence = 'The saved model.json is damaged. Train the model again.',
): ModelJson {
  try {
    return modelJsonSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(topology)));
  } catch (cause) {
    throw new BeckonError('UNREADABLE', sentence, { cause });
  }
}

/** What its weights are, in the order of their bytes. */
export const weightSpecsOf = ({ weightsManifest }: ModelJson): WeightSpec[] =>
  weightsManifest.flatMap((group) => group.weights);

/** Bytes that a weight takes. Throws a `BeckonError` UNREADABLE where its type is not known. */
export function weightBytes(spec: WeightSpec): number {
  const dtype = spec.quantization?.dtype ?? spec.dtype;
  const bytes = dtypeBytes[dtype];
  if (bytes === undefined) {
    throw new BeckonError(
      'UNREADABLE',
      `The model's weight “${shorten(spec.name)}” is of an unknown type, ${shorten(dtype, 20)}.`,
    );
  }
  return spec.shape.reduce((product, side) => product * side, bytes);
}

/** A name for each of the network's outputs. */
export const labelsOf = ({ classes, idle }: Pick<Run, 'classes' | 'idle'>): string[] => [
  ...classes.map(({ name }) => name),
  ...(idle ? [NOTHING] : []),
];
