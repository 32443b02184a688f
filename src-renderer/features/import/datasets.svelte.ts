import type { DatasetImportReport, UnreadableFile } from '../../../src-main/contract';
import { count } from '../../../src-main/shared/words';
import type { Client } from '../../rpc/connection';
import { download } from '../../ui/download';
import type { Toasts } from '../../base/toasts.svelte';
import { fetchFile, sendFile } from '../../rpc/transfer';

type DatasetFormat = Awaited<ReturnType<Client['datasets']['formats']>>[number];

/** What is under way, in words, and how far it is (0 to 1, or null where that cannot be told). */
export interface FileJob {
  text: string;
  share: number | null;
}

/** What a person should see of an export or import that is done. */
export interface FileReport {
  title: string;
  lines: string[];
  files: readonly UnreadableFile[];
}

/** Taking all clips out as one file, and such a file in. One job at a time. */
export class Datasets {
  formats = $state.raw<readonly DatasetFormat[]>([]);
  job = $state.raw<FileJob | null>(null);
  report = $state.raw<FileReport | null>(null);
  /** A file that was dropped or chosen; it waits for where it should go. */
  offered = $state.raw<File | null>(null);
  /** Told of the project that clips were added to; null where that was stopped, so that it cannot be told. */
  onImported: ((slug: string | null) => Promise<void>) | null = null;
  readonly #client: Client;
  readonly #toasts: Toasts;
  #stop = new AbortController();

  constructor(client: Client, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
  }

  async load(): Promise<void> {
    if (this.formats.length === 0) this.formats = await this.#client.datasets.formats();
  }

  /** Ends the job between two clips. What is in by then stays. */
  stop(): void {
    this.#stop.abort();
  }

  async save(slug: string, format: string): Promise<void> {
    await this.#alone('Writing the clips…', async (signal) => {
      const saved = await this.#client.datasets.save({ slug, format }, { signal });
      if (saved.outcome === 'cancelled') return;
      const { name, clips, leftOut } = saved;
      if (saved.outcome === 'download') {
        const told = (share: number): void => this.#tell('Fetching the file…', share);
        download(await fetchFile(this.#client, { id: saved.transfer, size: saved.size }, told, signal), name);
      }
      const where = saved.outcome === 'download' ? 'in your downloads' : 'saved';
      const text = `${name} is ${where}: ${count(clips - leftOut.length, 'clip')}.`;
      if (leftOut.length === 0) this.#toasts.show(text, { tone: 'success' });
      else this.report = { title: 'Not all clips could be read', lines: [text], files: leftOut };
    });
  }

  /** Takes a dataset's zip into a project, or into a new one. */
  async import(file: File, into: string | null): Promise<void> {
    await this.#alone('Reading the file…', async (signal) => {
      const told = (share: number): void => this.#tell('Reading the file…', share);
      const transfer = await sendFile(this.#client, file, told, signal);
      try {
        const report = await this.#follow({ transfer, fileName: file.name, into });
        await this.onImported?.(report.project.slug);
        this.#show(report);
      } catch (error) {
        if (!signal.aborted) throw error;
        await this.onImported?.(null);
        this.#toasts.show('Stopped. The clips that were in by then stay; add the file again for the rest.');
      }
    });
  }

  async #follow(input: {
    transfer: string;
    fileName: string;
    into: string | null;
  }): Promise<DatasetImportReport> {
    const job = await this.#client.datasets.import(input, { signal: this.#stop.signal });
    for (;;) {
      const step = await job.next();
      if (step.done) return step.value;
      const { done, total } = step.value;
      this.#tell(`Adding clips… ${done} of ${total}`, total === 0 ? null : done / total);
    }
  }

  #show({ project, added, known, unreadable }: DatasetImportReport): void {
    const lines = [`${count(added, 'clip')} went to ${project.name}.`];
    if (known > 0) lines.push(`${count(known, 'clip was', 'clips were')} there already.`);
    if (unreadable.length === 0) this.#toasts.show(lines.join(' '), { tone: 'success' });
    else this.report = { title: 'Not everything could be added', lines, files: unreadable };
  }

  #tell(text: string, share: number | null): void {
    this.job = { text, share };
  }

  async #alone(text: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.job) return;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.report = null;
    this.#tell(text, null);
    await this.#toasts.attempt(async () => {
      try {
        await work(signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    });
    this.job = null;
  }
}
