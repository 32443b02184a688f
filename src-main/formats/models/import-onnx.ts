import { z } from 'zod';
import { BeckonError } from '../../contract';
import type { Precision } from '../../shared/precision';
import type { Weight } from './check-weights';
import { foreignWords, type Importer } from './import-format';
import {
  assembled,
  type Convolution,
  type Dense,
  type Ends,
  type Lstm,
  type Network,
  type Pooling,
} from './network';
import { floatsOf, gatesIn, halvesOf, transposed, type Tensor } from './numbers';
import { GATES, onnxModel } from './onnx-graph';
import { decodeOnnx, ONNX } from './onnx-schema';

const nodeSchema = z.object({
  input: z.array(z.string()),
  output: z.array(z.string()),
  name: z.string(),
  op_type: z.string(),
  attribute: z.array(
    z.object({
      name: z.string(),
      type: z.number(),
      i: z.number().default(0),
      ints: z.array(z.number()).default([]),
    }),
  ),
});
type Node = z.infer<typeof nodeSchema>;

const modelSchema = z.looseObject({
  metadata_props: z.array(z.looseObject({ key: z.string().default(''), value: z.string().default('') })),
  graph: z.looseObject({
    node: z.array(nodeSchema).max(1000),
    initializer: z.array(
      z.looseObject({
        dims: z.array(z.int().nonnegative()).max(8),
        data_type: z.number(),
        name: z.string(),
        raw_data: z.instanceof(Uint8Array).default(new Uint8Array()),
      }),
    ),
  }),
});
type Graph = z.infer<typeof modelSchema>['graph'];

/** A graph of a whole window, as Beckon writes it; one that is connected otherwise is refused. */
export const onnxFile: Importer = {
  file: 'model.onnx',
  open: (bytes) =>
    Promise.resolve().then(() => {
      let model: z.infer<typeof modelSchema>;
      try {
        model = modelSchema.parse(decodeOnnx(bytes));
      } catch (cause) {
        throw new BeckonError('UNREADABLE', 'It is no ONNX model, or it is damaged.', { cause });
      }
      const { graph, metadata_props: properties } = model;
      return {
        description: properties.find(({ key }) => key === 'beckon')?.value ?? null,
        network: (ends) => read(graph, ends),
      };
    }),
};

function read(graph: Graph, ends: Ends): Network {
  const { precision, ...layers } = layersOf(graph);
  const network = assembled(layers, ends, foreignWords);
  // The layers are told by their operators one by one; that these are connected as they should be, by writing them again.
  const again = onnxModel(network, 'whole', { version: '', properties: {}, precision }).graph;
  const plain = (nodes: readonly unknown[]): string =>
    JSON.stringify(nodes.map((node) => nodeSchema.parse(node)));
  const shapes = ({ initializer }: Pick<Graph, 'initializer'> | typeof again): string =>
    JSON.stringify(
      initializer
        .filter(({ data_type: type }) => type === ONNX.INT64)
        .map(({ name, raw_data: raw }) => [name, ...raw]),
    );
  if (plain(again.node) !== plain(graph.node) || shapes(again) !== shapes(graph)) {
    throw new BeckonError(
      'UNSUPPORTED',
      'Its operators are not connected as in an export of Beckon, so it may compute something else.',
    );
  }
  return network;
}

