import { FileWork } from '../import/file-work.svelte';
import { sendFile } from '../../rpc/transfer';

/** Taking in a model that Beckon exported before. */
export class ModelImports extends FileWork {
  /** Told of the run that was made of it, and of its project. */
  onImported: ((slug: string, runId: string) => Promise<void>) | null = null;

  /** Makes a run of a file, whole or not at all. */
  async import(slug: string, file: File): Promise<void> {
    await this.alone('Reading the file…', async (signal) => {
      const told = (share: number): void => this.tell('Reading the file…', share);
      const transfer = await sendFile(this.client, file, told, signal);
      this.tell('Checking the model…', null);
      const run = await this.client.models.import({ slug, transfer, fileName: file.name });
      await this.onImported?.(slug, run.id);
      this.toasts.show(`Imported the model ${run.name}.`, { tone: 'success' });
    });
  }
}
