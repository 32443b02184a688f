import type { UpdateState } from '../../src-main/contract';
import type { Client } from '../rpc/connection';
import type { AppSettings } from './settings.svelte';
import type { Toasts } from './toasts.svelte';

/** Whether Beckon looks for new versions of itself, and what came of it. */
export class Updates {
  /** Null until the program behind the page has said. */
  state = $state.raw<UpdateState | null>(null);
  /** Whether somebody has opened a project in an earlier start: who sees Beckon for the first time is not asked. */
  #knows = $state(false);

  constructor(
    private readonly client: Client,
    private readonly settings: AppSettings,
    private readonly toasts: Toasts,
  ) {}

  /** Follows the state until the connection ends. Settings must be there. */
  async follow(): Promise<void> {
    this.#knows = this.settings.value.lastProject !== null;
    for await (const state of await this.client.updates.states()) this.state = state;
  }

  /** Whether the person is to be asked: once, and where Beckon could update itself. */
  get asks(): boolean {
    return this.#knows && this.state?.status === 'off' && this.settings.value.updates.allowed === null;
  }

  get allowed(): boolean {
    return this.settings.value.updates.allowed === true;
  }

  async allow(allowed: boolean): Promise<void> {
    await this.settings.change({ updates: { allowed } });
  }

  async look(): Promise<void> {
    await this.toasts.attempt(() => this.client.updates.look());
  }
}
