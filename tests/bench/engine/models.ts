import { input as inputLayer, layers, model as functional, sequential } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { defaultTrainConfig } from '../../../src-renderer/learning/defaults';
import { initialiseWeights } from '../../../src-renderer/engine/model/initialise';
import { LSTM } from '../../../src-renderer/engine/layers/lstm';
import { TimeDistributed } from '../../../src-renderer/engine/layers/time-distributed';
import { buildModel } from '../../../src-renderer/engine/model/model';
import { tensorShape } from '../../../src-renderer/learning/preprocess';
import { Random } from '../../../src-renderer/learning/random';
import type { Size, Variant } from './contract';
import { specOf } from './sizes';

/** The two layers in which the variants differ. */
interface Parts {
  overTime(layer: layers.Layer): layers.Layer;
  lstm(units: number): layers.Layer;
}

const stockLstm = (units: number): layers.Layer => layers.lstm({ units, recurrentActivation: 'sigmoid' });

const PARTS: Readonly<Record<Variant, Parts>> = {
  ours: { overTime: (layer) => new TimeDistributed({ layer }), lstm: (units) => new LSTM({ units }) },
  stock: { overTime: (layer) => layers.timeDistributed({ layer }), lstm: stockLstm },
  'fold-only': { overTime: (layer) => new TimeDistributed({ layer }), lstm: stockLstm },
};

/** Weights that every variant of a size can start from. */
export function commonWeights(model: LayersModel): void {
  initialiseWeights(model, new Random(1));
}

/** `[B, T, side, side, channels]` to class probabilities. Stock layers take their weights from their own defaults. */
export function build(variant: Variant, size: Size): LayersModel {
  if (variant !== 'ours') return assemble(PARTS[variant], size, false);
  if (size.head === 'flatten') return buildModel(asConfig(size), specOf(size), size.classes);
  const model = assemble(PARTS.ours, size, true);
  commonWeights(model);
  return model;
}

const asConfig = (size: Size): Parameters<typeof buildModel>[0] => ({
  ...defaultTrainConfig(),
  filters: size.filters,
  lstmUnits: size.units,
  dropout: size.dropout,
});

/** @param initialised whether the caller sets all weights, so that they need no values of their own */
function assemble(parts: Parts, size: Size, initialised: boolean): LayersModel {
  const shape = tensorShape(specOf(size));
  const perFrame = [
    ...size.filters.flatMap((filters) => [
      layers.conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
    ]),
    size.head === 'average' ? layers.globalAveragePooling2d({}) : layers.flatten(),
  ];
  const classifier = layers.dense({ units: size.classes, activation: 'softmax' });
  if (initialised) {
    for (const layer of [...perFrame, classifier]) layer.setFastWeightInitDuringBuild(true);
  }
  const cnn = sequential();
  cnn.add(layers.inputLayer({ inputShape: shape.slice(1) }));
  for (const layer of perFrame) cnn.add(layer);
  const dropout = size.dropout > 0 ? [size.dropout] : [];
  const chain = [
    parts.overTime(cnn),
    ...dropout.map((rate) => layers.dropout({ rate })),
    parts.lstm(size.units),
    ...dropout.map((rate) => layers.dropout({ rate })),
    classifier,
  ];
  const input = inputLayer({ shape });
  const output = chain.reduce((tensor, layer) => layer.apply(tensor) as typeof input, input);
  return functional({ inputs: input, outputs: output });
}
