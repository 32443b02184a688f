import type { TrashItem } from '../../../src-main/contract';
import type { Client } from '../../rpc/connection';
import type { Toasts } from '../../base/toasts.svelte';
import { lossOf, type TrashRow } from './trash-rows';

/** What was thrown away in the open project. */
export class Trash {
  items = $state.raw<readonly TrashItem[]>([]);
  /** Told once it has been emptied. */
  onEmptied: (() => Promise<void>) | null = null;
  /** Told once something has come back. */
  onRestored: ((slug: string) => Promise<void>) | null = null;
  readonly #client: Client;
  readonly #toasts: Toasts;

  /** What emptying it would lose, e.g. `3 clips, the class Wave (12 clips) and 1 model`. */
  words = $derived(lossOf(this.items));

  constructor(client: Client, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
  }

  /** Answers false where it could not be looked into, which was said. */
  async load(slug: string): Promise<boolean> {
    const items = await this.#toasts.attempt(() => this.#client.trash.list({ slug }));
    this.items = items ?? [];
    return items !== undefined;
  }

  /** Puts what a row stands for back where it was. */
  async restore(slug: string, { kind, label, trashIds }: TrashRow): Promise<void> {
    await this.#toasts.attempt(async () => {
      if (kind === 'clip') await this.#client.clips.restore({ slug, trashIds: [...trashIds] });
      for (const trashId of kind === 'clip' ? [] : trashIds) {
        if (kind === 'class') await this.#client.classes.restore({ slug, trashId });
        else if (kind === 'model') await this.#client.models.restore({ slug, trashId });
        else if (kind === 'stretch') await this.#client.stretches.restore({ slug, trashId });
        else await this.#client.checkpoints.restore({ slug, trashId });
      }
      await this.onRestored?.(slug);
      this.#toasts.show(`Restored: ${label}.`);
    });
    await this.load(slug);
  }

  /** For good. */
  async empty(slug: string): Promise<void> {
    const { words } = this;
    await this.#toasts.attempt(async () => {
      await this.#client.trash.empty({ slug });
      this.items = [];
      await this.onEmptied?.();
      this.#toasts.show(`Emptied the trash: ${words}.`);
    });
  }
}
