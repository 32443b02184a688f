import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import type { PreprocessSpec, TrainConfig } from '../../../src-main/contract';
import { buildModel } from '../model/model';
import { motionWeights } from '../model/motion-start';

/** The motion network, with a last layer of so many outputs that knows nothing yet. */
export async function instantNetwork(
  config: TrainConfig,
  spec: PreprocessSpec,
  outputs: number,
): Promise<LayersModel> {
  const weights = await motionWeights(config, spec, outputs);
  const model = buildModel(config, spec, outputs);
  tf.tidy(() =>
    model.weights.forEach((weight, index) => {
      const values = weights?.[index];
      if (values) weight.write(tf.tensor(values, weight.shape as number[]));
    }),
  );
  return model;
}
