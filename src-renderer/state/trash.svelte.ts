import type { TrashItem } from '../../src-main/contract';
import { count, list } from '../ui/words';
import type { Client } from './connection';
import type { Toasts } from './toasts.svelte';

/** What was thrown away in the open project. */
export class Trash {
  items = $state.raw<readonly TrashItem[]>([]);
  /** Told once it has been emptied. */
  onEmptied: (() => Promise<void>) | null = null;
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

/** The things in a trash, in words. */
export function lossOf(items: readonly TrashItem[]): string {
  const clips = items.filter(({ kind }) => kind === 'clip').length;
  const models = items.filter(({ kind }) => kind === 'model').length;
  const trainings = items.filter(({ kind }) => kind === 'training').length;
  const classes = items.filter(({ kind }) => kind === 'class');
  return list([
    ...(clips > 0 ? [count(clips, 'clip')] : []),
    ...classes.map((one) => `the class ${one.name} (${count(one.clips, 'clip')})`),
    ...(models > 0 ? [count(models, 'model')] : []),
    ...(trainings > 0 ? [count(trainings, 'interrupted training')] : []),
  ]);
}
