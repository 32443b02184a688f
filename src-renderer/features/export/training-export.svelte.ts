import { count } from '../../../src-main/shared/words';
import { FileWork } from '../import/file-work.svelte';

/** Taking clips out together with what trains a network on them elsewhere. */
export class TrainingExport extends FileWork {
  /** @param runId whose weights training begins with; null: Beckon's motion network's */
  async save(slug: string, runId: string | null): Promise<void> {
    await this.alone('Writing the clips…', async (signal) => {
      const saved = await this.client.exports.saveTraining({ slug, runId }, { signal });
      if (saved.outcome === 'cancelled') return;
      const { name, clips, leftOut } = saved;
      const where = await this.handOver(saved, signal);
      const text = `${name} is ${where}, with ${count(clips, 'clip')}. Its README says how to train.`;
      if (leftOut.length === 0) this.toasts.show(text, { tone: 'success' });
      else this.report = { title: 'Not all clips went along', lines: [text], files: leftOut };
    });
  }
}
