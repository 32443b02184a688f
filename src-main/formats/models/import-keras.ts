import { unzipSync } from 'fflate';
import { BeckonError } from '../../contract';
import type { Weight } from './check-weights';
import { foreignWords, parseJson, type Importer, type OpenModel } from './import-format';
import { linksOf, networkOf } from './network';
import { Hdf5Reader } from './read-hdf5';

const WEIGHTS = 'model.weights.h5';
const CONFIG = 'config.json';
const DESCRIPTION = 'beckon.json';
/** The most bytes of a file in a .keras file. */
const MOST = 512 << 20;

/** A .keras file, which is a zip, in the zip of an export. */
export const kerasFile: Importer = {
  file: 'model.keras',
  open: async (bytes) => {
    let parts: Record<string, Uint8Array>;
    try {
      parts = unzipSync(bytes, {
        filter: ({ name, originalSize }) =>
          [WEIGHTS, CONFIG, DESCRIPTION].includes(name) && originalSize <= MOST,
      });
    } catch (cause) {
      throw new BeckonError('UNREADABLE', 'Its model.keras is no zip, or it is damaged.', { cause });
    }
    return kerasParts.open(parts[WEIGHTS] ?? new Uint8Array(), new Map(Object.entries(parts)));
  },
};

/** What a .keras file consists of. */
export const kerasParts: Importer = {
  file: WEIGHTS,
  open: async (bytes, parts) => {
    const description = parts.get(DESCRIPTION);
    const topology = parseJson(parts.get(CONFIG) ?? '', CONFIG);
    return Promise.resolve().then(() =>
      opened(
        topology,
        new Hdf5Reader(bytes),
        ({ kind, index, weight }) =>
          ({
            Conv2D: `layers/time_distributed/layer/layers/${numbered('conv2d', index)}/vars/${weight}`,
            LSTM: `layers/lstm/cell/vars/${weight}`,
            Dense: `layers/${numbered('dense', index)}/vars/${weight}`,
          })[kind],
        description ? new TextDecoder().decode(description) : null,
      ),
    );
  },
};

/** The layout of Keras before version 3. */
export const h5File: Importer = {
  file: 'model.h5',
  open: (bytes) =>
    Promise.resolve(new Hdf5Reader(bytes)).then((file) =>
      opened(
        parseJson(file.attribute('model_config') ?? '', 'model_config'),
        file,
        ({ kind, layer, weightName }) =>
          ({
            Conv2D: `model_weights/time_cnn/time_cnn/${layer}/${weightName}:0`,
            LSTM: `model_weights/${layer}/${layer}/lstm_cell/${weightName}:0`,
            Dense: `model_weights/${layer}/${layer}/${weightName}:0`,
          })[kind],
        file.text('beckon'),
      ),
    ),
};

const kinds = ['Conv2D', 'LSTM', 'Dense'] as const;
type Kind = (typeof kinds)[number];

/** A weight that is looked for: of the `index`-th layer of its kind, its `weight`-th. */
interface Wanted {
  kind: Kind;
  index: number;
  layer: string;
  weight: number;
  weightName: string;
}

const numbered = (kind: string, index: number): string => (index === 0 ? kind : `${kind}_${index}`);

function opened(
  topology: unknown,
  file: Hdf5Reader,
  pathOf: (wanted: Wanted) => string,
  description: string | null,
): OpenModel {
  const weights: Weight[] = [];
  const seen = { Conv2D: 0, LSTM: 0, Dense: 0 };
  for (const { layer } of linksOf(topology) ?? []) {
    const kind = kinds.find((each) => each === layer.class_name);
    if (!kind) continue;
    const index = seen[kind]++;
    const names = kind === 'LSTM' ? ['kernel', 'recurrent_kernel', 'bias'] : ['kernel', 'bias'];
    names.forEach((weightName, weight) => {
      const tensor = file.tensor(pathOf({ kind, index, layer: layer.config.name, weight, weightName }));
      if (tensor) weights.push({ name: `${layer.config.name}/${weightName}`, ...tensor });
    });
  }
  return { description, network: (ends) => networkOf(topology, weights, ends, foreignWords) };
}
