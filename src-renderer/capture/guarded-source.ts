import { BlobSource } from 'mediabunny';

/** No reader asks for the same bytes so often in a row for anything. */
const MOST_REPEATS = 1000;

interface Reading {
  _read?: (start: number, end: number, ...rest: unknown[]) => unknown;
}

/**
 * A file to read a video from. Where a Matroska file is damaged, mediabunny 1.61 may ask for its last bytes for ever and
 * never let go of the page; here such a reader gets an error instead.
 */
export function guardedSource(bytes: Blob): BlobSource {
  const source = new BlobSource(bytes);
  const reading = source as unknown as Reading;
  const read = reading._read?.bind(source);
  if (!read) return source;
  let [last, repeats] = ['', 0];
  reading._read = (start, end, ...rest) => {
    const key = `${start}-${end}`;
    repeats = key === last ? repeats + 1 : 0;
    last = key;
    if (repeats > MOST_REPEATS) throw new Error('it has no end');
    return read(start, end, ...rest);
  };
  return source;
}
