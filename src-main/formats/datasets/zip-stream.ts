import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** A file of a zip: its bytes, or as many as `size` says piece by piece. */
export type ZipPart =
  { path: string; bytes: Uint8Array } | { path: string; size: number; chunks: AsyncIterable<Uint8Array> };

/**
 * A zip of these files, in their order, stored as they are (zip64 where that is needed). Asks for a file once those
 * before it have been taken, so that no more than one is in memory.
 */
export async function* zipStream(
  parts: AsyncIterable<ZipPart> | Iterable<ZipPart>,
  time: Date,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const out = zip.outputStream;
  if (!(out instanceof PassThrough)) throw new TypeError('yazl gives a PassThrough.');
  const stopped = new AbortController();
  const { signal } = stopped;
  zip.on('error', (error: Error) => out.destroy(error));

  const feed = async (): Promise<void> => {
    for await (const part of parts) {
      const [source, size] =
        'bytes' in part
          ? [onceOf(part.bytes), part.bytes.length]
          : [Readable.from(part.chunks, { objectMode: false }), part.size];
      const ended = once(source, 'end', { signal });
      zip.addReadStream(source, part.path, { mtime: time, compress: false, size });
      await ended.finally(() => source.destroy());
      if (out.writableNeedDrain) await once(out, 'drain', { signal });
    }
    zip.end();
  };
  const fed = feed().catch((error: unknown) => void out.destroy(error as Error));
  try {
    yield* out as AsyncIterable<Uint8Array>;
  } finally {
    stopped.abort();
    await fed;
  }
}

/** Gives these bytes and lets go of them: yazl keeps what it was given of each file until the last one. */
function onceOf(bytes: Uint8Array): Readable {
  const left = bytes.length > 0 ? [bytes] : [];
  return new Readable({
    read() {
      this.push(left.pop() ?? null);
    },
  });
}
