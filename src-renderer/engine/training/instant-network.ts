import type { LayersModel } from '@tensorflow/tfjs';
import type { PreprocessSpec, TrainConfig } from '../../../src-main/contract';
import { TRAIN_SETTINGS } from '../../../src-main/shared/train-settings';
import { MEMORY_SHARES } from '../../learning/memory';
import { buildModel } from '../model/model';
import { instantNumbers, rememberingMotion } from '../model/motion-start';
import { putNumbers } from '../model/warm-start';

/** The motion network, with a last layer of so many outputs that knows nothing yet. */
export async function instantNetwork(
  config: TrainConfig,
  spec: PreprocessSpec,
  outputs: number,
): Promise<LayersModel> {
  return steady(await instantNumbers(), config, spec, outputs);
}

/** The same of the network that training begins with, for a configuration that is otherwise that of what is solved at once. */
export async function startingNetwork(
  config: TrainConfig,
  spec: PreprocessSpec,
  outputs: number,
): Promise<LayersModel> {
  const lstmUnits = (1 + MEMORY_SHARES.length) * TRAIN_SETTINGS.lstmUnits.default;
  return steady(await rememberingMotion(), { ...config, lstmUnits }, spec, outputs);
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
