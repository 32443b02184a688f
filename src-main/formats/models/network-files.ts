import { BeckonError } from '../../contract';
import { TRAIN_SETTINGS } from '../../shared/train-settings';
import type { Weight } from './check-weights';
import type { Convolution, Dense, Network } from './network';
import { bytesOf } from './numbers';

/** The most that a weight of a network that learnt something comes to. */
const MOST_WEIGHT = 1e6;

/** A layer as TensorFlow.js writes it, and its weights by their own names. */
interface Written {
  kind: string;
  name: string;
  config: Record<string, unknown>;
  weights: readonly (readonly [name: string, weight: Weight])[];
}

/**
 * The files of a run with this network, as Beckon's own builder and TensorFlow.js make them: layers under the names that they
 * have there, and nothing of the file that they came from. Throws a `BeckonError` UNSUPPORTED where Beckon builds none like it, or none so large.
 */
export function networkFiles(
  network: Network,
  { wrap, dropout, seed }: { wrap: 'whole' | 'layers'; dropout: number; seed: number },
): { topology: Uint8Array<ArrayBuffer>; weights: Uint8Array<ArrayBuffer> } {
  const { frame, head } = writtenLayers(network);
  const drop = (name: string): Written[] =>
    dropout > 0
      ? [{ kind: 'Dropout', name, config: { rate: dropout, noise_shape: null, seed }, weights: [] }]
      : [];
  const sequence = head.slice(0, -1);
  const last = head.slice(-1);
  const chain: Written[] = [
    ...overTime(frame, network.input, wrap),
    ...drop('dropout_features'),
    ...sequence,
    ...drop('dropout_lstm'),
    ...last,
  ];
  const weights = chain.flatMap(({ weights: own }) => own);
  const topology = {
    format: 'layers-model',
    generatedBy: 'Beckon',
    convertedBy: null,
    modelTopology: {
      class_name: 'Model',
      config: {
        name: 'beckon',
        layers: [
          { ...inputLayer('frames', network.input), name: 'frames', inbound_nodes: [] },
          ...chain.map((each, index) => ({
            ...layerOf(each),
            name: each.name,
            inbound_nodes: [[[chain[index - 1]?.name ?? 'frames', 0, 0, {}]]],
          })),
        ],
        input_layers: [['frames', 0, 0]],
        output_layers: [[chain.at(-1)?.name, 0, 0]],
      },
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: weights.map(([name, { shape }]) => ({ name, shape, dtype: 'float32' })),
      },
    ],
  };
  const size = weights.reduce((sum, [, { values }]) => sum + values.byteLength, 0);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const [, { values }] of weights) {
    bytes.set(bytesOf(values), at);
    at += values.byteLength;
  }
  return { topology: new Uint8Array(new TextEncoder().encode(JSON.stringify(topology))), weights: bytes };
}

/** The layers of a network as Beckon's builder names them: those over each frame, and those after. */
function writtenLayers({ frame, lstm, dense, input }: Network): { frame: Written[]; head: Written[] } {
  const layers: Written[] = [];
  let blocks = 0;
  for (let at = 0; at < frame.length;) {
    const [convolution, pooling] = [frame[at], frame[at + 1]];
    if (convolution?.kind !== 'convolution' || convolution.activation !== 'relu') throw foreign();
    const [high, wide] = convolution.kernel.shape;
    const pooled = pooling?.kind === 'pooling';
    if (!pooled && (at + 1 < frame.length || high !== 1 || blocks === 0)) throw foreign();
    if (high !== wide || !within(TRAIN_SETTINGS.kernel, high)) throw foreign();
    if (pooled && pooling.size.some((side) => side !== 2)) throw foreign();
    if (pooled && !convolution.padded && high !== 1) throw foreign();
    if (!within(TRAIN_SETTINGS.filters, convolution.bias.shape[0])) throw foreign();
    const name = pooled ? `conv${++blocks}` : 'bottleneck';
    layers.push(written(name, convolution, pooled ? 'same' : 'valid'));
    if (pooled) layers.push(poolingLayer(`pool${blocks}`));
    at += pooled ? 2 : 1;
  }
  if (blocks === 0 || blocks > TRAIN_SETTINGS.filters.most) throw foreign();
  layers.push({ kind: 'Flatten', name: 'flatten', config: {}, weights: [] });
  const [hidden, ...further] = input[0] > 1 ? [null, ...dense] : dense;
  const [classes] = further;
  if (further.length !== 1 || !classes || (hidden && hidden.activation !== 'relu')) throw foreign();
  const first = hidden ? stillLayers(hidden) : lstm ? [lstmLayer(lstm)] : [];
  const units = hidden?.bias.shape[0] ?? lstm?.units;
  if (first.length === 0 || !within(TRAIN_SETTINGS.lstmUnits, units)) throw foreign();
  const head = [...first, denseLayer('classes', classes)];
  for (const { weights } of [...layers, ...head]) {
    for (const [, { values }] of weights) {
      if (!values.every((value) => Math.abs(value) <= MOST_WEIGHT)) {
        throw new BeckonError(
          'UNREADABLE',
          `A weight of it is no number, or far greater than any that was learnt (${MOST_WEIGHT}).`,
        );
      }
    }
  }
  return { frame: layers, head };
}

