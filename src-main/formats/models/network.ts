import { z } from 'zod';
import { BeckonError, type PreprocessSpec, type Run } from '../../contract';
import { shorten } from '../../shared/shorten';
import { checkWeights, type Weight } from './check-weights';
import type { ExportModel } from './format';
import { readModelJson } from './model-json';

type Pair = readonly [height: number, width: number];

/** A convolution of stride 1, its sides padded with zeros so that the picture keeps its size. Kernel `[height, width, in, out]`. */
export interface Convolution {
  kind: 'convolution';
  name: string;
  kernel: Weight;
  bias: Weight;
  activation: 'relu' | 'linear';
  /** False: only places where the kernel lies within the picture count, and it gets smaller. */
  padded: boolean;
}

/** The greatest value of each square, which do not overlap. */
export interface Pooling {
  kind: 'pooling';
  name: string;
  size: Pair;
}

/** Gates i, f, c, o. Kernel `[features, 4 units]`, recurrent kernel `[units, 4 units]`, bias `[4 units]`. */
export interface Lstm {
  kind: 'lstm';
  name: string;
  units: number;
  kernel: Weight;
  recurrent: Weight;
  bias: Weight;
}

/** Kernel `[in, out]`, bias `[out]`. */
export interface Dense {
  kind: 'dense';
  name: string;
  kernel: Weight;
  bias: Weight;
  activation: 'relu' | 'softmax' | 'linear';
}

/**
 * A network as Beckon builds it: convolutions and poolings go over each frame, whose values are then put in a row (by row,
 * column, channel); an LSTM goes over the frames and gives its last hidden state, or, of a single picture, there is none;
 * dense layers tell the classes. Dropout, which does nothing to a trained network, is left out.
 */
export interface Network {
  /** `[frames, height, width, channels]` */
  input: readonly [number, number, number, number];
  frame: readonly (Convolution | Pooling)[];
  /** Of a frame, after the convolutions: `[height, width, channels]`. */
  maps: readonly [number, number, number];
  lstm: Lstm | null;
  dense: readonly Dense[];
  outputs: number;
}

const layerSchema = z.looseObject({
  class_name: z.string(),
  config: z.looseObject({ name: z.string() }),
});
type Layer = z.infer<typeof layerSchema>;

const layersSchema = z.looseObject({ layers: z.array(layerSchema).min(1) });
const topologySchema = z.union([
  z.looseObject({ model_config: z.looseObject({ config: layersSchema }) }).transform((t) => t.model_config),
  z.looseObject({ config: layersSchema }),
]);

/** What a network is said to take and give. */
export interface Ends {
  preprocess: PreprocessSpec;
  outputs: number;
}

/** What is said of a network that is none of Beckon's. */
export interface Refusals {
  /** It has such a layer, or one that is set so. */
  unknown(name: string, kind: string): BeckonError;
  /** Its parts do not fit together. */
  damaged(): BeckonError;
}

/** The outputs of a run's network. */
export const outputsOf = ({ classes, idle }: Pick<Run, 'classes' | 'idle'>): number =>
  classes.length + (idle ? 1 : 0);

/**
 * A run's network, for formats that write each of its layers. `format` is what the sentences call the format.
 * Throws a `BeckonError`: UNSUPPORTED where it has a layer that Beckon does not build, as the backbones of other networks do,
 * UNREADABLE where its files do not fit together.
 */
export function readNetwork({ run, topology, weights }: ExportModel, format: string): Network {
  const { network: backbone } = run.config;
  if (backbone) {
    throw new BeckonError(
      'UNSUPPORTED',
      `The CNN of this model is that of ${shorten(backbone.name, 60)}, whose layers Beckon cannot write as ${format}. Export it as TensorFlow.js.`,
    );
  }
  return networkOf(
    readModelJson(topology).modelTopology,
    checkWeights(topology, weights),
    { preprocess: run.preprocess, outputs: outputsOf(run) },
    {
      damaged,
      unknown: (name, kind) =>
        new BeckonError(
          'UNSUPPORTED',
          `This model has a layer that Beckon cannot write as ${format}: “${shorten(name, 60)}”, of the kind ` +
            `${shorten(kind, 40)}. Networks that Beckon builds itself can be written so; export this one as TensorFlow.js.`,
        ),
    },
  );
}

