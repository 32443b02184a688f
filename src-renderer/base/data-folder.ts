import type { Client } from '../rpc/connection';
import type { Toasts } from './toasts.svelte';

/** The folder that everything is kept in. Which one it is, only the program behind the page knows. */
export class DataFolder {
  constructor(
    private readonly client: Client,
    private readonly toasts: Toasts,
  ) {}

  /** Shows it in the system's file manager; where that fails, says so. */
  async open(): Promise<void> {
    await this.toasts.attempt(() => this.client.app.openDataFolder());
  }
}
