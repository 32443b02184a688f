import type { ClipInfo, Project } from '../../contract';

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
