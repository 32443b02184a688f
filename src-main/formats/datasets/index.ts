import { BeckonError, type ClipInfo, type Project } from '../../contract';
import { npz } from './npz';
import { pictures } from './pictures';
import { zip } from './zip';

/** A project's clips on their way out. */
export interface Dataset {
  project: Project;
  /** Readable ones, in the order of the project's classes, then of recording. */
  clips: readonly ClipInfo[];
  /** The bytes of a clip's file. Rejects with a `BeckonError` where it can no longer be read. */
  read(clip: ClipInfo): Promise<Uint8Array<ArrayBuffer>>;
  /** Told of a clip that had to be left out. */
  leftOut(clip: ClipInfo, reason: string): void;
}

/** One format of a dataset. Holds no more than one clip in memory at a time. */
export interface DatasetFormat {
  id: string;
  name: string;
  /** Of the file, without the dot. */
  extension: string;
  description: string;
  /** Throws a `BeckonError` where the clips cannot be written so, before anything is. */
  write(dataset: Dataset): AsyncIterable<Uint8Array>;
}

/** Every format a dataset can leave in, in the order they are offered. */
export const datasetFormats: readonly DatasetFormat[] = [zip, pictures, npz];

/** Rejects an unknown format with the list of those there are. */
export function findDatasetFormat(id: string): DatasetFormat {
  const found = datasetFormats.find((format) => format.id === id);
  if (found) return found;
  const known = datasetFormats.map((format) => format.id).join(', ');
  throw new BeckonError('UNSUPPORTED', `Beckon cannot write clips as “${id}”. It can write: ${known}.`);
}