/** The layers that the operators of a graph stand for, in order. */
function layersOf({
  node: nodes,
  initializer,
}: Graph): Pick<Network, 'frame' | 'lstm' | 'dense'> & { precision: Precision } {
  const tensors = new Map(initializer.map((tensor) => [tensor.name, tensor]));
  /** What makes numbers of weights that are kept less exactly, by the names of these. */
  const made = new Map(
    nodes
      .filter(({ op_type: type }) => type === 'Cast' || type === 'DequantizeLinear')
      .map(({ output, input }) => [output[0], input] as const),
  );
  const tensor = (name: string | undefined, axes: number): Tensor => {
    const [from = name, scale] = made.get(name) ?? [];
    const found = tensors.get(from ?? '');
    const factor = scale === undefined ? 1 : floatsOf(tensors.get(scale)?.raw_data ?? new Uint8Array())?.[0];
    const values = found && valuesOf(found.data_type, found.raw_data, factor);
    const size = found?.dims.reduce((product, side) => product * side, 1);
    if (!found || !values || values.length !== size || found.dims.length !== axes) {
      throw foreignWords.damaged();
    }
    return { shape: found.dims, values };
  };
  const frame: (Convolution | Pooling)[] = [];
  const dense: Dense[] = [];
  let lstm: Lstm | null = null;
  let precision: Precision = 'float32';
  for (const node of nodes) {
    const [, kernelName = '', second, third] = node.input;
    const name = kernelName.replace(/\/kernel$/, '');
    const as = (weight: string, { shape, values }: Tensor): Weight => ({
      name: `${name}/${weight}`,
      shape,
      values,
    });
    switch (node.op_type) {
      case 'Transpose':
      case 'Reshape':
      case 'Identity':
        break;
      case 'Cast':
        precision = 'float16';
        break;
      case 'DequantizeLinear':
        precision = 'int8';
        break;
      case 'Conv': {
        const kernel = as('kernel', transposed(tensor(kernelName, 4), [2, 3, 1, 0]));
        const bias = as('bias', tensor(second, 1));
        if (bias.shape[0] !== kernel.shape[3]) throw foreignWords.damaged();
        const padded = ints(node, 'pads').some((side) => side > 0);
        frame.push({ kind: 'convolution', name, kernel, bias, activation: 'linear', padded });
        break;
      }
      case 'MaxPool': {
        const [high = 0, wide = 0] = ints(node, 'kernel_shape');
        if (high < 1 || wide < 1) throw foreignWords.damaged();
        frame.push({ kind: 'pooling', name: `pool${frame.length}`, size: [high, wide] });
        break;
      }
      case 'LSTM': {
        if (lstm) throw foreignWords.unknown(node.name, node.op_type);
        const [kernel, recurrent, both] = [tensor(kernelName, 3), tensor(second, 3), tensor(third, 2)];
        const units = recurrent.shape[2] ?? 0;
        const fits = kernel.shape[1] === 4 * units && recurrent.shape[1] === 4 * units;
        if (!fits || both.shape[1] !== 8 * units) throw foreignWords.damaged();
        const gates = ({ shape, values }: Tensor): Tensor =>
          transposed(gatesIn({ shape: shape.slice(1), values }, backOf(GATES)), [1, 0]);
        const [first, added] = [both.values.subarray(0, 4 * units), both.values.subarray(4 * units)];
        const sum = first.map((value, index) => value + (added[index] ?? 0));
        lstm = {
          kind: 'lstm',
          name,
          units,
          kernel: as('kernel', gates(kernel)),
          recurrent: as('recurrent_kernel', gates(recurrent)),
          bias: as('bias', gatesIn({ shape: [4 * units], values: sum }, backOf(GATES))),
        };
        break;
      }
      case 'Gemm': {
        const [kernel, bias] = [as('kernel', tensor(kernelName, 2)), as('bias', tensor(second, 1))];
        if (bias.shape[0] !== kernel.shape[1]) throw foreignWords.damaged();
        dense.push({ kind: 'dense', name, kernel, bias, activation: 'linear' });
        break;
      }
      case 'Relu':
      case 'Softmax': {
        const last = dense.at(-1) ?? frame.at(-1);
        if (!last || last.kind === 'pooling') throw foreignWords.damaged();
        if (node.op_type === 'Relu') last.activation = 'relu';
        else if (last.kind === 'dense') last.activation = 'softmax';
        break;
      }
      default:
        throw foreignWords.unknown(node.name, node.op_type);
    }
  }
  return { frame, lstm, dense, precision };
}

function valuesOf(type: number, raw: Uint8Array, factor: number | undefined): Float32Array | null {
  if (type === ONNX.FLOAT) return floatsOf(raw);
  if (type === ONNX.FLOAT16) return halvesOf(raw);
  if (type !== ONNX.INT8 || factor === undefined) return null;
  return Float32Array.from(new Int8Array(raw), (value) => value * factor);
}

const ints = ({ attribute }: Node, name: string): readonly number[] =>
  attribute.find((each) => each.name === name)?.ints ?? [];

/** The order that takes another one back. */
const backOf = (order: readonly number[]): number[] => order.map((_, gate) => order.indexOf(gate));
