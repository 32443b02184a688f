import { BeckonError } from '../../contract';
import type { DatasetFormat } from './format';
import { npz } from './npz';
import { pictures } from './pictures';
import { zip } from './zip';

/** Every format a dataset can leave in, in the order they are offered. */
export const datasetFormats: readonly DatasetFormat[] = [zip, pictures, npz];

/** Rejects an unknown format with the list of those there are. */
export function findDatasetFormat(id: string): DatasetFormat {
  const found = datasetFormats.find((format) => format.id === id);
  if (found) return found;
  const known = datasetFormats.map((format) => format.id).join(', ');
  throw new BeckonError('UNSUPPORTED', `Beckon cannot write clips as “${id}”. It can write: ${known}.`);
}
