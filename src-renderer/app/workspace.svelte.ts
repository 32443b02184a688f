import type { ProjectSummary } from '../../src-main/contract';
import { MAX_NAME } from '../../src-main/shared/limits';
import { sameName } from '../../src-main/shared/same-name';
import type { Clips } from '../features/clips/clips.svelte';
import type { Projects } from '../features/projects/project.svelte';
import type { Interrupted } from '../features/train/interrupted.svelte';
import type { Runs } from '../features/report/runs.svelte';
import type { History } from '../base/history.svelte';
import type { Navigation } from '../base/navigation.svelte';
import type { AppSettings } from '../base/settings.svelte';
import type { Toasts } from '../base/toasts.svelte';
import type { Client } from '../rpc/connection';
import { Following } from './following';

/** What a workspace keeps in step with the open project. */
interface WorkspaceParts {
  toasts: Toasts;
  history: History;
  settings: AppSettings;
  navigation: Navigation;
  projects: Projects;
  clips: Clips;
  runs: Runs;
  interrupted: Interrupted;
}

/** What the other parts do while another project is opened. */
interface WorkspaceHooks {
  /** Ends what goes on in the project that was open. */
  onLeave: () => void;
  /** Forgets what was shown of the one before; the new one's description is there. */
  onOpened: (slug: string) => void;
  /** Its clips and models are there. */
  onLoaded: () => void;
}

/** The one project that is open: which it is, and what opening, mending and removing one means for all that shows it. */
export class Workspace {
  readonly #parts: WorkspaceParts;
  readonly #hooks: WorkspaceHooks;
  readonly #following: Following;

  constructor(client: Client, parts: WorkspaceParts, hooks: WorkspaceHooks) {
    this.#parts = parts;
    this.#hooks = hooks;
    const { toasts, projects, clips, runs } = parts;
    this.#following = new Following(client, {
      project: (slug) => toasts.attempt(() => projects.follow(slug)),
      gone: (slug) => this.#gone(slug),
      clips: (slug, change) => clips.follow(slug, change),
      history: (slug) => clips.followHistory(slug),
      models: (slug) => toasts.attempt(() => runs.follow(slug)),
    });
  }

  /** Opens the project that was open last, unless it is known not to open. */
  async openLast(): Promise<void> {
    const { projects, settings } = this.#parts;
    const last = projects.list.find(({ slug }) => slug === settings.value.lastProject);
    if (last && last.unreadable === null) await this.open(last.slug);
  }

  async open(slug: string): Promise<void> {
    const { toasts, projects, history, clips, runs, interrupted, settings } = this.#parts;
    await toasts.attempt(async () => {
      this.#hooks.onLeave();
      await projects.open(slug);
      history.reset();
      this.#hooks.onOpened(slug);
      await this.#following.begin(slug);
      await Promise.all([clips.load(slug), runs.load(slug), interrupted.open(slug)]);
      await clips.loadHistory();
      this.#hooks.onLoaded();
      if (settings.value.lastProject !== slug) await settings.change({ lastProject: slug });
    });
  }

  /** Opens a project that did not open before. A damaged one is rebuilt from its clips. */
  async mend({ slug, remedy }: ProjectSummary): Promise<void> {
    const { toasts, projects } = this.#parts;
    if (remedy !== 'rebuild') await this.open(slug);
    else {
      const rebuilt = await toasts.attempt(() => projects.rebuild(slug));
      if (rebuilt) {
        await this.open(slug);
        toasts.show(`${rebuilt.name} was rebuilt from its clips. The damaged file is kept in its folder.`, {
          tone: 'success',
        });
      }
    }
    await toasts.attempt(() => projects.refresh());
  }

  /** Makes a project and opens it. Rejects with a sentence where the name is taken or not allowed. */
  async create(name: string): Promise<void> {
    const project = await this.#parts.projects.create(name);
    await this.open(project.slug);
    this.#parts.navigation.go('collect');
  }

  /** The same, under this name or, where it is taken, under another that begins so. */
  async createLike(name: string): Promise<void> {
    const { list } = this.#parts.projects;
    const same = (other: string): boolean => list.some((each) => sameName(each.name, other));
    let free = name;
    for (let n = 2; same(free); n++) free = `${name.slice(0, MAX_NAME - 6)} (${n})`;
    await this.create(free);
  }

  /**
   * Takes a project to the trash, as a step that Undo takes back. Where it was open, the next one is opened, and the step
   * stays the last one there.
   */
  async remove(slug: string, name: string): Promise<void> {
    const { history, projects } = this.#parts;
    await history.alone(async () => {
      const wasOpen = projects.current?.slug === slug;
      let trashId = await this.#discard(slug);
      let restored = slug;
      history.did({
        label: `Deleted project ${name}`,
        undo: async () => {
          const project = await projects.restore(trashId);
          restored = project.slug;
          if (wasOpen) await this.open(restored);
        },
        redo: async () => {
          trashId = await this.#discard(restored);
        },
      });
    });
  }

  /** Brings a deleted project back, and offers to open it. */
  async restore(trashId: string, name: string): Promise<void> {
    const { toasts, projects } = this.#parts;
    await toasts.attempt(async () => {
      const project = await projects.restore(trashId);
      const text = project.name === name ? `Restored ${name}.` : `Restored ${name} as ${project.name}.`;
      toasts.show(text, { action: { label: 'Open', run: () => void this.open(project.slug) } });
    });
  }

  async #discard(slug: string): Promise<string> {
    const { projects } = this.#parts;
    const isOpen = projects.current?.slug === slug;
    if (isOpen) {
      this.#hooks.onLeave();
      this.#following.stop();
    }
    const trashId = await projects.remove(slug);
    if (isOpen) await this.#openNext();
    return trashId;
  }

  /** Shows the project as it is on disk, if it is the open one. */
  async reread(slug: string): Promise<void> {
    const { projects, clips, runs, interrupted } = this.#parts;
    if (projects.current?.slug !== slug) return;
    await projects.open(slug);
    await Promise.all([clips.load(slug), runs.load(slug), interrupted.refresh(slug)]);
    await clips.followHistory(slug);
  }

  /** Shows what was imported: another project is opened, the open one is read again. */
  async showImported(slug: string | null): Promise<void> {
    const { projects, clips } = this.#parts;
    await projects.refresh();
    const open = projects.current?.slug;
    if (slug !== null && slug !== open) return this.open(slug);
    if (open === undefined) return;
    await projects.open(open);
    await clips.load(open);
  }

  /** The open project was taken to the trash elsewhere. */
  async #gone(slug: string): Promise<void> {
    const { toasts, projects } = this.#parts;
    const { current } = projects;
    if (current?.slug !== slug) return;
    toasts.show(`The project ${current.name} was deleted in another window.`);
    await toasts.attempt(async () => {
      projects.current = null;
      await projects.refresh();
      await this.#openNext();
    });
  }

  async #openNext(): Promise<void> {
    const { clips, runs, history, projects } = this.#parts;
    clips.clear();
    runs.clear();
    history.reset();
    const next = projects.list.find((project) => project.unreadable === null);
    if (next) await this.open(next.slug);
  }
}
