import { BeckonError } from '../../contract';
import { shorten } from '../../shared/shorten';
import type { Ends, Network, Refusals } from './network';

/** The files of an export, by their names. */
export type Parts = ReadonlyMap<string, Uint8Array>;

/** A model's file, opened. */
export interface OpenModel {
  /** What it says of itself, as JSON; null where it does not, and a file beside it does. */
  description: string | null;
  /** Throws a `BeckonError` where it is no network for such pictures and classes, or one that Beckon does not build. */
  network(ends: Ends): Network;
}

/** Opens models of one format. */
export interface Importer {
  /** The file that tells the format. */
  file: string;
  /** Rejects with a `BeckonError` where the file is damaged. */
  open(file: Uint8Array, parts: Parts): Promise<OpenModel>;
}

/** What is said of a network that comes from elsewhere. */
export const foreignWords: Refusals = {
  unknown: (name, kind) =>
    new BeckonError(
      'UNSUPPORTED',
      `It has a layer that Beckon does not build: “${shorten(name, 60)}”, of the kind ${shorten(kind, 40)}.`,
    ),
  damaged: () =>
    new BeckonError(
      'UNREADABLE',
      'Its layers, its weights, and the pictures and classes that it is said to be for do not fit together.',
    ),
};

/** A text as JSON. Throws a `BeckonError` UNREADABLE that names the file. */
export function parseJson(bytes: Uint8Array | string, name: string): unknown {
  try {
    return JSON.parse(
      typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes),
    );
  } catch (cause) {
    throw new BeckonError('UNREADABLE', `Its ${name} is not valid JSON.`, { cause });
  }
}
