import type { DatasetImportReport } from '../../../src-main/contract';
import { count } from '../../../src-main/shared/words';
import type { Client } from '../../rpc/connection';
import { sendFile } from '../../rpc/transfer';
import { FileWork } from './file-work.svelte';

type DatasetFormat = Awaited<ReturnType<Client['datasets']['formats']>>[number];

/** Taking all clips out as one file, and such a file in. Stopped between two clips; what is in by then stays. */
export class Datasets extends FileWork {
  formats = $state.raw<readonly DatasetFormat[]>([]);
  /** A file that was dropped or chosen; it waits for where it should go. */
  offered = $state.raw<File | null>(null);
  /** Told of the project that clips were added to; null where that was stopped, so that it cannot be told. */
  onImported: ((slug: string | null) => Promise<void>) | null = null;

  async load(): Promise<void> {
    if (this.formats.length === 0) this.formats = await this.client.datasets.formats();
  }

  async save(slug: string, format: string): Promise<void> {
    await this.alone('Writing the clips…', async (signal) => {
      const saved = await this.client.datasets.save({ slug, format }, { signal });
      if (saved.outcome === 'cancelled') return;
      const { name, clips, leftOut } = saved;
      const where = await this.handOver(saved, signal);
      const text = `${name} is ${where}: ${count(clips - leftOut.length, 'clip')}.`;
      if (leftOut.length === 0) this.toasts.show(text, { tone: 'success' });
      else this.report = { title: 'Not all clips could be read', lines: [text], files: leftOut };
    });
  }

  /** Takes a dataset's zip into a project, or into a new one. */
  async import(file: File, into: string | null): Promise<void> {
    await this.alone('Reading the file…', async (signal) => {
      const told = (share: number): void => this.tell('Reading the file…', share);
      const transfer = await sendFile(this.client, file, told, signal);
      try {
        const job = await this.client.datasets.import({ transfer, fileName: file.name, into }, { signal });
        const report = await this.follow(job, (done, total) => `Adding clips… ${done} of ${total}`);
        await this.onImported?.(report.project.slug);
        this.#show(report);
      } catch (error) {
        if (!signal.aborted) throw error;
        await this.onImported?.(null);
        this.toasts.show('Stopped. The clips added so far are kept; add the file again for the rest.');
      }
    });
  }

  #show({ project, added, known, unreadable }: DatasetImportReport): void {
    const lines = [`${count(added, 'clip')} added to ${project.name}.`];
    if (known > 0) lines.push(`${count(known, 'clip was', 'clips were')} already there.`);
    if (unreadable.length === 0) this.toasts.show(lines.join(' '), { tone: 'success' });
    else this.report = { title: 'Not everything could be added', lines, files: unreadable };
  }
}
