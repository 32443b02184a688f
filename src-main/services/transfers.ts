import { join } from 'node:path';
import { BeckonError } from '../contract';
import { readRange } from '../store/clip-file';
import type { Chunks, Disk } from '../store/disk';
import { randomTag } from '../store/names';
import { formatOwner, parseOwner, stateOf, thisOwner } from '../store/owner';

/** How much of a file crosses the contract at once. */
export const TRANSFER_BYTES = 8 << 20;
const LEFT_BEHIND_MS = 24 * 3_600_000;
/** A page has one file or two on their way. Where it begins more than so many, the one it left longest is given up. */
const MOST_AT_ONCE = 16;

const FILE = /^\.tmp-[a-z0-9]+\.(.+)$/;

interface Transfer {
  path: string;
  size: number;
  /** While the page sends the file, and nothing else asks for it. */
  isComing: boolean;
  /** Aborted once the page that began it is gone. */
  connection: AbortSignal | undefined;
}

/**
 * Files too large for one message, on their way between the page and the disk: kept in `<data dir>/transfers`, each
 * named after the process that takes care of it. They go with the connection that began them; those of a process that
 * is gone go when the next one starts. None is kept open from one piece to the next.
 */
export class Transfers {
  /** The one that was asked for least lately is the first. */
  readonly #open = new Map<string, Transfer>();
  readonly #followed = new WeakSet<AbortSignal>();
  readonly #folder: string;

  constructor(
    dataDir: string,
    private readonly disk: Disk,
  ) {
    this.#folder = join(dataDir, 'transfers');
  }

  /** Begins to take a file in. It is given up once `connection` is aborted. */
  async begin(connection?: AbortSignal): Promise<{ id: string }> {
    const { id, path } = await this.#place();
    await this.disk.attempt('receive the file', async (fs) => (await fs.open(path, 'wx')).close());
    await this.#keep(id, { path, size: 0, isComing: true, connection });
    return { id };
  }

  /** Adds a piece; `offset` says where in the file it belongs, which must be its present end. */
  async append(id: string, offset: number, bytes: Blob): Promise<{ size: number }> {
    const transfer = this.#find(id);
    if (!transfer.isComing || offset !== transfer.size) {
      throw new BeckonError('INVALID', 'The parts of the file arrived in the wrong order. Try again.');
    }
    transfer.size += bytes.size;
    const data = new Uint8Array(await bytes.arrayBuffer());
    await this.disk.attempt('receive the file', async (fs) => {
      const file = await fs.open(transfer.path, 'a');
      try {
        await file.writeFile(data);
      } finally {
        await file.close();
      }
    });
    return { size: transfer.size };
  }

  /** Writes a file that the page will read, at the latest until `connection` is aborted. */
  async hold(chunks: Chunks, connection?: AbortSignal): Promise<{ id: string; size: number }> {
    const { id, path } = await this.#place();
    await this.disk.write(path, chunks, 'write the file');
    const { size } = await this.disk.attempt('write the file', (fs) => fs.stat(path));
    await this.#keep(id, { path, size, isComing: false, connection });
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
    transfer.isComing = false;
    return transfer.path;
  }

  /** Removes the file. */
  async end(id: string): Promise<void> {
    const transfer = this.#open.get(id);
    if (!transfer) return;
    this.#open.delete(id);
    await this.disk.attempt('clean up', (fs) => fs.rm(transfer.path, { recursive: true, force: true }));
  }

  /** Removes what processes that are gone have left behind. */
  async sweep(): Promise<void> {
    const left = await this.disk.attempt('clean up', (fs) =>
      fs.readdir(this.#folder, { withFileTypes: true }).catch(() => []),
    );
    for (const { name } of left) {
      const owner = parseOwner(FILE.exec(name)?.[1] ?? '');
      if (!owner || stateOf(owner) !== 'gone') continue;
      await this.disk.attempt('clean up', (fs) =>
        fs.rm(join(this.#folder, name), { recursive: true, force: true }),
      );
    }
    await this.disk.sweep(this.#folder, LEFT_BEHIND_MS);
  }

  async #keep(id: string, transfer: Transfer): Promise<void> {
    const { connection } = transfer;
    this.#open.set(id, transfer);
    if (connection?.aborted === true) return this.end(id);
    if (connection && !this.#followed.has(connection)) {
      this.#followed.add(connection);
      connection.addEventListener('abort', () => void this.#drop(connection), { once: true });
    }
    const beside = [...this.#open].filter(([, other]) => other.connection === connection);
    for (const [other] of beside.slice(0, -MOST_AT_ONCE)) await this.end(other);
  }

  /** Gives up what a page that is gone has begun. */
  async #drop(connection: AbortSignal): Promise<void> {
    const left = [...this.#open].filter(([, transfer]) => transfer.connection === connection);
    // What cannot be removed now is removed when the next process starts.
    for (const [id] of left) await this.end(id).catch(() => undefined);
  }

  #find(id: string): Transfer {
    const found = this.#open.get(id);
    if (!found) throw new BeckonError('NOT_FOUND', 'This transfer has expired. Try again.');
    this.#open.delete(id);
    this.#open.set(id, found);
    return found;
  }

  /** A place for a file; what another Beckon has left there long ago is cleared. */
  async #place(): Promise<{ id: string; path: string }> {
    const id = randomTag(24);
    await this.disk.makeFolder(this.#folder, 'make room for the file');
    await this.disk.sweep(this.#folder, LEFT_BEHIND_MS);
    return { id, path: join(this.#folder, `.tmp-${id}.${formatOwner(thisOwner())}`) };
  }
}
