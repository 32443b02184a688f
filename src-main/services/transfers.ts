import { join } from 'node:path';
import { BeckonError } from '../contract';
import { readRange } from '../store/clip-file';
import type { Chunks, Disk, OpenFile } from '../store/disk';
import { randomTag } from '../store/names';

/** How much of a file crosses the contract at once. */
export const TRANSFER_BYTES = 8 << 20;
const LEFT_BEHIND_MS = 24 * 3_600_000;

interface Transfer {
  path: string;
  size: number;
  /** Open for writing while the page sends the file. */
  file: OpenFile | null;
}

/** Files too large for one message, on their way between the page and the disk: kept in `<data dir>/transfers`. */
export class Transfers {
  readonly #open = new Map<string, Transfer>();
  readonly #folder: string;

  constructor(
    dataDir: string,
    private readonly disk: Disk,
  ) {
    this.#folder = join(dataDir, 'transfers');
  }

  /** Begins to take a file in. */
  async begin(): Promise<{ id: string }> {
    const { id, path } = await this.#place();
    const file = await this.disk.attempt('take the file in', (fs) => fs.open(path, 'wx'));
    this.#open.set(id, { path, size: 0, file });
    return { id };
  }

  /** Adds a piece; `offset` says where in the file it belongs, which must be its present end. */
  async append(id: string, offset: number, bytes: Blob): Promise<{ size: number }> {
    const transfer = this.#find(id);
    const { file } = transfer;
    if (!file || offset !== transfer.size) {
      throw new BeckonError('INVALID', 'The pieces of the file arrived in the wrong order. Try again.');
    }
    transfer.size += bytes.size;
    const data = new Uint8Array(await bytes.arrayBuffer());
    await this.disk.attempt('take the file in', () => file.writeFile(data));
    return { size: transfer.size };
  }

  /** Writes a file that the page will read. */
  async hold(chunks: Chunks): Promise<{ id: string; size: number }> {
    const { id, path } = await this.#place();
    await this.disk.write(path, chunks, 'write the file');
    const { size } = await this.disk.attempt('write the file', (fs) => fs.stat(path));
    this.#open.set(id, { path, size, file: null });
    return { id, size };
  }

  /** A piece of the file from `offset` on; empty at its end. */
  async read(id: string, offset: number): Promise<Blob> {
    const { path, size } = this.#find(id);
    const end = Math.min(size, offset + TRANSFER_BYTES);
    if (offset >= end) return new Blob([]);
    return this.disk.attempt('read the file', async (fs) => {
      const file = await fs.open(path, 'r');
      try {
        return new Blob([await readRange(file, offset, end)]);
      } finally {
        await file.close();
      }
    });
  }

  /** Where the file lies. Nothing can be added afterwards. */
  async path(id: string): Promise<string> {
    const transfer = this.#find(id);
    await this.#close(transfer);
    return transfer.path;
  }

  /** Removes the file. */
  async end(id: string): Promise<void> {
    const transfer = this.#open.get(id);
    if (!transfer) return;
    this.#open.delete(id);
    await this.#close(transfer);
    await this.disk.attempt('clean up', (fs) => fs.rm(transfer.path, { recursive: true, force: true }));
  }

  #find(id: string): Transfer {
    const found = this.#open.get(id);
    if (found) return found;
    throw new BeckonError('NOT_FOUND', 'This file is no longer on its way. Try again.');
  }

  async #close(transfer: Transfer): Promise<void> {
    const { file } = transfer;
    transfer.file = null;
    await this.disk.attempt('take the file in', async () => file?.close());
  }

  /** A place for a file; what a Beckon that is gone has left there is cleared. */
  async #place(): Promise<{ id: string; path: string }> {
    const id = randomTag(24);
    await this.disk.makeFolder(this.#folder, 'make room for the file');
    await this.disk.sweep(this.#folder, LEFT_BEHIND_MS);
    return { id, path: join(this.#folder, `.tmp-${id}`) };
  }
}
