import type {
  CaptureSettings,
  DeletedProject,
  GestureClass,
  Preset,
  Project,
  ProjectSummary,
} from '../../../src-main/contract';
import { count } from '../../../src-main/shared/words';
import { errorOf, type Client } from '../../rpc/connection';
import type { History } from '../../base/history.svelte';
import type { Toasts } from '../../base/toasts.svelte';

/** What of a class is changed as a step that can be taken back. */
interface ClassChange {
  name?: string;
  colour?: string;
  mirror?: string | null;
}

/** The projects on this machine and the one that is open. */
export class Projects {
  list = $state.raw<readonly ProjectSummary[]>([]);
  /** Those that can be brought back, the one deleted last first. */
  deleted = $state.raw<readonly DeletedProject[]>([]);
  current = $state.raw<Project | null>(null);
  readonly #client: Client;
  readonly #toasts: Toasts;
  readonly #history: History;
  /** Told after a class has left or come back, since its clips went with it. */
  onClassesMoved: (() => Promise<void>) | null = null;

  classes = $derived<readonly GestureClass[]>(this.current?.classes ?? []);
  #captureText = $derived(JSON.stringify(this.current?.capture ?? null));
  /** How the open project's clips are taken. The same object while nothing in it changes, whatever else does. */
  capture = $derived(JSON.parse(this.#captureText) as CaptureSettings | null);

  constructor(client: Client, toasts: Toasts, history: History) {
    this.#client = client;
    this.#toasts = toasts;
    this.#history = history;
  }

  /** The open project's slug. */
  get slug(): string {
    if (!this.current) throw new Error('No project is open.');
    return this.current.slug;
  }

  classOf(id: string): GestureClass | undefined {
    return this.classes.find((each) => each.id === id);
  }

  async refresh(): Promise<void> {
    const [list] = await Promise.all([this.#client.projects.list(), this.#refreshDeleted()]);
    this.list = list;
  }

  /** Where they cannot be read, it is said and the others are there. */
  async #refreshDeleted(): Promise<void> {
    this.deleted = (await this.#toasts.attempt(() => this.#client.projects.deleted())) ?? [];
  }

  async open(slug: string): Promise<void> {
    this.current = await this.#client.projects.open({ slug });
  }

  /** Takes in what another window has changed in the open project. */
  async follow(slug: string): Promise<void> {
    const [project, list] = await Promise.all([
      this.#client.projects.open({ slug }),
      this.#client.projects.list(),
    ]);
    this.list = list;
    if (this.current?.slug === slug && this.current.modified < project.modified) this.current = project;
  }

  /** Opens a damaged project once to set its `project.json` aside and once more to rebuild it. */
  async rebuild(slug: string): Promise<Project> {
    try {
      return await this.#client.projects.open({ slug });
    } catch (error) {
      if (errorOf(error).code !== 'UNREADABLE') throw error;
      return this.#client.projects.open({ slug });
    }
  }

  /** Rejects with a sentence where the name is taken or not allowed. */
  async create(name: string, capture?: CaptureSettings): Promise<Project> {
    const project = await this.#client.projects.create({ name, ...(capture && { capture }) });
    await this.refresh();
    return project;
  }

  /** Renames the open project; Undo gives it its name back. Rejects with a sentence where the name is taken or not allowed. */
  async rename(name: string): Promise<void> {
    const { slug } = this;
    const before = this.current?.name ?? slug;
    await this.#rename(slug, name);
    const after = this.current?.name ?? name;
    if (after === before) return;
    this.#history.did({
      label: `Renamed project ${before} to ${after}`,
      undo: () => this.#rename(slug, before),
      redo: () => this.#rename(slug, after),
      lapses: true,
    });
  }

  async #rename(slug: string, name: string): Promise<void> {
    const project = await this.#client.projects.rename({ slug, name });
    if (this.current?.slug === slug) this.current = project;
    await this.refresh();
  }

  /** Takes a project to the trash. Answers its id there. */
  async remove(slug: string): Promise<string> {
    const { trashId } = await this.#client.projects.remove({ slug });
    if (this.current?.slug === slug) this.current = null;
    await this.refresh();
    return trashId;
  }

  /** Brings a project back from the trash; where its name is taken by now, under another. */
  async restore(trashId: string): Promise<Project> {
    try {
      return await this.#client.projects.restore({ trashId });
    } finally {
      await this.refresh();
    }
  }

  /** How clips are recorded from now on. Answers false where it was refused (and said so). */
  async setCapture(capture: CaptureSettings): Promise<boolean> {
    const project = await this.#toasts.attempt(() =>
      this.#client.projects.setCapture({ slug: this.slug, capture }),
    );
    if (project) this.current = project;
    return project !== undefined;
  }

