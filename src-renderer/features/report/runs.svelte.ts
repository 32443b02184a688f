import type { Measurements, ModelFiles, Run, RunSummary } from '../../../src-main/contract';
import type { Client } from '../../rpc/connection';
import type { History } from '../../base/history.svelte';
import type { Toasts } from '../../base/toasts.svelte';

/** The trained models of the open project, newest first, and the one that is looked at. */
export class Runs {
  list = $state.raw<readonly RunSummary[]>([]);
  unreadable = $state.raw<readonly { id: string; reason: string }[]>([]);
  /** The chosen run, whole; null while it loads. */
  report = $state.raw<Run | null>(null);
  selectedId = $state<string | null>(null);
  /** The project whose runs these are; empty while there is none. */
  slug = $state('');
  #files: ModelFiles | null = null;
  readonly #client: Client;
  readonly #toasts: Toasts;
  readonly #history: History;

  constructor(client: Client, toasts: Toasts, history: History) {
    this.#client = client;
    this.#toasts = toasts;
    this.#history = history;
  }

  clear(): void {
    this.slug = '';
    this.#files = null;
    this.list = [];
    this.unreadable = [];
    this.report = null;
    this.selectedId = null;
  }

  /** Lists the runs; keeps the chosen one where it is still there, else chooses the newest. */
  async load(slug: string): Promise<void> {
    if (slug !== this.slug) this.clear();
    this.slug = slug;
    const { runs, unreadable } = await this.#client.models.list({ slug });
    if (this.slug !== slug) return;
    this.list = runs;
    this.unreadable = unreadable;
    const kept = runs.find(({ id }) => id === this.selectedId) ?? runs[0];
    await this.select(kept?.id ?? null);
  }

  /** Takes in what another window has done to the runs. */
  async follow(slug: string): Promise<void> {
    if (slug !== this.slug) return;
    const { runs } = await this.#client.models.list({ slug });
    if (JSON.stringify(runs) === JSON.stringify(this.list)) return;
    this.#files = null;
    await this.load(slug);
    const { report } = this;
    const row = this.list.find(({ id }) => id === report?.id);
    if (report && row) this.report = { ...report, name: row.name };
  }

  async select(id: string | null): Promise<void> {
    this.selectedId = id;
    if (id === this.report?.id) return;
    this.report = null;
    if (id === null) return;
    await this.#toasts.attempt(async () => {
      const run = await this.reportOf(id);
      if (this.selectedId === id) this.report = run;
    });
  }

  /** All there is to know of a run but its weights. */
  async reportOf(id: string): Promise<Run> {
    if (this.report?.id === id) return this.report;
    return this.#client.models.report({ slug: this.slug, runId: id });
  }

  /** A run with its weights. The last one read is kept. */
  async files(id: string): Promise<ModelFiles> {
    if (this.#files?.run.id === id) return this.#files;
    const slug = this.slug;
    const files = await this.#client.models.read({ slug, runId: id });
    if (slug === this.slug) this.#files = files;
    return files;
  }

  /** Undo gives the model its name back. */
  async rename(id: string, name: string): Promise<void> {
    const slug = this.slug;
    const nameOf = (): string => this.list.find((row) => row.id === id)?.name ?? name;
    const rename = async (to: string): Promise<void> => {
      const run = await this.#client.models.rename({ slug, runId: id, name: to });
      if (slug !== this.slug) return;
      this.list = this.list.map((row) => (row.id === id ? { ...row, name: run.name } : row));
      if (this.report?.id === id) this.report = run;
      if (this.#files?.run.id === id) this.#files = { ...this.#files, run };
    };
    await this.#history.alone(async () => {
      const before = nameOf();
      await rename(name);
      const after = nameOf();
      const label = `Renamed model ${before} to ${after}`;
      if (after !== before && slug === this.slug)
        this.#history.did({ label, undo: () => rename(before), redo: () => rename(after), lapses: true });
    });
  }

  /** Keeps with a run, of whichever project, what was found out about it. Rejects where it cannot be written. */
  async note(slug: string, id: string, measurements: Measurements): Promise<void> {
    const run = await this.#client.models.note({ slug, runId: id, measurements });
    if (slug !== this.slug) return;
    if (this.report?.id === id) this.report = run;
    if (this.#files?.run.id === id) this.#files = { ...this.#files, run };
  }

  /** Takes a run to the trash; Undo brings it back. */
  async remove(id: string): Promise<void> {
    const slug = this.slug;
    const name = this.list.find((row) => row.id === id)?.name ?? id;
    let trashId = '';
    const remove = async (): Promise<void> => {
      ({ trashId } = await this.#client.models.remove({ slug, runId: id }));
      if (this.#files?.run.id === id) this.#files = null;
      if (slug === this.slug) await this.load(slug);
    };
    const restore = async (): Promise<void> => {
      await this.#client.models.restore({ slug, trashId });
      if (slug === this.slug) await this.load(slug);
    };
    await this.#history.alone(async () => {
      await remove();
      this.#history.did({ label: `Deleted model ${name}`, undo: restore, redo: remove });
    });
  }
}
