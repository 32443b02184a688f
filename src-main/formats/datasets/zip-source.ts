import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';

type ReadCallback = (error: Error | null, bytesRead?: number) => void;

/**
 * The bytes of an open file for yauzl, which asks for any place that a zip names: one outside of the file is an error
 * like any other. What yauzl throws in its own callbacks, where nobody could catch it, rejects what is {@link guard}ed.
 */
export class ZipSource extends RandomAccessReader {
  readonly #guarded = new Set<(error: unknown) => void>();

  constructor(
    private readonly file: FileHandle,
    private readonly size: number,
  ) {
    super();
  }

  /** What `work` answers; rejects where yauzl throws meanwhile. */
  guard<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#guarded.add(reject);
      work.then(resolve, reject).finally(() => this.#guarded.delete(reject));
    });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: ReadCallback,
  ): void {
    const reading = this.#isInside(position, position + length)
      ? this.file.read(buffer, offset, length, position)
      : Promise.reject(new RangeError('The zip refers to a place outside itself.'));
    reading
      .then(
        ({ bytesRead }) => callback(null, bytesRead),
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
      )
      .catch((error: unknown) => {
        for (const reject of this.#guarded) reject(error);
      });
  }

  override _readStreamForRange(start: number, end: number): Readable {
    if (!this.#isInside(start, end)) throw new RangeError('The zip refers to a place outside itself.');
    // A stream of the handle's own would close it when it is destroyed.
    return Readable.from(piecesOf(this.file, start, end), { objectMode: false });
  }

  override close(callback: (error: Error | null) => void): void {
    this.file.close().then(
      () => callback(null),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }

  #isInside(start: number, end: number): boolean {
    return (
      Number.isSafeInteger(start) &&
      Number.isSafeInteger(end) &&
      start >= 0 &&
      start <= end &&
      end <= this.size
    );
  }
}

const PIECE_BYTES = 64 * 1024;

async function* piecesOf(file: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  let at = start;
  while (at < end) {
    const length = Math.min(PIECE_BYTES, end - at);
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, at);
    if (bytesRead === 0) throw new Error('The zip was cut short while it was read.');
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}
