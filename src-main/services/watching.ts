import { watch, type FSWatcher } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Change, ClipRef } from '../contract';
import { clipKey } from '../shared/clip-key';
import type { Clips } from './clips';
import { isTemporary } from '../store/disk';
import type { ProjectFiles } from '../store/project-files';
import { Bell } from '../shared/bell';

/** A change is told once nothing has followed it for so long, so that many at once are told as one. */
const SETTLE_MS = 80;

type Area = 'project' | 'clips' | 'history' | 'models';

/** Which part of a project a file of its folder belongs to. */
const areas: Readonly<Record<string, Area>> = {
  'project.json': 'project',
  'history.json': 'history',
  clips: 'clips',
  models: 'models',
};

/** Tells what changes in a project by watching its folders, so that it does not matter who changes it. */
export class Watching {
  constructor(
    private readonly files: ProjectFiles,
    private readonly clips: Pick<Clips, 'refs' | 'infosOf'>,
  ) {}

  /** Tells of every change in the project's folder, whoever makes it, until the signal or until the folder has gone. */
  async *changes(slug: string, signal?: AbortSignal): AsyncGenerator<Change, void, void> {
    await this.files.read(slug);
    const touched = new Set<Area>();
    const bell = new Bell();
    const folders = new Folders((path, name) => {
      if (name !== null && isTemporary(name)) return;
      for (const area of this.#areasAt(slug, path, name)) touched.add(area);
      bell.ring();
    });
    signal?.addEventListener('abort', bell.ring, { once: true });
    const isStopped = (): boolean => signal?.aborted === true;
    try {
      folders.watch(await this.#places(slug));
      let known = await this.#clips(slug);
      yield { kind: 'watching' };
      while (!isStopped()) {
        if (touched.size === 0) await bell.rung();
        await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
        if (isStopped()) return;
        const seen = [...touched];
        touched.clear();
        if (!(await this.#isThere(slug))) {
          yield { kind: 'gone' };
          return;
        }
        folders.watch(await this.#places(slug));
        for (const kind of seen) {
          if (kind !== 'clips') {
            yield { kind };
            continue;
          }
          const now = await this.#clips(slug);
          const gone = [...known].filter(([key]) => !now.has(key)).map(([, ref]) => ref);
          const refs = [...now].filter(([key]) => !known.has(key)).map(([, ref]) => ref);
          known = now;
          if (gone.length + refs.length === 0) continue;
          yield { kind, gone, came: await this.clips.infosOf(slug, refs) };
        }
      }
    } finally {
      signal?.removeEventListener('abort', bell.ring);
      folders.close();
    }
  }

  /** Every folder there is now whose entries say what the project holds. */
  async #places(slug: string): Promise<string[]> {
    const within = async (top: string): Promise<string[]> => {
      const path = this.files.path(slug, top);
      const entries = await this.files.disk.entries(path, 'watch the project');
      return [path, ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name))];
    };
    return [this.files.root, this.files.path(slug), ...(await within('clips')), ...(await within('models'))];
  }

  async #clips(slug: string): Promise<ReadonlyMap<string, ClipRef>> {
    return new Map((await this.clips.refs(slug)).map((ref) => [clipKey(ref), ref]));
  }

  #areasAt(slug: string, path: string, name: string | null): readonly Area[] {
    if (path === this.files.root) return name === null || name === slug ? ['project'] : [];
    if (path !== this.files.path(slug)) {
      return `${path}${sep}`.startsWith(this.files.path(slug, 'models') + sep) ? ['models'] : ['clips'];
    }
    if (name === null) return ['project', 'clips', 'history', 'models'];
    const area = areas[name];
    return area ? [area] : [];
  }

  #isThere(slug: string): Promise<boolean> {
    return this.files.disk.exists(this.files.path(slug), 'watch the project');
  }
}

/** Watches the entries of folders, not of those in them. A folder that is not there or cannot be watched is left out. */
class Folders {
  readonly #open = new Map<string, FSWatcher>();

  constructor(private readonly onEvent: (path: string, name: string | null) => void) {}

  /** Watches these and no others. */
  watch(paths: readonly string[]): void {
    const wanted = new Set(paths);
    for (const path of [...this.#open.keys()]) if (!wanted.has(path)) this.#drop(path);
    for (const path of wanted) if (!this.#open.has(path)) this.#add(path);
  }

  close(): void {
    for (const path of [...this.#open.keys()]) this.#drop(path);
  }

  #add(path: string): void {
    try {
      const watcher = watch(path, { persistent: false });
      this.#open.set(path, watcher);
      watcher.on('change', (_, name) => this.onEvent(path, name === null ? null : String(name)));
      watcher.on('error', () => {
        this.#drop(path);
        this.onEvent(dirname(path), null);
      });
    } catch {
      // Not there yet, or one watch too many for the system: its changes show when the project is opened again.
    }
  }

  #drop(path: string): void {
    this.#open.get(path)?.close();
    this.#open.delete(path);
  }
}
