import type { LayersModel } from '@tensorflow/tfjs';
import type { PreprocessSpec, TrainConfig } from '../../../src-main/contract';
import { buildModel } from '../model/model';
import { instantNumbers } from '../model/motion-start';
import { putNumbers } from '../model/warm-start';

/** The motion network, with a last layer of so many outputs that knows nothing yet. */
export async function instantNetwork(
  config: TrainConfig,
  spec: PreprocessSpec,
  outputs: number,
): Promise<LayersModel> {
  const numbers = await instantNumbers();
  const model = buildModel(config, spec, outputs);
  putNumbers(model, numbers);
  return model;
}
