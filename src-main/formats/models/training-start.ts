import type { LayerRow, PreprocessSpec, Run } from '../../contract';
import { TRAIN_SETTINGS } from '../../shared/train-settings';
import type { Weight } from './check-weights';
import { foreignWords } from './import-format';
import { assembled, type Convolution, type Dense, type Network, type Pooling } from './network';
import { halvesOf } from './numbers';

/** What of a run is known before it was trained. */
type PlannedRun = Omit<Run, 'epochs' | 'bestEpoch' | 'stopped' | 'metrics' | 'backend' | 'seconds'>;

export interface TrainingPlan {
  run: PlannedRun;
  /** The network as training begins with it. */
  network: Network;
  /** False: its last layer has learnt nothing, and begins at random. */
  knowsClasses: boolean;
  /** What the app would do and training elsewhere does not, as sentences. */
  notes: string[];
}

/** Beckon's motion network for as many outputs. Its last layer is zeros: it has learnt nothing yet. */
export async function motionNetwork(preprocess: PreprocessSpec, outputs: number): Promise<Network> {
  const { default: stored } = await import('../../../resources/networks/people.json');
  const numbers = halvesOf(Buffer.from(stored.float16, 'base64')) ?? new Float32Array();
  let at = 0;
  const next = (name: string, ...shape: number[]): Weight => {
    const size = shape.reduce((product, side) => product * side, 1);
    return { name, shape, values: numbers.slice(at, (at += size)) };
  };
  const side = TRAIN_SETTINGS.kernel.default;
  const units = TRAIN_SETTINGS.lstmUnits.default;
  let depth = 2;
  const frame = TRAIN_SETTINGS.filters.default.flatMap((filters, index): [Convolution, Pooling] => {
    const name = `conv${index + 1}`;
    const kernel = next(`${name}/kernel`, side, side, depth, filters);
    depth = filters;
    return [
      {
        kind: 'convolution',
        name,
        kernel,
        bias: next(`${name}/bias`, filters),
        activation: 'relu',
        padded: true,
      },
      { kind: 'pooling', name: `pool${index + 1}`, size: [2, 2] },
    ];
  });
  const blocks = frame.length / 2;
  const features =
    depth * Math.floor(preprocess.height / 2 ** blocks) * Math.floor(preprocess.width / 2 ** blocks);
  const lstm = {
    kind: 'lstm' as const,
    name: 'lstm',
    units,
    kernel: next('lstm/kernel', features, 4 * units),
    recurrent: next('lstm/recurrent_kernel', units, 4 * units),
    bias: next('lstm/bias', 4 * units),
  };
  if (at !== numbers.length) throw new TypeError('The motion network is built for other settings.');
  const zeros = (name: string, ...shape: number[]): Weight => ({
    name,
    shape,
    values: new Float32Array(shape.reduce((product, length) => product * length, 1)),
  });
  const dense: Dense = {
    kind: 'dense',
    name: 'classes',
    kernel: zeros('classes/kernel', units, outputs),
    bias: zeros('classes/bias', outputs),
    activation: 'softmax',
  };
  return assembled({ frame, lstm, dense: [dense] }, { preprocess, outputs }, foreignWords);
}

/** A network without its outputs from `outputs` on. */
export function withOutputs(network: Network, outputs: number): Network {
  const { dense } = network;
  const last = dense.at(-1);
  if (!last || network.outputs === outputs) return network;
  const [rows = 0, columns = 0] = last.kernel.shape;
  const kept = Float32Array.from({ length: rows * outputs }, (_, index) => {
    const row = Math.floor(index / outputs);
    return last.kernel.values[row * columns + (index % outputs)] ?? 0;
  });
  const shorter: Dense = {
    ...last,
    kernel: { ...last.kernel, shape: [rows, outputs], values: kept },
    bias: { ...last.bias, shape: [outputs], values: last.bias.values.slice(0, outputs) },
  };
  return { ...network, dense: [...dense.slice(0, -1), shorter], outputs };
}

/** The layers of a network as a run's report shows them. */
export function layerRows({ input, frame, maps, lstm, dense }: Network): LayerRow[] {
  const [frames, ...picture] = input;
  let [height, width, depth] = picture;
  const size = (...weights: Weight[]): number => weights.reduce((sum, { values }) => sum + values.length, 0);
  const rows = frame.map((layer): LayerRow => {
    if (layer.kind === 'pooling') {
      [height, width] = [Math.floor(height / layer.size[0]), Math.floor(width / layer.size[1])];
      return {
        name: layer.name,
        type: 'MaxPooling2D',
        outputShape: [frames, height, width, depth],
        parameters: 0,
      };
    }
    const [high = 1, wide = 1, , filters = depth] = layer.kernel.shape;
    if (!layer.padded) [height, width] = [height - high + 1, width - wide + 1];
    depth = filters;
    const parameters = size(layer.kernel, layer.bias);
    return { name: layer.name, type: 'Conv2D', outputShape: [frames, height, width, depth], parameters };
  });
  const features = maps.reduce((product, side) => product * side, 1);
  return [
    ...rows,
    { name: 'flatten', type: 'Flatten', outputShape: [frames, features], parameters: 0 },
    ...(lstm
      ? [
          {
            name: lstm.name,
            type: 'LSTM',
            outputShape: [lstm.units],
            parameters: size(lstm.kernel, lstm.recurrent, lstm.bias),
          },
        ]
      : []),
    ...dense.map(({ name, kernel, bias }) => ({
      name,
      type: 'Dense',
      outputShape: [bias.values.length],
      parameters: size(kernel, bias),
    })),
  ];
}
