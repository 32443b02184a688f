import type { Change } from '../../src-main/contract';
import type { Client } from '../rpc/connection';

/** What shows a project, and is told what others do to it. */
export interface Followers {
  project: (slug: string) => Promise<void>;
  gone: (slug: string) => Promise<void>;
  clips: (slug: string, change: Extract<Change, { kind: 'clips' }>) => void;
  history: (slug: string) => Promise<void>;
  models: (slug: string) => Promise<void>;
}

/** Follows what other windows and programs do to the open project. What this window does is told too, and changes nothing. */
export class Following {
  #stop = new AbortController();

  constructor(
    private readonly client: Client,
    private readonly followers: Followers,
  ) {}

  /** Follows this project and no other. Resolves when no change is missed any more, or where none can be told. */
  async begin(slug: string): Promise<void> {
    this.stop();
    const { signal } = (this.#stop = new AbortController());
    try {
      const changes = await this.client.projects.changes({ slug }, { signal });
      await changes.next();
      void this.#follow(slug, changes, signal);
    } catch {
      // The project works without; what others do shows when it is opened again.
    }
  }

  stop(): void {
    this.#stop.abort();
  }

  async #follow(slug: string, changes: AsyncIterable<Change>, signal: AbortSignal): Promise<void> {
    try {
      for await (const change of changes) {
        if (signal.aborted) return;
        await this.#tell(slug, change);
      }
    } catch {
      // It was stopped, or the program behind the page is gone, which is said elsewhere.
    }
  }

  async #tell(slug: string, change: Change): Promise<void> {
    if (change.kind === 'clips') this.followers.clips(slug, change);
    else if (change.kind !== 'watching') await this.followers[change.kind](slug);
  }
}
