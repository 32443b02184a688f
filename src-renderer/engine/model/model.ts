import type { LayersModel, serialization } from '@tensorflow/tfjs';
import { layers, model as functional, sequential, input as inputLayer } from '@tensorflow/tfjs-layers';
import type { LayerRow, PreprocessSpec, TrainConfig } from '../../../src-main/contract';
import { EngineError } from '../api';
import { initialiseWeights } from './initialise';
import { LSTM } from '../layers/lstm';
import { TimeDistributed } from '../layers/time-distributed';
import { oneShape } from '../layers/types';
import { ABSENT } from '../../learning/defaults';
import { tensorShape } from '../../learning/preprocess';
import { Random } from '../../learning/random';

type ModelConfig = Pick<
  TrainConfig,
  'filters' | 'kernel' | 'bottleneck' | 'lstmUnits' | 'dropout' | 'wrap' | 'seed'
>;

/** Layers that go over each frame alone, in order. The values stay in two dimensions until `Flatten`. */
function frameLayers(config: ModelConfig): layers.Layer[] {
  const kernelSize = config.kernel ?? ABSENT.kernel;
  const blocks = config.filters.flatMap((filters, index) => [
    layers.conv2d({ filters, kernelSize, padding: 'same', activation: 'relu', name: `conv${index + 1}` }),
    layers.maxPooling2d({ poolSize: 2, name: `pool${index + 1}` }),
  ]);
  const bottleneck =
    config.bottleneck > 0
      ? [layers.conv2d({ filters: config.bottleneck, kernelSize: 1, activation: 'relu', name: 'bottleneck' })]
      : [];
  return [...blocks, ...bottleneck, layers.flatten({ name: 'flatten' })];
}

/**
 * The CNN-LSTM (LRCN, Donahue et al. 2015): `[B, T, height, width, channels]` to class probabilities `[B, classes]`.
 * Where a window is one frame there is nothing to remember, and a dense layer stands in place of the LSTM. Weights start from `config.seed`.
 * @param cnn the topology of a pretrained backbone, in place of Beckon's own
 * @throws EngineError `BAD_MODEL` if the picture is too small for the blocks.
 */
export function buildModel(
  config: ModelConfig,
  spec: PreprocessSpec,
  classCount: number,
  cnn?: string,
): LayersModel {
  const shape = tensorShape(spec);
  if (cnn === undefined && Math.min(spec.width, spec.height) < 2 ** config.filters.length) {
    throw new EngineError(
      'BAD_MODEL',
      `A picture of ${spec.width}×${spec.height} is too small for ${config.filters.length} blocks. ` +
        'Choose fewer filters or a larger picture.',
    );
  }
  const input = inputLayer({ shape, name: 'frames' });
  const sequence =
    spec.frames > 1 ? [new LSTM({ units: config.lstmUnits, name: 'lstm' })] : stillLayers(config);
  const head = layers.dense({ units: classCount, activation: 'softmax', name: 'classes' });
  head.setFastWeightInitDuringBuild(true);
  const chain = [
    ...overTime(config, shape, cnn),
    ...dropout(config, 'dropout_features'),
    ...sequence,
    ...dropout(config, 'dropout_lstm'),
    head,
  ];
  return assemble(input, chain, 'beckon', config.seed);
}

/**
 * A classifier of single frames, `[B, 1, height, width, channels]` to class probabilities `[B, classes]`: the CNN of
 * {@link buildModel}, whose last hidden layer is what an LSTM gets to see, and a last layer of its own.
 */
export function buildFrameModel(config: ModelConfig, spec: PreprocessSpec, classCount: number): LayersModel {
  const shape = tensorShape({ ...spec, frames: 1 });
  const input = inputLayer({ shape, name: 'frames' });
  const head = layers.dense({ units: classCount, activation: 'softmax', name: 'classes' });
  head.setFastWeightInitDuringBuild(true);
  const chain = [
    ...overTime(config, shape),
    layers.flatten({ name: 'picture' }),
    ...dropout(config, 'dropout_features'),
    head,
  ];
  return assemble(input, chain, 'frames', config.seed);
}

