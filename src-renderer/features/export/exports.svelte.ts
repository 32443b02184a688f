import type { Client } from '../../rpc/connection';
import type { Toasts } from '../../base/toasts.svelte';

export interface ExportFormat {
  id: string;
  name: string;
  extension: string;
  description: string;
}

/** The formats a model can leave in, and the saving of one. */
export class Exports {
  formats = $state.raw<readonly ExportFormat[]>([]);
  /** The format that is being written. */
  saving = $state<string | null>(null);
  /** What became of the last one, as a sentence. */
  outcome = $state<string | null>(null);
  readonly #client: Client;
  readonly #toasts: Toasts;

  constructor(client: Client, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
  }

  async load(): Promise<void> {
    if (this.formats.length === 0) this.formats = await this.#client.exports.formats();
  }

  async save(slug: string, runId: string, format: string): Promise<void> {
    if (this.saving) return;
    this.saving = format;
    this.outcome = null;
    await this.#toasts.attempt(async () => {
      const result = await this.#client.exports.save({ slug, runId, format });
      if (result.outcome === 'saved') this.outcome = `Saved as ${result.name}.`;
      if (result.outcome === 'cancelled') this.outcome = 'Nothing was saved.';
      if (result.outcome === 'download') {
        download(result.file, result.name);
        this.outcome = `${result.name} is in your downloads.`;
      }
    });
    this.saving = null;
  }
}

/** Hands a file to the browser's downloads. */
export function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser takes the bytes after this task.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