/** The network of layers as Keras describes them, with their weights by `<layer>/<weight>`. Throws what `refusals` say. */
export function networkOf(
  topology: unknown,
  weights: readonly Weight[],
  ends: Ends,
  refusals: Refusals,
): Network {
  const reader = new Reader(weights, refusals);
  const links = linksOf(topology);
  if (!links) throw refusals.damaged();
  const frame: (Convolution | Pooling)[] = [];
  const dense: Dense[] = [];
  let lstm: Lstm | null = null;
  for (const link of links) {
    const { layer } = link;
    const timed = link.wrapper !== null;
    switch (layer.class_name) {
      case 'InputLayer':
      case 'Dropout':
      case 'Flatten':
        break;
      case 'Conv2D':
      case 'MaxPooling2D':
        if (!timed) throw reader.unknown(layer);
        frame.push(layer.class_name === 'Conv2D' ? reader.convolution(link) : reader.pooling(layer));
        break;
      case 'LSTM':
        if (timed || lstm || dense.length > 0 || ends.preprocess.frames < 2) throw reader.unknown(layer);
        lstm = reader.lstm(link);
        break;
      case 'Dense':
        if (timed) throw reader.unknown(layer);
        dense.push(reader.dense(link));
        break;
      default:
        throw reader.unknown(layer);
    }
  }
  return assembled({ frame, lstm, dense }, ends, refusals);
}

/** The whole of these layers. Throws where one does not give what the next one takes. */
export function assembled(
  { frame, lstm, dense }: Pick<Network, 'frame' | 'lstm' | 'dense'>,
  { preprocess, outputs }: Ends,
  { damaged }: Pick<Refusals, 'damaged'>,
): Network {
  const { frames, height, width, channels } = preprocess;
  const depth = { 'grey-diff': 2, grey: 1, rgb: 3 }[channels];
  let maps: [number, number, number] = [height, width, depth];
  for (const step of frame) {
    const next = after(step, maps);
    if (!next) throw damaged();
    maps = next;
  }
  const features = maps.reduce((product, side) => product * side, 1);
  const [first = features, ...rest] = [
    ...(lstm ? [lstm.kernel.shape[0]] : []),
    ...dense.map(({ kernel }) => kernel.shape[0]),
  ];
  const widths = [...(lstm ? [lstm.units] : []), ...dense.map(({ bias }) => bias.shape[0])];
  if (dense.some(({ activation }, index) => (activation === 'softmax') !== (index === dense.length - 1))) {
    throw damaged();
  }
  const fits = first === features && rest.every((side, index) => side === widths[index]);
  if (!fits || dense.at(-1)?.bias.shape[0] !== outputs || (lstm !== null) !== frames > 1) throw damaged();
  return { input: [frames, height, width, depth], frame, maps, lstm, dense, outputs };
}

/** The layers of a description as Keras writes it, in order; null where it is none. */
export function linksOf(topology: unknown): Link[] | null {
  const parsed = topologySchema.safeParse(topology);
  return parsed.success ? parsed.data.config.layers.flatMap((layer) => flat(layer)) : null;
}

/** A layer, and that which wraps it to go over each frame; null where none does. */
interface Link {
  layer: Layer;
  wrapper: string | null;
}

/** The layers of a chain, those over each frame taken out of their wrapping. */
function flat(layer: Layer, wrapper: string | null = null): Link[] {
  if (layer.class_name === 'TimeDistributed' && wrapper === null) {
    const inner = layerSchema.safeParse(layer.config['layer']);
    if (inner.success) return flat(inner.data, layer.config.name);
  }
  if (layer.class_name === 'Sequential' && wrapper !== null) {
    const inner = layersSchema.safeParse(layer.config);
    if (inner.success) return inner.data.layers.flatMap((each) => flat(each, wrapper));
  }
  return [{ layer, wrapper }];
}

/** What a step makes of maps; null where it cannot take them. */
function after(
  step: Convolution | Pooling,
  [height, width, depth]: Network['maps'],
): [number, number, number] | null {
  const [high = 1, wide = 1, input, output = 0] = step.kind === 'pooling' ? [] : step.kernel.shape;
  const next: [number, number, number] =
    step.kind === 'pooling'
      ? [Math.floor(height / step.size[0]), Math.floor(width / step.size[1]), depth]
      : step.padded
        ? [height, width, output]
        : [height - high + 1, width - wide + 1, output];
  const fits = step.kind === 'pooling' || input === depth;
  return fits && next.every((side) => side >= 1) ? next : null;
}