  /** Keeps how thoroughly to train with the project; null: as Beckon does where nobody has said. */
  async setPreset(preset: Preset | null): Promise<void> {
    const { slug } = this;
    const project = await this.#toasts.attempt(() => this.#client.projects.setPreset({ slug, preset }));
    if (project && project.slug === this.current?.slug) this.current = project;
  }

  /** Dismisses a finding of the clip check (`fine`), or brings it back. */
  async setFine(findingKey: string, fine: boolean): Promise<void> {
    const project = await this.#client.projects.setFine({ slug: this.slug, findingKey, fine });
    if (project.slug === this.slug) this.current = project;
  }

  /**
   * Gives clips, by their ids, a text of their own; null: that of their class holds again. Undo gives them back what they
   * had. Rejects with a sentence.
   */
  async say(ids: readonly string[], text: string | null): Promise<void> {
    const before = Object.fromEntries(ids.map((id) => [id, this.current?.texts?.[id] ?? null]));
    const after = Object.fromEntries(ids.map((id) => [id, text]));
    await this.#setTexts(after);
    this.#history.did({
      label: `${text === null ? 'Removed the description of' : 'Described'} ${count(ids.length, 'clip')}`,
      undo: () => this.#setTexts(before),
      redo: () => this.#setTexts(after),
    });
  }

  async #setTexts(texts: Record<string, string | null>): Promise<void> {
    const project = await this.#client.projects.setTexts({ slug: this.slug, texts });
    if (project.slug === this.slug) this.current = project;
  }

  /** Answers the new class, or undefined where it was refused (and said so). */
  async addClass(name: string): Promise<GestureClass | undefined> {
    return this.#toasts.attempt(async () => {
      const { project, classId } = await this.#client.classes.add({ slug: this.slug, name });
      this.current = project;
      return this.classOf(classId);
    });
  }

  /** Undo gives the class its name back. Answers false where it was refused (and said so). */
  renameClass(classId: string, name: string): Promise<boolean> {
    const label = `Renamed class ${this.classOf(classId)?.name ?? classId} to ${name}`;
    return this.#changeClass(classId, { name }, (one) => ({ name: one.name }), label);
  }

  /** Undo gives the class its colour back. */
  async recolourClass(classId: string, colour: string): Promise<void> {
    const label = `Changed the colour of ${this.classOf(classId)?.name ?? classId}`;
    await this.#changeClass(classId, { colour }, (one) => ({ colour: one.colour }), label);
  }

  /** Which class its clips belong to when they are mirrored, itself or none; Undo gives all their twins back. */
  async mirrorClass(classId: string, mirror: string | null): Promise<void> {
    const label = `Changed what ${this.classOf(classId)?.name ?? classId} becomes when mirrored`;
    await this.#changeClass(classId, { mirror }, (one) => ({ mirror: one.mirror ?? null }), label);
  }

  /** What is being done in the clips of a class; null: nobody says. Answers false where it was refused (and said so). */
  async describeClass(classId: string, text: string | null): Promise<boolean> {
    const project = await this.#toasts.attempt(() =>
      this.#client.classes.update({ slug: this.slug, classId, text }),
    );
    if (project) this.current = project;
    return project !== undefined;
  }

  /**
   * Changes a class, and with it perhaps others, as a step that Undo takes back; what changes none is no step. Answers
   * false where it was refused (and said so).
   * @param partOf what of a class is changed
   */
  async #changeClass(
    classId: string,
    change: ClassChange,
    partOf: (one: GestureClass) => ClassChange,
    label: string,
  ): Promise<boolean> {
    const { slug } = this;
    const put = async (id: string, part: ClassChange): Promise<void> => {
      const project = await this.#client.classes.update({ slug, classId: id, ...part });
      if (project.slug === this.current?.slug) this.current = project;
    };
    const redo = (): Promise<void> => put(classId, change);
    let accepted = false;
    await this.#history.alone(async () => {
      const before = this.classes;
      await redo();
      accepted = true;
      const differs = (one: GestureClass): boolean => {
        const now = this.classOf(one.id);
        return now !== undefined && JSON.stringify(partOf(one)) !== JSON.stringify(partOf(now));
      };
      const changed = before.filter(differs);
      const undo = async (): Promise<void> => {
        for (const one of changed) await put(one.id, partOf(one));
      };
      if (changed.length > 0 && slug === this.slug) this.#history.did({ label, undo, redo, lapses: true });
    });
    return accepted;
  }

  /** Moves a class to another place in the order (0 is first); Undo moves it back. */
  async moveClass(classId: string, to: number): Promise<void> {
    const from = this.#placeOf(classId);
    await this.dragClass(classId, to);
    await this.dropClass(classId, from);
  }

  /** Moves a class as {@link moveClass} does, for as long as it is dragged. */
  async dragClass(classId: string, to: number): Promise<void> {
    const { slug } = this;
    await this.#history.alone(() => this.#place(slug, classId, to));
  }

  /** Remembers the way of a class that was dragged as one step, from where it was. */
  async dropClass(classId: string, from: number): Promise<void> {
    const { slug } = this;
    await this.#history.alone(() => {
      const to = slug === this.slug ? this.#placeOf(classId) : from;
      const place = (index: number) => (): Promise<void> => this.#place(slug, classId, index);
      const label = `Moved class ${this.classOf(classId)?.name ?? classId}`;
      if (to !== from) this.#history.did({ label, undo: place(from), redo: place(to), lapses: true });
      return Promise.resolve();
    });
  }

  #placeOf(classId: string): number {
    return this.classes.findIndex(({ id }) => id === classId);
  }

  /** Shows the new order at once. */
  async #place(slug: string, classId: string, to: number): Promise<void> {
    const { current } = this;
    if (current?.slug !== slug) return;
    const order = current.classes.map(({ id }) => id).filter((id) => id !== classId);
    order.splice(Math.max(0, Math.min(to, order.length)), 0, classId);
    if (order.every((id, index) => current.classes[index]?.id === id)) return;
    const moved = order.flatMap((id) => current.classes.filter((each) => each.id === id));
    this.current = { ...current, classes: moved };
    try {
      const project = await this.#client.classes.reorder({ slug, order });
      if (this.current?.slug === slug) this.current = project;
    } catch (error) {
      if (this.current?.slug === slug) this.current = current;
      throw error;
    }
  }

  /** Takes a class and its clips to the trash; Undo brings them back. */
  async removeClass(classId: string): Promise<void> {
    const { slug } = this;
    const name = this.classOf(classId)?.name ?? classId;
    let trashId = '';
    const remove = async (): Promise<void> => {
      const removed = await this.#client.classes.remove({ slug, classId });
      trashId = removed.trashId;
      await this.#moved(removed.project);
    };
    const restore = async (): Promise<void> =>
      this.#moved(await this.#client.classes.restore({ slug, trashId }));
    await this.#history.alone(async () => {
      await remove();
      this.#history.did({ label: `Deleted class ${name}`, undo: restore, redo: remove });
    });
  }

  async #moved(project: Project): Promise<void> {
    this.current = project;
    await this.onClassesMoved?.();
  }
}
