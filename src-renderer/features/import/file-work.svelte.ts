import type { UnreadableFile } from '../../../src-main/contract';
import { download } from '../../ui/download';
import type { Toasts } from '../../base/toasts.svelte';
import type { Client } from '../../rpc/connection';
import { fetchFile } from '../../rpc/transfer';

type Saved = Awaited<ReturnType<Client['datasets']['save']>>;

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

/** Takes large files in and out, one at a time. */
export class FileWork {
  job = $state.raw<FileJob | null>(null);
  report = $state.raw<FileReport | null>(null);
  #stop = new AbortController();

  constructor(
    protected readonly client: Client,
    protected readonly toasts: Toasts,
  ) {}

  stop(): void {
    this.#stop.abort();
  }

  protected tell(text: string, share: number | null): void {
    this.job = { text, share };
  }

  /** Does the work unless other work is under way. What goes wrong is said. */
  protected async alone(text: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.job) return;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.report = null;
    this.tell(text, null);
    await this.toasts.attempt(async () => {
      try {
        await work(signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    });
    this.job = null;
  }

  /** Hands a file that was written to the browser's downloads, where it is not saved yet. Answers where it is. */
  protected async handOver(
    saved: Exclude<Saved, { outcome: 'cancelled' }>,
    signal: AbortSignal,
  ): Promise<string> {
    if (saved.outcome === 'saved') return 'saved';
    const told = (share: number): void => this.tell('Fetching the file…', share);
    const file = { id: saved.transfer, size: saved.size };
    download(await fetchFile(this.client, file, told, signal), saved.name);
    return 'in your downloads';
  }

  /** Follows a job step by step. Answers what it gives in the end. */
  protected async follow<R>(
    job: AsyncIterator<{ done: number; total: number }, R, void>,
    text: (done: number, total: number) => string,
  ): Promise<R> {
    for (;;) {
      const step = await job.next();
      if (step.done) return step.value;
      const { done, total } = step.value;
      this.tell(text(done, total), total === 0 ? null : done / total);
    }
  }
}
