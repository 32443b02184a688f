import type { LayersModel } from '@tensorflow/tfjs';
import type { PreprocessSpec, TrainConfig } from '../../../src-main/contract';
import { FORMER_INSTANT_UNITS } from '../../learning/defaults';
import { buildModel } from '../model/model';
import { formerInstantNumbers, instantNumbers } from '../model/motion-start';
import { putNumbers } from '../model/warm-start';

/** The motion network, with a last layer of so many outputs that knows nothing yet. */
export async function instantNetwork(
  config: TrainConfig,
  spec: PreprocessSpec,
  outputs: number,
): Promise<LayersModel> {
  return steady(await instantNumbers(), config, spec, outputs);
}

/** The same of the one before it, for a configuration that is otherwise that of what is solved at once. */
export async function formerInstantNetwork(
  config: TrainConfig,
  spec: PreprocessSpec,
  outputs: number,
): Promise<LayersModel> {
  return steady(await formerInstantNumbers(), { ...config, lstmUnits: FORMER_INSTANT_UNITS }, spec, outputs);
}

function steady(
  numbers: readonly Float32Array[],
  config: TrainConfig,
  spec: PreprocessSpec,
  outputs: number,
): LayersModel {
  const model = buildModel(config, spec, outputs);
  putNumbers(model, numbers);
  return model;
}
