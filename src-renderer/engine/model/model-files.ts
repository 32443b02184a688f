import { io } from '@tensorflow/tfjs-core';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import type { ModelFiles } from '../../../src-main/contract';
import { EngineError } from '../api';
import { registerLayers } from '../layers/register';

/** Where the weights lie, seen from `model.json`. */
const WEIGHTS_FILE = 'weights.bin';

/** A model as a Keras-style LayersModel: `model.json` and `weights.bin`. */
export async function saveModel(model: LayersModel): Promise<{ topology: Blob; weights: Blob }> {
  const files: { topology?: Blob; weights?: Blob } = {};
  const handler = io.withSaveHandler(async (artifacts) => {
    const { modelTopology, weightSpecs = [], weightData } = artifacts;
    const document = {
      format: 'layers-model',
      generatedBy: 'Beckon',
      convertedBy: null,
      modelTopology,
      weightsManifest: [{ paths: [WEIGHTS_FILE], weights: weightSpecs }],
    };
    files.topology = new Blob([JSON.stringify(document)], { type: 'application/json' });
    files.weights = new Blob([io.CompositeArrayBuffer.join(weightData)]);
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
  if (!files.topology || !files.weights) throw new EngineError('INTERNAL', 'The model could not be saved.');
  return { topology: files.topology, weights: files.weights };
}

/**
 * Opens a saved model with our layers in it.
 * @throws EngineError `BAD_MODEL` if the files do not fit together.
 */
export async function loadModel(files: Pick<ModelFiles, 'topology' | 'weights'>): Promise<LayersModel> {
  registerLayers();
  try {
    const document = JSON.parse(await files.topology.text()) as io.ModelJSON;
    const weightData = await files.weights.arrayBuffer();
    const weightSpecs = document.weightsManifest.flatMap((group) => group.weights);
    return await loadLayersModel(
      io.fromMemory({ modelTopology: document.modelTopology, weightSpecs, weightData }),
    );
  } catch (error) {
    throw new EngineError(
      'BAD_MODEL',
      `This model cannot be opened: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
