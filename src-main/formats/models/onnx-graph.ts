import { isWhole, wholeOf, type Precision } from '../../shared/precision';
import type { Network } from './network';
import { bytesOf, gatesIn, halfBytesOf, paddingOf, transposed, type Tensor } from './numbers';
import {
  ONNX,
  type OnnxAttribute,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from './onnx-schema';

/** Of the operators, and of the file; runtimes since 2022 know them. */
const OPSET = 17;
const IR_VERSION = 8;

/** ONNX's gates are i, o, f, c; these are where Keras has them. */
export const GATES = [0, 3, 1, 2];

/** The name of what goes from one operator to the next. */
type Value = string;

/** What a graph takes or gives: a name, and a shape whose sides are numbers, or names where they may be any. */
interface Port {
  name: Value;
  shape: readonly (number | string)[];
}

/** Which part of the network a graph computes: windows to probabilities, pictures to features, windows of features to probabilities. */
export type Part = 'whole' | 'frame' | 'window';

/** The graph of a part of a network, for a batch of any size. Weights that are kept less exactly are made float32 by the graph itself. */
export function onnxModel(
  network: Network,
  part: Part,
  {
    version,
    properties,
    precision = 'float32',
  }: { version: string; properties: Record<string, string>; precision?: Precision },
): OnnxModel {
  const [frames, height, width, channels] = network.input;
  const features = network.maps.reduce((product, side) => product * side, 1);
  const graph = new GraphBuilder(precision);
  const input: Port = {
    whole: { name: 'frames', shape: ['batch', frames, height, width, channels] },
    frame: { name: 'picture', shape: ['batch', height, width, channels] },
    window: { name: 'features', shape: ['batch', frames, features] },
  }[part];
  const output: Port =
    part === 'frame'
      ? { name: 'features', shape: ['batch', features] }
      : { name: 'probabilities', shape: ['batch', network.outputs] };
  let value = input.name;
  if (part === 'whole') value = graph.reshape(value, [-1, height, width, channels]);
  if (part !== 'window') value = pictures(graph, network, value, features);
  if (part !== 'frame') value = sequence(graph, network, value, features);
  graph.op('Identity', [value], {}, output.name);
  return {
    ir_version: IR_VERSION,
    producer_name: 'Beckon',
    producer_version: version,
    opset_import: [{ domain: '', version: OPSET }],
    metadata_props: Object.entries(properties).map(([key, text]) => ({ key, value: text })),
    graph: {
      name: `beckon_${part}`,
      node: graph.nodes,
      initializer: graph.weights,
      input: [port(input)],
      output: [port(output)],
    },
  };
}

/** Pictures `[n, height, width, channels]` to features `[n, features]`. */
function pictures(graph: GraphBuilder, network: Network, from: Value, features: number): Value {
  // ONNX has channels before places.
  let value = graph.op('Transpose', [from], { perm: [0, 3, 1, 2] });
  for (const layer of network.frame) {
    if (layer.kind === 'pooling') {
      value = graph.op('MaxPool', [value], { kernel_shape: layer.size, strides: layer.size });
      continue;
    }
    const [high = 1, wide = 1] = layer.kernel.shape;
    const [[top, bottom], [left, right]] = [paddingOf(high, layer.padded), paddingOf(wide, layer.padded)];
    const kernel = graph.weight(layer.kernel.name, transposed(layer.kernel, [3, 2, 0, 1]));
    const bias = graph.weight(layer.bias.name, layer.bias);
    value = graph.op('Conv', [value, kernel, bias], {
      kernel_shape: [high, wide],
      pads: [top, left, bottom, right],
    });
    if (layer.activation === 'relu') value = graph.op('Relu', [value]);
  }
  return graph.reshape(graph.op('Transpose', [value], { perm: [0, 2, 3, 1] }), [-1, features]);
}

/** Features, of each window one after another, to probabilities `[batch, outputs]`. */
function sequence(graph: GraphBuilder, network: Network, from: Value, features: number): Value {
  const [frames] = network.input;
  const { lstm } = network;
  let value = from;
  if (lstm) {
    const units = lstm.units;
    const gates = (tensor: Tensor, sides: readonly number[]): Tensor => ({
      ...gatesIn(tensor, GATES),
      shape: [1, 4 * units, ...sides],
    });
    const kernel = graph.weight(lstm.kernel.name, gates(transposed(lstm.kernel, [1, 0]), [features]));
    const recurrent = graph.weight(lstm.recurrent.name, gates(transposed(lstm.recurrent, [1, 0]), [units]));
    // ONNX adds two biases, of which the second is zero here.
    const both = new Float32Array(8 * units);
    both.set(gatesIn(lstm.bias, GATES).values);
    const bias = graph.weight(lstm.bias.name, { shape: [1, 8 * units], values: both });
    const inTime = graph.op('Transpose', [graph.reshape(value, [-1, frames, features])], { perm: [1, 0, 2] });
    value = graph.last('LSTM', [inTime, kernel, recurrent, bias], { hidden_size: units });
    value = graph.reshape(value, [-1, units]);
  } else {
    value = graph.reshape(value, [-1, frames * features]);
  }
  for (const layer of network.dense) {
    const weights = [
      graph.weight(layer.kernel.name, layer.kernel),
      graph.weight(layer.bias.name, layer.bias),
    ];
    value = graph.op('Gemm', [value, ...weights]);
    if (layer.activation === 'relu') value = graph.op('Relu', [value]);
    if (layer.activation === 'softmax') value = graph.op('Softmax', [value], { axis: -1 });
  }
  return value;
}

type Attributes = Readonly<Record<string, number | readonly number[]>>;

/** Collects the operators and weights of a graph. */
class GraphBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly weights: OnnxTensor[] = [];

  constructor(private readonly precision: Precision) {}

  /** Adds an operator and gives its output. */
  op(type: string, input: readonly Value[], attributes: Attributes = {}, output = this.#name(type)): Value {
    this.#add(type, input, attributes, [output]);
    return output;
  }

  /** Adds an operator that gives something of each step, and gives its second output: what is there after the last. */
  last(type: string, input: readonly Value[], attributes: Attributes): Value {
    const output = this.#name(type);
    this.#add(type, input, attributes, ['', output]);
    return output;
  }

  reshape(value: Value, shape: readonly number[]): Value {
    const name = `shape_${this.nodes.length}`;
    const sides = new BigInt64Array(shape.map(BigInt));
    const raw = new Uint8Array(sides.buffer);
    this.weights.push({ name, dims: [shape.length], data_type: ONNX.INT64, raw_data: raw });
    return this.op('Reshape', [value, name]);
  }

  weight(name: string, { shape, values }: Tensor): Value {
    const keep = (as: string, dims: readonly number[], type: number, raw: Uint8Array): Value => {
      this.weights.push({ name: as, dims, data_type: type, raw_data: raw });
      return as;
    };
    if (this.precision === 'float16') {
      const half = keep(`${name}_half`, shape, ONNX.FLOAT16, halfBytesOf(values));
      return this.op('Cast', [half], { to: ONNX.FLOAT }, name);
    }
    // The bias of an LSTM has an axis more here than elsewhere.
    if (isWhole(this.precision, shape) && !name.endsWith('/bias')) {
      const { values: whole, scale } = wholeOf(values);
      const numbers = keep(`${name}_whole`, shape, ONNX.INT8, new Uint8Array(whole.buffer));
      const factor = keep(`${name}_scale`, [], ONNX.FLOAT, bytesOf(Float32Array.of(scale)));
      return this.op('DequantizeLinear', [numbers, factor], {}, name);
    }
    return keep(name, shape, ONNX.FLOAT, bytesOf(values));
  }

  #name(type: string): Value {
    return `${type.toLowerCase()}_${this.nodes.length}`;
  }

  #add(type: string, input: readonly Value[], attributes: Attributes, output: readonly Value[]): void {
    const attribute = Object.entries(attributes).map(([name, value]): OnnxAttribute =>
      typeof value === 'number'
        ? { name, type: ONNX.ATTRIBUTE.INT, i: value }
        : { name, type: ONNX.ATTRIBUTE.INTS, ints: value },
    );
    this.nodes.push({ input, output, name: `${type}_${this.nodes.length}`, op_type: type, attribute });
  }
}

const port = ({ name, shape }: Port): OnnxValue => ({
  name,
  type: {
    tensor_type: {
      elem_type: ONNX.FLOAT,
      shape: {
        dim: shape.map((side) => (typeof side === 'number' ? { dim_value: side } : { dim_param: side })),
      },
    },
  },
});
