import type { CheckpointState } from '../../../src-main/contract';
import type { Client } from '../../rpc/connection';
import type { History } from '../../base/history.svelte';
import type { Toasts } from '../../base/toasts.svelte';

/** The open project's training that was paused, or that the app was closed or killed in. */
export class Interrupted {
  state = $state.raw<CheckpointState | null>(null);
  /** True where a person paused it in this sitting. */
  paused = $state(false);
  /** What was found damaged, and where it is kept. */
  problem = $state.raw<string | null>(null);
  /** Whether another training is under way. */
  busy: () => boolean = () => false;
  #slug = '';
  readonly #client: Client;
  readonly #toasts: Toasts;
  readonly #history: History;

  constructor(client: Client, toasts: Toasts, history: History) {
    this.#client = client;
    this.#toasts = toasts;
    this.#history = history;
  }

  /** Looks whether there is one in the project that is opened. */
  async open(slug: string): Promise<void> {
    this.#slug = slug;
    this.#show(null);
    this.problem = null;
    await this.refresh(slug);
  }

  /** Looks again, where that project is still the open one. */
  async refresh(slug: string, paused = false): Promise<void> {
    if (slug !== this.#slug) return;
    const found = await this.#toasts.attempt(() => this.#client.checkpoints.look({ slug }));
    if (slug !== this.#slug || !found) return;
    this.#show(found.state, paused);
    if (found.problem !== null) this.problem = found.problem;
  }

  /** Takes it to the trash; Undo brings it back. */
  async discard(): Promise<void> {
    const slug = this.#slug;
    let trashId = '';
    const discard = async (): Promise<void> => {
      ({ trashId } = await this.#client.checkpoints.discard({ slug }));
      if (slug === this.#slug) this.#show(null);
    };
    const restore = async (): Promise<void> => {
      if (this.busy())
        throw new Error('Another training is under way. Restore this one when it has finished.');
      const state = await this.#client.checkpoints.restore({ slug, trashId });
      if (slug === this.#slug) this.#show(state);
    };
    await this.#history.alone(async () => {
      await discard();
      this.#history.did({ label: 'Discarded the interrupted training', undo: restore, redo: discard });
    });
  }

  #show(state: CheckpointState | null, paused = false): void {
    this.state = state;
    this.paused = paused && state !== null;
  }
}
