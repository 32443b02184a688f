import { z } from 'zod';
import { parseHeader } from '../../store/safetensors';
import type { Weight } from './check-weights';
import { foreignWords, parseJson, type Importer } from './import-format';
import {
  assembled,
  type Convolution,
  type Dense,
  type Ends,
  type Lstm,
  type Network,
  type Pooling,
} from './network';
import { floatsOf, halvesOf, paddingOf, transposed, type Tensor } from './numbers';

const side = z.int().positive();
const activation = z.enum(['relu', 'linear', 'softmax']);

/** The layers as the module in PyTorch reads them. */
const networkSchema = z.object({
  frame: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('pooling'), name: z.string(), size: z.tuple([side, side]) }),
        z.object({
          kind: z.literal('convolution'),
          name: z.string(),
          kernel: z.tuple([side, side]),
          padding: z.array(z.int().nonnegative()).length(4),
          activation: z.enum(['relu', 'linear']),
        }),
      ]),
    )
    .max(100),
  lstm: z.object({ units: side }).nullable(),
  dense: z.array(z.object({ activation })).max(10),
});

/** Weights as PyTorch names them, beside the layers that they are of, or with these in them. */
export const safetensorsFile: Importer = {
  file: 'model.safetensors',
  open: (bytes, parts) =>
    Promise.resolve().then(() => {
      const { tensors, metadata } = parseHeader(bytes, bytes.length);
      const beside = parts.get('config.json');
      const config = beside
        ? z.looseObject({ network: z.unknown() }).safeParse(parseJson(beside, 'config.json')).data?.network
        : parseJson(metadata.get('network') ?? '', 'description of its layers');
      const floats = new Map(
        [...tensors].flatMap(([name, { dtype, shape, start, end }]): [string, Tensor][] => {
          const data = bytes.subarray(start, end);
          const values = dtype === 'F32' ? floatsOf(data) : dtype === 'F16' ? halvesOf(data) : null;
          return values ? [[name, { shape, values }]] : [];
        }),
      );
      return {
        description: metadata.get('beckon') ?? null,
        network: (ends) => read(config, floats, ends),
      };
    }),
};

function read(config: unknown, tensors: ReadonlyMap<string, Tensor>, ends: Ends): Network {
  const parsed = networkSchema.safeParse(config);
  if (!parsed.success) throw foreignWords.damaged();
  const tensor = (name: string, axes: number): Tensor => {
    const found = tensors.get(name);
    if (found?.shape.length !== axes) throw foreignWords.damaged();
    return found;
  };
  const kernelAndBias = (
    layer: string,
    from: string,
    order: readonly number[],
  ): Record<'kernel' | 'bias', Weight> => {
    const kernel = { name: `${layer}/kernel`, ...transposed(tensor(`${from}.weight`, order.length), order) };
    const bias = { name: `${layer}/bias`, ...tensor(`${from}.bias`, 1) };
    if (bias.shape[0] !== kernel.shape.at(-1)) throw foreignWords.damaged();
    return { kernel, bias };
  };
  const frame = parsed.data.frame.map((layer): Convolution | Pooling => {
    if (layer.kind === 'pooling') return layer;
    const { kernel, bias } = kernelAndBias(layer.name, `convolutions.${layer.name}`, [2, 3, 1, 0]);
    const [high = 1, wide = 1] = kernel.shape;
    const padded = layer.padding.some((each) => each > 0);
    const expected = [...paddingOf(wide, padded), ...paddingOf(high, padded)];
    const fits = layer.kernel[0] === high && layer.kernel[1] === wide;
    if (!fits || expected.some((each, index) => each !== layer.padding[index])) throw foreignWords.damaged();
    return { kind: 'convolution', name: layer.name, kernel, bias, activation: layer.activation, padded };
  });
  const dense = parsed.data.dense.map((layer, index): Dense => {
    const name = `dense${index}`;
    return {
      kind: 'dense',
      name,
      ...kernelAndBias(name, `dense.${index}`, [1, 0]),
      activation: layer.activation,
    };
  });
  return assembled({ frame, lstm: lstmOf(parsed.data.lstm, tensor), dense }, ends, foreignWords);
}

function lstmOf(
  config: { units: number } | null,
  tensor: (name: string, axes: number) => Tensor,
): Lstm | null {
  if (!config) return null;
  const kernel = transposed(tensor('lstm.weight_ih_l0', 2), [1, 0]);
  const recurrent = transposed(tensor('lstm.weight_hh_l0', 2), [1, 0]);
  const [bias, added] = [tensor('lstm.bias_ih_l0', 1), tensor('lstm.bias_hh_l0', 1)];
  const units = recurrent.shape[0] ?? 0;
  const wide = [kernel.shape[1], recurrent.shape[1], bias.shape[0], added.shape[0]];
  if (units !== config.units || wide.some((gates) => gates !== 4 * units)) throw foreignWords.damaged();
  return {
    kind: 'lstm',
    name: 'lstm',
    units,
    kernel: { name: 'lstm/kernel', ...kernel },
    recurrent: { name: 'lstm/recurrent_kernel', ...recurrent },
    // PyTorch adds two biases, both of which it learns.
    bias: {
      name: 'lstm/bias',
      shape: bias.shape,
      values: bias.values.map((value, index) => value + (added.values[index] ?? 0)),
    },
  };
}
