import { BeckonError } from '../../contract';
import { checkWeights } from './check-weights';
import { foreignWords, type Importer } from './import-format';
import { readModelJson } from './model-json';
import { networkOf } from './network';

/** A LayersModel, with its weights beside it. */
export const tfjsFile: Importer = {
  file: 'model.json',
  open: (topology, parts) =>
    Promise.resolve().then(() => {
      const bytes = parts.get('weights.bin');
      if (!bytes) throw new BeckonError('UNREADABLE', 'It holds no weights.bin beside its model.json.');
      const { modelTopology } = readModelJson(topology, 'Its model.json is damaged.');
      const weights = checkWeights(topology, bytes);
      return { description: null, network: (ends) => networkOf(modelTopology, weights, ends, foreignWords) };
    }),
};
