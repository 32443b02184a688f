import { isWhole, wholeOf, type Precision } from '../../shared/precision';
import type { Dense, Lstm, Network } from './network';
import { bytesOf, halfBytesOf, transposed, type Tensor } from './numbers';
import {
  TENSOR_TYPE,
  type LiteModel,
  type LiteOperator,
  type LiteOptions,
  type LiteTensor,
} from './tflite-file';

/** Numbers that the format has for operators, for their settings, and for what these may be. */
const OPERATOR = {
  ADD: 0,
  CONV_2D: 3,
  DEQUANTIZE: 6,
  FULLY_CONNECTED: 9,
  LOGISTIC: 14,
  MAX_POOL_2D: 17,
  MUL: 18,
  RESHAPE: 22,
  SOFTMAX: 25,
  TANH: 28,
  SPLIT: 49,
} as const;
const OPTIONS = {
  CONV_2D: 1,
  POOL_2D: 5,
  FULLY_CONNECTED: 8,
  SOFTMAX: 9,
  ADD: 11,
  MUL: 21,
  SPLIT: 35,
} as const;
const PADDING = { SAME: 0, VALID: 1 } as const;
const ACTIVATION = { linear: 0, relu: 1 } as const;

/** The place of a tensor in the list. */
type Value = number;

/** A network of a batch of one. The LSTM is written step by step: the operator for it keeps its state from one window to the next. */
export function liteModel(
  network: Network,
  { description, metadata }: Pick<LiteModel, 'description' | 'metadata'>,
  precision: Precision = 'float32',
): LiteModel {
  const [frames, height, width, channels] = network.input;
  const graph = new LiteGraph(precision);
  const input = graph.tensor('frames', [1, ...network.input]);
  let value = graph.reshape(input, [frames, height, width, channels]);
  let [high, wide, deep] = [height, width, channels];
  for (const layer of network.frame) {
    if (layer.kind === 'pooling') {
      const [down, across] = layer.size;
      [high, wide] = [Math.floor(high / down), Math.floor(wide / across)];
      value = graph.op(OPERATOR.MAX_POOL_2D, [value], [frames, high, wide, deep], {
        type: OPTIONS.POOL_2D,
        settings: [
          [0, 'int8', PADDING.VALID],
          [1, 'int32', across],
          [2, 'int32', down],
          [3, 'int32', across],
          [4, 'int32', down],
        ],
      });
      continue;
    }
    const [rows = 1, columns = 1, , filters = 1] = layer.kernel.shape;
    if (!layer.padded) [high, wide] = [high - rows + 1, wide - columns + 1];
    deep = filters;
    const kernel = graph.weight(layer.kernel.name, transposed(layer.kernel, [3, 0, 1, 2]));
    const bias = graph.weight(layer.bias.name, layer.bias);
    value = graph.op(OPERATOR.CONV_2D, [value, kernel, bias], [frames, high, wide, deep], {
      type: OPTIONS.CONV_2D,
      settings: [
        [0, 'int8', layer.padded ? PADDING.SAME : PADDING.VALID],
        [1, 'int32', 1],
        [2, 'int32', 1],
        [3, 'int8', ACTIVATION[layer.activation]],
        [4, 'int32', 1],
        [5, 'int32', 1],
      ],
    });
  }
  const features = high * wide * deep;
  value = network.lstm
    ? steps(graph, network.lstm, graph.reshape(value, [frames, features]), frames)
    : graph.reshape(value, [1, frames * features]);
  for (const layer of network.dense) value = dense(graph, layer, value);
  const { tensors, operators } = graph;
  return { tensors, operators, inputs: [input], outputs: [value], description, metadata };
}

/** Features `[frames, features]` to the last hidden state `[1, units]`; gates i, f, c, o. */
function steps(
  graph: LiteGraph,
  { units, kernel, recurrent, bias }: Lstm,
  from: Value,
  frames: number,
): Value {
  const inputs = graph.connected(
    from,
    graph.weight(kernel.name, transposed(kernel, [1, 0])),
    graph.weight(bias.name, bias),
    [frames, 4 * units],
  );
  const weights = graph.weight(recurrent.name, transposed(recurrent, [1, 0]));
  const one = [1, units];
  let hidden: Value | null = null;
  let carry: Value | null = null;
  for (const step of graph.split(inputs, 0, frames, [1, 4 * units])) {
    const sum: Value =
      hidden === null
        ? step
        : graph.sum(step, graph.connected(hidden, weights, -1, [1, 4 * units]), [1, 4 * units]);
    const [i = 0, f = 0, c = 0, o = 0] = graph.split(sum, 1, 4, one);
    const added = graph.product(
      graph.op(OPERATOR.LOGISTIC, [i], one),
      graph.op(OPERATOR.TANH, [c], one),
      one,
    );
    carry =
      carry === null
        ? added
        : graph.sum(graph.product(graph.op(OPERATOR.LOGISTIC, [f], one), carry, one), added, one);
    hidden = graph.product(graph.op(OPERATOR.LOGISTIC, [o], one), graph.op(OPERATOR.TANH, [carry], one), one);
  }
  return hidden ?? from;
}

