import { count } from '../../../src-main/shared/words';
import { sendFile } from '../../rpc/transfer';
import { FileWork } from './file-work.svelte';

/** What the name of a project archive ends in. */
const EXTENSION = '.beckon';

/** Whether a file is a project archive, going by its name. */
export const isArchive = ({ name }: Pick<File, 'name'>): boolean => name.toLowerCase().endsWith(EXTENSION);

/** Saving a whole project as one file, and making a project of such a file. */
export class Archives extends FileWork {
  /** Told of the project that was made. */
  onOpened: ((slug: string) => Promise<void>) | null = null;

  async save(slug: string): Promise<void> {
    await this.alone('Writing the archive…', async (signal) => {
      const saved = await this.client.archives.save({ slug }, { signal });
      if (saved.outcome === 'cancelled') return;
      const text = `${saved.name} is ${await this.handOver(saved, signal)}.`;
      if (saved.leftOut.length === 0) this.toasts.show(text, { tone: 'success' });
      else this.report = { title: 'Not everything could be read', lines: [text], files: saved.leftOut };
    });
  }

  /** Makes a project of an archive, whole or not at all. */
  async open(file: File): Promise<void> {
    await this.alone('Reading the file…', async (signal) => {
      const told = (share: number): void => this.tell('Reading the file…', share);
      const transfer = await sendFile(this.client, file, told, signal);
      const job = await this.client.archives.open({ transfer, fileName: file.name }, { signal });
      const { project, clips, models } = await this.follow(
        job,
        (done, total) => `Opening… ${done} of ${count(total, 'file')}`,
      );
      await this.onOpened?.(project.slug);
      const text = `Opened ${project.name}, with ${count(clips, 'clip')} and ${count(models, 'model')}.`;
      this.toasts.show(text, { tone: 'success' });
    });
  }
}