const within = ({ min, max }: { min: number; max: number }, value: number | undefined): boolean =>
  value !== undefined && value >= min && value <= max;

const overTime = (
  frame: readonly Written[],
  [, ...picture]: Network['input'],
  wrap: 'whole' | 'layers',
): Written[] =>
  wrap === 'layers'
    ? frame.map((each) => ({
        kind: 'TimeDistributed',
        name: `time_${each.name}`,
        config: { layer: layerOf(each) },
        weights: each.weights.map(([name, weight]) => [`time_${name}`, weight]),
      }))
    : [
        {
          kind: 'TimeDistributed',
          name: 'time_cnn',
          config: {
            layer: {
              class_name: 'Sequential',
              config: { name: 'cnn', layers: [inputLayer('frame', picture), ...frame.map(layerOf)] },
            },
          },
          weights: frame.flatMap(({ weights }) => weights),
        },
      ];

const inputLayer = (name: string, shape: readonly number[]): { class_name: string; config: object } => ({
  class_name: 'InputLayer',
  config: { batch_input_shape: [null, ...shape], dtype: 'float32', sparse: false, name },
});

const layerOf = ({ kind, name, config }: Written): { class_name: string; config: object } => ({
  class_name: kind,
  config: { name, trainable: true, ...config },
});

const weightsOf = (
  name: string,
  { kernel, bias }: Pick<Dense, 'kernel' | 'bias'>,
  recurrent?: Weight,
): Written['weights'] => [
  [`${name}/kernel`, kernel],
  ...(recurrent ? ([[`${name}/recurrent_kernel`, recurrent]] as const) : []),
  [`${name}/bias`, bias],
];

const written = (name: string, layer: Convolution, padding: 'same' | 'valid'): Written => ({
  kind: 'Conv2D',
  name,
  config: {
    filters: layer.kernel.shape[3],
    kernel_size: layer.kernel.shape.slice(0, 2),
    strides: [1, 1],
    padding,
    data_format: 'channels_last',
    dilation_rate: [1, 1],
    activation: layer.activation,
    use_bias: true,
  },
  weights: weightsOf(name, layer),
});

const poolingLayer = (name: string): Written => ({
  kind: 'MaxPooling2D',
  name,
  config: { pool_size: [2, 2], padding: 'valid', strides: [2, 2], data_format: 'channels_last' },
  weights: [],
});

const lstmLayer = (lstm: NonNullable<Network['lstm']>): Written => ({
  kind: 'LSTM',
  name: 'lstm',
  config: {
    units: lstm.units,
    activation: 'tanh',
    recurrent_activation: 'sigmoid',
    use_bias: true,
    unit_forget_bias: true,
    dropout: 0,
    recurrent_dropout: 0,
    implementation: 1,
    return_sequences: false,
    return_state: false,
    go_backwards: false,
    stateful: false,
    unroll: false,
  },
  weights: weightsOf('lstm', lstm, lstm.recurrent),
});

/** What stands in place of the LSTM where a window is one picture. */
const stillLayers = (hidden: Dense): Written[] => [
  { kind: 'Flatten', name: 'picture', config: {}, weights: [] },
  denseLayer('hidden', hidden),
];

const denseLayer = (name: string, layer: Dense): Written => ({
  kind: 'Dense',
  name,
  config: { units: layer.kernel.shape[1], activation: layer.activation, use_bias: true },
  weights: weightsOf(name, layer),
});

const foreign = (): BeckonError =>
  new BeckonError(
    'UNSUPPORTED',
    'Its layers are not arranged as Beckon arranges them: blocks of a convolution with ReLU and a 2×2 pooling, then an LSTM and a dense layer.',
  );