function dense(graph: LiteGraph, { kernel, bias, activation }: Dense, from: Value): Value {
  const shape = [1, kernel.shape[1] ?? 1];
  const value = graph.connected(
    from,
    graph.weight(kernel.name, transposed(kernel, [1, 0])),
    graph.weight(bias.name, bias),
    shape,
    activation === 'relu' ? ACTIVATION.relu : ACTIVATION.linear,
  );
  if (activation !== 'softmax') return value;
  return graph.op(OPERATOR.SOFTMAX, [value], shape, { type: OPTIONS.SOFTMAX, settings: [[0, 'float32', 1]] });
}

/** Collects tensors and operators. */
class LiteGraph {
  readonly tensors: LiteTensor[] = [];
  readonly operators: LiteOperator[] = [];

  constructor(private readonly precision: Precision) {}

  tensor(
    name: string,
    shape: readonly number[],
    bytes: Uint8Array | null = null,
    type: number = TENSOR_TYPE.FLOAT32,
  ): Value {
    return this.tensors.push({ name, shape, type, bytes }) - 1;
  }

  weight(name: string, { shape, values }: Tensor): Value {
    if (this.precision === 'float16') {
      const half = this.tensor(`${name}_half`, shape, halfBytesOf(values), TENSOR_TYPE.FLOAT16);
      return this.op(OPERATOR.DEQUANTIZE, [half], shape);
    }
    if (isWhole(this.precision, shape)) {
      const { values: whole, scale } = wholeOf(values);
      const bytes = new Uint8Array(whole.buffer);
      const numbers = this.tensors.push({
        name: `${name}_whole`,
        shape,
        type: TENSOR_TYPE.INT8,
        bytes,
        scale,
      });
      return this.op(OPERATOR.DEQUANTIZE, [numbers - 1], shape);
    }
    return this.tensor(name, shape, bytesOf(values));
  }

  /** Adds an operator and gives its only output. */
  op(
    code: number,
    inputs: readonly Value[],
    shape: readonly number[],
    options: LiteOptions | null = null,
  ): Value {
    const output = this.tensor(`value_${this.operators.length}`, shape);
    this.operators.push({ code, inputs, outputs: [output], options });
    return output;
  }

  reshape(value: Value, shape: readonly number[]): Value {
    return this.op(OPERATOR.RESHAPE, [value, this.#whole(`shape_${this.operators.length}`, shape)], shape);
  }

  /** Rows times `[out, in]` weights; `bias` -1: none. */
  connected(value: Value, weights: Value, bias: Value, shape: readonly number[], activation = 0): Value {
    return this.op(OPERATOR.FULLY_CONNECTED, [value, weights, bias], shape, {
      type: OPTIONS.FULLY_CONNECTED,
      settings: [[0, 'int8', activation]],
    });
  }

  sum(one: Value, other: Value, shape: readonly number[]): Value {
    return this.op(OPERATOR.ADD, [one, other], shape, { type: OPTIONS.ADD, settings: [[0, 'int8', 0]] });
  }

  product(one: Value, other: Value, shape: readonly number[]): Value {
    return this.op(OPERATOR.MUL, [one, other], shape, { type: OPTIONS.MUL, settings: [[0, 'int8', 0]] });
  }

  /** Cuts a tensor into equal parts along an axis. */
  split(value: Value, axis: number, count: number, shape: readonly number[]): Value[] {
    const at = this.operators.length;
    const along = this.#whole(`axis_${at}`, [axis], []);
    const outputs = Array.from({ length: count }, (_, part) => this.tensor(`value_${at}_${part}`, shape));
    const options = { type: OPTIONS.SPLIT, settings: [[0, 'int32', count]] } as const;
    this.operators.push({ code: OPERATOR.SPLIT, inputs: [along, value], outputs, options });
    return outputs;
  }

  #whole(name: string, values: readonly number[], shape: readonly number[] = [values.length]): Value {
    return this.tensor(name, shape, new Uint8Array(new Int32Array(values).buffer), TENSOR_TYPE.INT32);
  }
}