/** Takes layers' settings and weights apart. */
class Reader {
  readonly #weights: Map<string, Weight>;

  constructor(
    weights: readonly Weight[],
    private readonly refusals: Refusals,
  ) {
    this.#weights = new Map(weights.map((weight) => [weight.name, weight]));
  }

  convolution(link: Link): Convolution {
    const { layer } = link;
    const { strides, dilation_rate: dilation, padding, data_format: order, activation } = layer.config;
    const plain = is(strides, 1) && is(dilation ?? 1, 1) && (order ?? 'channels_last') === 'channels_last';
    if (!plain || (padding !== 'same' && padding !== 'valid')) throw this.unknown(layer);
    if (activation !== 'relu' && activation !== 'linear') throw this.unknown(layer);
    const kernel = this.#weight(link, 'kernel', 4);
    const bias = this.#weight(link, 'bias', 1, kernel.shape[3]);
    return {
      kind: 'convolution',
      name: layer.config.name,
      kernel,
      bias,
      activation,
      padded: padding === 'same',
    };
  }

  pooling(layer: Layer): Pooling {
    const { pool_size: size, strides, padding, data_format: order } = layer.config;
    const pair = z.tuple([z.int().positive(), z.int().positive()]);
    const [sides, steps] = [pair.safeParse(size), pair.safeParse(strides)];
    if (
      !sides.success ||
      !steps.success ||
      padding !== 'valid' ||
      (order ?? 'channels_last') !== 'channels_last'
    ) {
      throw this.unknown(layer);
    }
    if (sides.data.some((side, index) => side !== steps.data[index])) throw this.unknown(layer);
    return { kind: 'pooling', name: layer.config.name, size: sides.data };
  }

  lstm(link: Link): Lstm {
    const { layer } = link;
    const { activation, recurrent_activation: gates, use_bias: bias } = layer.config;
    const { return_sequences: all, return_state: state, go_backwards: back } = layer.config;
    if (activation !== 'tanh' || gates !== 'sigmoid' || bias === false || all || state || back) {
      throw this.unknown(layer);
    }
    const recurrent = this.#weight(link, 'recurrent_kernel', 2);
    const units = recurrent.shape[0] ?? 0;
    if (recurrent.shape[1] !== 4 * units) throw this.refusals.damaged();
    return {
      kind: 'lstm',
      name: layer.config.name,
      units,
      kernel: this.#weight(link, 'kernel', 2, 4 * units),
      recurrent,
      bias: this.#weight(link, 'bias', 1, 4 * units),
    };
  }

  dense(link: Link): Dense {
    const { layer } = link;
    const { activation } = layer.config;
    if (activation !== 'relu' && activation !== 'softmax' && activation !== 'linear')
      throw this.unknown(layer);
    const kernel = this.#weight(link, 'kernel', 2);
    const bias = this.#weight(link, 'bias', 1, kernel.shape[1]);
    return { kind: 'dense', name: layer.config.name, kernel, bias, activation };
  }

  unknown({ class_name: kind, config }: Layer): BeckonError {
    return this.refusals.unknown(config.name, kind);
  }

  /** A layer's weight of so many axes, the last of them so long. */
  #weight({ layer, wrapper }: Link, name: string, axes: number, last?: number): Weight {
    // A layer that is wrapped alone has its weights under the wrapper's name.
    const weight =
      this.#weights.get(`${layer.config.name}/${name}`) ?? this.#weights.get(`${wrapper}/${name}`);
    if (weight?.shape.length !== axes || (last !== undefined && weight.shape.at(-1) !== last))
      throw this.refusals.damaged();
    return { ...weight, name: `${layer.config.name}/${name}` };
  }
}

const is = (value: unknown, expected: number): boolean => [value].flat().every((side) => side === expected);

const damaged = (): BeckonError =>
  new BeckonError(
    'UNREADABLE',
    'The model’s layers and its weights do not fit together. Train the model again.',
  );