/** The CNN, wrapped. */
function overTime(config: ModelConfig, shape: number[], cnn?: string): layers.Layer[] {
  if (cnn !== undefined) {
    const layer = JSON.parse(cnn) as serialization.ConfigDict;
    return [TimeDistributed.fromConfig<TimeDistributed>(TimeDistributed, { name: 'time_cnn', layer })];
  }
  const perFrame = frameLayers(config);
  for (const layer of perFrame) layer.setFastWeightInitDuringBuild(true);
  const wrapped = config.wrap === 'whole' ? [wholeCnn(perFrame, shape)] : perFrame;
  return wrapped.map((layer) => new TimeDistributed({ layer, name: `time_${layer.name}` }));
}

const dropout = ({ dropout: rate, seed }: ModelConfig, name: string): layers.Layer[] =>
  rate > 0 ? [layers.dropout({ rate, seed, name })] : [];

function assemble(
  inputs: ReturnType<typeof inputLayer>,
  chain: readonly layers.Layer[],
  name: string,
  seed: number,
): LayersModel {
  let tensor = inputs;
  for (const layer of chain) tensor = layer.apply(tensor) as typeof inputs;
  const model = functional({ inputs, outputs: tensor, name });
  initialiseWeights(model, new Random(seed));
  return model;
}

/** From the features of one frame, `[B, 1, features]`, to those of a picture, `[B, units]`. */
function stillLayers({ lstmUnits }: ModelConfig): layers.Layer[] {
  const hidden = layers.dense({ units: lstmUnits, activation: 'relu', name: 'hidden' });
  hidden.setFastWeightInitDuringBuild(true);
  return [layers.flatten({ name: 'picture' }), hidden];
}

function wholeCnn(perFrame: layers.Layer[], shape: number[]): layers.Layer {
  const cnn = sequential({ name: 'cnn' });
  cnn.add(layers.inputLayer({ inputShape: shape.slice(1), name: 'frame' }));
  for (const layer of perFrame) cnn.add(layer);
  return cnn;
}

/** The layers that go over each frame alone, taken out of a model built or loaded. */
export function frameLayersOf(model: LayersModel): layers.Layer[] {
  return model.layers.flatMap((layer) => {
    if (!(layer instanceof TimeDistributed)) return [];
    return innerLayers(layer.layer);
  });
}

/** Those of a chain; a network whose layers branch goes over a frame as one. */
function innerLayers(layer: layers.Layer): layers.Layer[] {
  const nested = layer.getClassName() === 'Sequential' && (layer as { layers?: layers.Layer[] }).layers;
  return (nested || [layer]).filter((inner) => inner.getClassName() !== 'InputLayer');
}

/** What a trained model wraps in its only TimeDistributed, as {@link buildModel} takes it. */
export function cnnTopology(model: LayersModel): string {
  const wrapper = model.layers.find((layer) => layer instanceof TimeDistributed);
  if (!wrapper) throw new EngineError('BAD_MODEL', 'The model has no CNN over its frames.');
  return JSON.stringify(wrapper.getConfig()['layer']);
}

/** One row a layer, those inside a TimeDistributed with `[T, …]` in front of their own output shape. */
export function layerTable(model: LayersModel): LayerRow[] {
  return model.layers.flatMap((layer): LayerRow[] => {
    const outputShape = oneShape(layer.outputShape).slice(1);
    if (!(layer instanceof TimeDistributed)) return [rowOf(layer)];
    const time = outputShape[0] ?? null;
    return innerLayers(layer.layer).map((inner) => ({
      name: inner.name,
      type: `TimeDistributed(${inner.getClassName()})`,
      outputShape: [time, ...innerShape(inner, outputShape)],
      parameters: inner.countParams(),
    }));
  });
}

/** A layer by itself. */
export const rowOf = (layer: layers.Layer): LayerRow => ({
  name: layer.name,
  type: layer.getClassName(),
  outputShape: oneShape(layer.outputShape).slice(1),
  parameters: layer.countParams(),
});

/** A layer that was never called by itself does not know its output's shape; then the wrapper's tells it. */
function innerShape(inner: layers.Layer, wrapperShape: (number | null)[]): (number | null)[] {
  return inner.inboundNodes.length > 0 ? oneShape(inner.outputShape).slice(1) : wrapperShape.slice(1);
}
