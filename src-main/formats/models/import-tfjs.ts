import { z } from 'zod';
import { BeckonError } from '../../contract';
import type { Weight } from './check-weights';
import { foreignWords, type Importer } from './import-format';
import { readModelJson, weightBytes, weightSpecsOf, type WeightSpec } from './model-json';
import { networkOf } from './network';
import { floatsOf, halvesOf } from './numbers';

/** A LayersModel, with its weights beside it. */
export const tfjsFile: Importer = {
  file: 'model.json',
  open: (topology, parts) =>
    Promise.resolve().then(() => {
      const bytes = parts.get('weights.bin');
      if (!bytes) throw new BeckonError('UNREADABLE', 'It holds no weights.bin beside its model.json.');
      const document = readModelJson(topology, 'Its model.json is damaged.');
      const weights = weightsOf(weightSpecsOf(document), bytes);
      return {
        description: null,
        network: (ends) => networkOf(document.modelTopology, weights, ends, foreignWords),
      };
    }),
};

/** The weights, whichever way they are kept, as numbers. */
function weightsOf(specs: readonly WeightSpec[], bytes: Uint8Array): Weight[] {
  const expected = specs.reduce((sum, spec) => sum + weightBytes(spec), 0);
  if (expected !== bytes.length) throw foreignWords.damaged();
  let at = 0;
  return specs.map((spec) => {
    const values = valuesOf(spec, bytes.subarray(at, (at += weightBytes(spec))));
    if (!values) throw foreignWords.damaged();
    return { name: spec.name, shape: spec.shape, values };
  });
}

const wholeSchema = z.looseObject({ dtype: z.literal('uint8'), scale: z.number(), min: z.number() });

function valuesOf({ dtype, quantization }: WeightSpec, data: Uint8Array): Float32Array | null {
  if (dtype !== 'float32') return null;
  if (!quantization) return floatsOf(data);
  if (quantization.dtype === 'float16') return halvesOf(data);
  const whole = wholeSchema.safeParse(quantization);
  return whole.success ? Float32Array.from(data, (value) => value * whole.data.scale + whole.data.min) : null;
}
