import * as tf from '@tensorflow/tfjs';
import type { PreprocessSpec } from '../../src-main/contract';
import { newRun } from '../fixtures/services/fixtures';

/** What a model that is made by hand, and not trained, consists of. */
export interface HandMade {
  id: string;
  name: string;
  /** Names of its classes; their ids are the same in small letters. */
  classes: readonly string[];
  preprocess: Partial<PreprocessSpec>;
  /** `[frames, height, width, channels]`. */
  shape: number[];
  layers: tf.layers.Layer[];
  weights: tf.Tensor[];
}

/** Such a model as it is saved. */
export async function handMade({ id, name, classes, preprocess, shape, layers, weights }: HandMade) {
  const input = tf.input({ shape, name: 'frames' });
  const outputs = layers.reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, input);
  const model = tf.model({ inputs: input, outputs });
  model.setWeights(weights);
  const saved: tf.io.ModelArtifacts[] = [];
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      saved.push(artifacts);
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
    }),
  );
  // The module brings a TensorFlow.js of its own, which shares this one's list of variables.
  model.dispose();
  const [{ modelTopology, weightSpecs, weightData } = {} as tf.io.ModelArtifacts] = saved;
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  const run = newRun(id, { name });
  return {
    run: {
      ...run,
      classes: classes.map((own, index) => ({
        ...(run.classes[index] ?? { colour: '#8a5cd1', key: null }),
        id: own.toLowerCase(),
        name: own,
      })),
      preprocess: { ...run.preprocess, ...preprocess },
    },
    topology: new Blob([JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest })]),
    weights: new Blob([tf.io.CompositeArrayBuffer.join(weightData)]),
  };
}
