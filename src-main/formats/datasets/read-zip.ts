import { crc32 } from 'node:zlib';
import {
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  validateFileName,
  type Entry,
  type ZipFile,
} from 'yauzl';
import { BeckonError, type UnreadableFile } from '../../contract';
import { explain } from '../../store/disk';
import { openRegular } from '../../store/file-system';
import { shorten } from '../../shared/shorten';
import { ZipSource } from './zip-source';

/** One file of an open zip. */
export interface ZipItem {
  /** Relative, with `/` between its parts, and nowhere above the zip's root. */
  path: string;
  entry: Entry;
}

/** More than anyone's clips, and little enough to keep in memory. */
const MOST_ENTRIES = 1_000_000;

/** A zip (or zip64) on disk, opened for reading. Its list of contents is in memory, its files are not. */
export class ZipReader {
  private constructor(
    private readonly zip: ZipFile,
    private readonly source: ZipSource,
    /** Of the whole zip. */
    readonly bytes: number,
    readonly items: readonly ZipItem[],
    /** What the list of contents names and no one may read: paths that lead out of the zip, or a damaged end. */
    readonly problems: readonly UnreadableFile[],
  ) {}

  /** `fileName` is what a person calls it. Rejects with a `BeckonError` where this is no zip. A damaged list of contents is a problem, not an error. */
  static async open(path: string, fileName: string): Promise<ZipReader> {
    const { zip, source, size } = await openZip(path, fileName);
    const items: ZipItem[] = [];
    const problems: UnreadableFile[] = [];
    try {
      const entries = zip.eachEntry()[Symbol.asyncIterator]();
      for (;;) {
        const { value: entry, done } = await source.guard(entries.next());
        if (done === true) break;
        if (items.length + problems.length >= MOST_ENTRIES) {
          problems.push({
            file: fileName,
            reason: `It holds more than ${MOST_ENTRIES} files. The rest were left out.`,
          });
          break;
        }
        const name = nameOf(entry);
        if (typeof name === 'object') problems.push(name);
        else if (!name.endsWith('/')) items.push({ path: name, entry });
      }
    } catch (error) {
      const known = explain(error, `read ${fileName}`);
      if (known.code !== 'INTERNAL') {
        zip.close();
        throw known;
      }
      const reason = `Its list of contents is damaged after ${items.length} files. The rest could not be read.`;
      problems.push({ file: fileName, reason });
    }
    return new ZipReader(zip, source, size, items, problems);
  }

  /**
   * The bytes of one file, checked against its size and checksum. Rejects with a `BeckonError` UNREADABLE where they do
   * not match, or where they are more than `most`.
   */
  async read(item: ZipItem, most: number): Promise<Uint8Array<ArrayBuffer>> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.pieces(item, most)) pieces.push(piece);
    const bytes = new Uint8Array(item.entry.uncompressedSize);
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  /** The same, piece by piece; what is wrong may be told at its end only. */
  async *pieces({ entry }: ZipItem, most: number): AsyncGenerator<Uint8Array, void, void> {
    const { compressionMethod, compressedSize, uncompressedSize: size } = entry;
    if (entry.isEncrypted()) throw unreadable('It is locked with a password.');
    if (compressionMethod !== 0 && compressionMethod !== 8) {
      throw unreadable('It is compressed in a way that Beckon does not know.');
    }
    if (compressionMethod === 0 && compressedSize !== size)
      throw unreadable('The zip contradicts itself about its size.');
    if (size > most) throw unreadable(`It has ${size} bytes; a file here has ${most} at most.`);
    let [length, sum] = [0, 0];
    for await (const piece of this.#inflated(entry)) {
      length += piece.length;
      if (length > size) break;
      sum = crc32(piece, sum);
      yield piece;
    }
    if (length !== size) throw unreadable('The zip contradicts itself about its size.');
    if (sum !== entry.crc32) throw unreadable('Its bytes are damaged: they do not match their checksum.');
  }

  async *#inflated(entry: Entry): AsyncGenerator<Buffer, void, void> {
    try {
      const stream = await this.source.guard(this.zip.openReadStreamPromise(entry));
      // What fails after the reading has ended is nobody's loss.
      stream.on('error', () => undefined);
      yield* stream as AsyncIterable<Buffer>;
    } catch (cause) {
      throw new BeckonError('UNREADABLE', 'Its bytes in the zip are damaged.', { cause });
    }
  }

  close(): void {
    this.zip.close();
  }
}

async function openZip(
  path: string,
  fileName: string,
): Promise<{ zip: ZipFile; source: ZipSource; size: number }> {
  const file = await openRegular(path).catch((error: unknown) => {
    throw explain(error, `read ${fileName}`);
  });
  try {
    const { size } = await file.stat();
    const source = new ZipSource(file, size);
    // Names are decoded and sizes checked here, entry by entry, so that a bad one spoils none of the others.
    const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false };
    const zip = await source.guard(fromRandomAccessReaderPromise(source, size, options));
    // What goes wrong is told where it is asked for; beside that it is nobody's loss.
    zip.on('error', () => undefined);
    return { zip, source, size };
  } catch (error) {
    await file.close().catch(() => undefined);
    const known = explain(error, `read ${fileName}`);
    if (known.code !== 'INTERNAL') throw known;
    throw new BeckonError('UNREADABLE', `“${fileName}” is not a zip file, or it is cut short.`, {
      cause: error,
    });
  }
}

function nameOf(entry: Entry): string | UnreadableFile {
  const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
  const name = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
  if (name === '' || name.includes('\0') || validateFileName(name) !== null) {
    return { file: shorten(name, 200), reason: 'Its path leads out of the zip, so it was left out.' };
  }
  return name;
}

const unreadable = (reason: string): BeckonError => new BeckonError('UNREADABLE', reason);
