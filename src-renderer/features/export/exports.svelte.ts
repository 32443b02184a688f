import type { Client } from '../../rpc/connection';
import { download } from '../../ui/download';
import type { Precision } from '../../../src-main/shared/precision';
import type { Toasts } from '../../base/toasts.svelte';

interface ExportFormat {
  id: string;
  name: string;
  extension: string;
  description: string;
  /** How exactly it can keep weights. */
  precisions: readonly Precision[];
}

/** The formats a model can leave in, and the saving of one. */
export class Exports {
  formats = $state.raw<readonly ExportFormat[]>([]);
  /** The format that is being written. */
  saving = $state<string | null>(null);
  /** What became of the last one, as a sentence, and its format. */
  outcome = $state.raw<{ format: string; text: string } | null>(null);
  readonly #client: Client;
  readonly #toasts: Toasts;

  constructor(client: Client, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
  }

  async load(): Promise<void> {
    if (this.formats.length === 0) this.formats = await this.#client.exports.formats();
  }

  async save(slug: string, runId: string, format: string, precision: Precision): Promise<void> {
    if (this.saving) return;
    this.saving = format;
    this.outcome = null;
    await this.#toasts.attempt(async () => {
      const result = await this.#client.exports.save({ slug, runId, format, precision });
      const say = (text: string) => (this.outcome = { format, text });
      if (result.outcome === 'saved') say(`Saved as ${result.name}.`);
      if (result.outcome === 'cancelled') say('Nothing was saved.');
      if (result.outcome === 'download') {
        download(result.file, result.name);
        say(`${result.name} is in your downloads.`);
      }
    });
    this.saving = null;
  }
}
