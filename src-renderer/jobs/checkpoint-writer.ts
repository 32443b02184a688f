import type { Checkpoint } from '../engine/api';
import type { Client } from '../rpc/connection';

/** Writes a run's checkpoints one after another, without holding training up: of those that come meanwhile, the last. */
export class CheckpointWriter {
  #next: Checkpoint | null = null;
  #writing: Promise<void> | null = null;

  /** @param onWritten told of each write; with an error where it failed, and the checkpoint before is kept */
  constructor(
    readonly client: Client,
    readonly slug: string,
    readonly onWritten: (error: unknown) => void,
  ) {}

  put(checkpoint: Checkpoint): void {
    this.#next = checkpoint;
    this.#writing ??= this.#write().finally(() => (this.#writing = null));
  }

  /** Resolves once the last one is on disk. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    for (let due = this.#next; due; due = this.#next) {
      this.#next = null;
      const checkpoint = { state: due.state, numbers: new Blob([due.numbers]) };
      await this.client.checkpoints.save({ slug: this.slug, checkpoint }).then(
        () => this.onWritten(null),
        (error: unknown) => this.onWritten(error),
      );
    }
  }
}
