import { dirname, join } from 'node:path';
import { below, syncFolder, TEMPORARY, writeSynced, type Chunks, type Disk } from './disk';
import { randomTag } from './names';

/**
 * A folder that is filled beside its place and is seen only once it is whole. `doing` completes "Beckon could not …" in
 * errors. Whoever begins one places it or discards it.
 */
export class StagedFolder {
  readonly #folders: Set<string>;

  private constructor(
    private readonly disk: Disk,
    private readonly path: string,
    private readonly doing: string,
  ) {
    this.#folders = new Set([path]);
  }

  /** @param parent the folder that it will lie in */
  static async begin(disk: Disk, parent: string, doing: string): Promise<StagedFolder> {
    const path = join(parent, `${TEMPORARY}${randomTag(16)}`);
    await disk.makeFolder(path, doing);
    return new StagedFolder(disk, path, doing);
  }

  /** Writes a new file; `names` lead to it from this folder. */
  async write(names: readonly string[], chunks: Chunks): Promise<void> {
    const path = below(this.path, ...names);
    await this.disk.attempt(this.doing, async (fs) => {
      if (!this.#folders.has(dirname(path))) await fs.mkdir(dirname(path), { recursive: true });
      for (let folder = dirname(path); !this.#folders.has(folder); folder = dirname(folder)) {
        this.#folders.add(folder);
      }
      await writeSynced(fs, path, chunks);
    });
  }

  /** Moves it to its place, where nothing may be. */
  async place(to: string): Promise<void> {
    await this.disk.attempt(this.doing, async (fs) => {
      for (const folder of this.#folders) await syncFolder(fs, folder);
      await fs.rename(this.path, to);
      await syncFolder(fs, dirname(to));
    });
  }

  async discard(): Promise<void> {
    await this.disk.attempt('clean up', (fs) => fs.rm(this.path, { recursive: true, force: true }));
  }
}
