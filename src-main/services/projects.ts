import {
  BeckonError,
  DEFAULT_CAPTURE,
  idSchema,
  SCHEMA_VERSION,
  type CaptureSettings,
  type DeletedProject,
  type Preset,
  type Project,
  type ProjectSummary,
} from '../contract';
import { MAX_DISMISSED, MAX_NAME } from '../shared/limits';
import { below } from '../store/disk';
import type { Journal } from '../store/journal';
import { firstFree, fromDatedTrashId, slugify, toDatedTrashId } from '../store/names';
import { countsOf, type ProjectCounts } from '../store/project-counts';
import { sameName } from '../shared/same-name';
import { problemOf, type ProjectFiles } from '../store/project-files';
import { checkProject, formatProject, parseProject, type ParsedProject } from '../store/project-json';
import { StagedFolder } from '../store/staged-folder';
import { withTexts } from './texts';

/** Held while folders of `projects/` come and go. No slug has this name. */
const ALL = '_all';

const LOOKING = 'look for deleted projects';

/** Projects are folders of `<data dir>/projects`; those thrown away lie in `<data dir>/trash`. */
export class Projects {
  constructor(
    private readonly files: ProjectFiles,
    private readonly journal: Journal,
    /** Is told, in sentences, what a person should know beside the answer. */
    private readonly tell: (sentence: string) => void,
  ) {}

  /** Newest change first; those that cannot be opened last, each with the reason. Writes nothing. */
  async list(): Promise<ProjectSummary[]> {
    const slugs = await this.#slugs();
    const summaries = await Promise.all(slugs.map((slug) => this.#summary(slug)));
    return summaries.sort((a, b) => {
      if ((a.unreadable === null) !== (b.unreadable === null)) return a.unreadable === null ? -1 : 1;
      return (b.modified ?? '').localeCompare(a.modified ?? '') || (a.slug < b.slug ? -1 : 1);
    });
  }

  create(name: string, capture: CaptureSettings = DEFAULT_CAPTURE): Promise<Project> {
    return this.files.locked(ALL, async () => {
      await this.#refuseTaken(name);
      const slug = await this.#freeSlug(slugify(name, 'project'));
      const created = new Date().toISOString();
      const project = checkProject({
        schema: SCHEMA_VERSION,
        slug,
        name,
        classes: [],
        capture,
        created,
        modified: created,
      });
      await this.files.disk.writeFolder(
        this.files.path(slug),
        { 'project.json': [formatProject(project)] },
        `create the project “${name}”`,
      );
      return project;
    });
  }

  /**
   * Takes a project in from elsewhere, whole or not at all. `fill` writes what is in it into a folder that nobody sees
   * before. Where its name is taken, it gets a number.
   */
  async adopt(source: Project, fill: (folder: StagedFolder) => Promise<void>): Promise<Project> {
    const { disk, root } = this.files;
    const folder = await StagedFolder.begin(disk, root, `create the project “${source.name}”`);
    try {
      await fill(folder);
      return await this.files.locked(ALL, async () => {
        const slug = await this.#freeSlug(slugify(source.name, 'project'));
        const name = freeName(source.name, await this.#names());
        const project = checkProject({ ...source, schema: SCHEMA_VERSION, slug, name });
        await folder.write(['project.json'], [formatProject(project)]);
        await folder.place(this.files.path(slug));
        return project;
      });
    } catch (error) {
      await folder.discard().catch(() => undefined);
      throw error;
    }
  }

  /**
   * A damaged `project.json` is set aside and named in the error; opening again rebuilds the project from its clips and
   * from what was still valid.
   */
  open(slug: string): Promise<Project> {
    return this.files.locked(slug, async () => {
      const found = await this.files.find(slug);
      switch (found.kind) {
        case 'project':
          await this.#putInOrder(slug);
          // Read again: clips that were taken back may be of a class that is listed only now.
          return this.files.read(slug);
        case 'newer':
          throw new BeckonError('NEWER_SCHEMA', problemOf(found));
        case 'damaged': {
          const kept = await this.files.setAside(slug);
          throw new BeckonError(
            'UNREADABLE',
            `${problemOf(found)} It is kept as ${kept}. Open the project again to rebuild it from its clips.`,
          );
        }
        case 'missing':
          if (found.rebuildable) return this.files.rebuild(slug, found.setAside);
          throw new BeckonError('UNREADABLE', problemOf(found));
      }
    });
  }

  rename(slug: string, name: string): Promise<Project> {
    return this.files.locked(ALL, async () => {
      await this.#refuseTaken(name, slug);
      return this.files.update(slug, (project) => ({ ...project, name }));
    });
  }

  setCapture(slug: string, capture: CaptureSettings): Promise<Project> {
    return this.files.update(slug, (project) => ({ ...project, capture }));
  }

  setPreset(slug: string, preset: Preset | null): Promise<Project> {
    return this.files.update(slug, ({ preset: _, ...before }) => (preset ? { ...before, preset } : before));
  }

  setFine(slug: string, findingKey: string, fine: boolean): Promise<Project> {
    return this.files.update(slug, (project) => {
      const others = (project.fine ?? []).filter((each) => each !== findingKey);
      return { ...project, fine: [...others, ...(fine ? [findingKey] : [])].slice(-MAX_DISMISSED) };
    });
  }

  /** Texts of single clips, by their ids; null takes one away. */
  setTexts(slug: string, texts: Readonly<Record<string, string | null>>): Promise<Project> {
    return this.files.update(slug, (project) => withTexts(project, texts));
  }

  remove(slug: string): Promise<{ trashId: string }> {
    return this.files.locked(ALL, () =>
      this.files.locked(slug, async () => {
        const doing = `move the project “${slug}” to the trash`;
        const from = this.files.path(slug);
        if (!(await this.files.disk.exists(from, doing))) {
          throw new BeckonError('NOT_FOUND', `There is no project “${slug}”.`);
        }
        const trashId = toDatedTrashId(slug);
        await this.files.disk.move([{ from, to: this.#trash(trashId) }], doing);
        return { trashId };
      }),
    );
  }

  /** Those in the trash, thrown away last first; those of which it is not known when, last. Writes nothing. */
  async deleted(): Promise<DeletedProject[]> {
    const { disk, dataDir } = this.files;
    const entries = await disk.entries(below(dataDir, 'trash'), LOOKING);
    const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
    const found = await Promise.all(folders.map(({ name }) => this.#deleted(name)));
    const latest = ({ deleted, modified }: DeletedProject): string => deleted ?? modified ?? '';
    return found
      .filter((each) => each !== null)
      .sort(
        (a, b) =>
          Number(a.deleted === null) - Number(b.deleted === null) || latest(b).localeCompare(latest(a)),
      );
  }

  /** Where its name or slug is taken by now, it comes back under one that is free. */
  restore(trashId: string): Promise<Project> {
    return this.files.locked(ALL, async () => {
      const { disk } = this.files;
      const oldSlug = fromDatedTrashId(trashId)?.id ?? null;
      const doing = 'restore the project';
      if (oldSlug === null || !(await disk.exists(this.#trash(trashId), doing))) {
        throw new BeckonError('NOT_FOUND', 'This project is no longer in the trash.');
      }
      const slug = await this.#freeSlug(oldSlug);
      const taken = await this.#names();
      await disk.move([{ from: this.#trash(trashId), to: this.files.path(slug) }], doing);
      const project = await this.files.read(slug);
      const name = freeName(project.name, taken);
      return name === project.name ? project : this.files.update(slug, (each) => ({ ...each, name }));
    });
  }

  async #deleted(trashId: string): Promise<DeletedProject | null> {
    const thrown = fromDatedTrashId(trashId);
    if (!thrown) return null;
    const parsed = await this.#trashed(trashId, thrown.id);
    const project = parsed.kind === 'project' ? parsed.project : null;
    const counts = await countsOf(this.files.disk, this.#trash(trashId), LOOKING).catch(() => null);
    return {
      trashId,
      name: project?.name ?? (parsed.kind === 'project' ? '' : parsed.name),
      deleted: thrown.time?.toISOString() ?? null,
      modified: project?.modified ?? null,
      classes: project?.classes.length ?? 0,
      clips: counts?.clips ?? 0,
      models: counts?.models ?? 0,
    };
  }

  /** What the `project.json` of a project in the trash says. */
  async #trashed(trashId: string, slug: string): Promise<ParsedProject> {
    const json = below(this.#trash(trashId), 'project.json');
    const bytes = await this.files.disk
      .attempt(LOOKING, (fs) => fs.readFile(json))
      .catch(() => new Uint8Array());
    return parseProject(bytes, slug);
  }

  #trash(trashId: string): string {
    return below(this.files.dataDir, 'trash', trashId);
  }

  async #slugs(): Promise<string[]> {
    const entries = await this.files.disk.entries(this.files.root, 'read the list of projects');
    return entries
      .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
      .map(({ name }) => name);
  }

  async #freeSlug(wanted: string): Promise<string> {
    const taken = new Set(await this.#slugs());
    return firstFree(wanted, (slug) => taken.has(slug));
  }

  async #refuseTaken(name: string, except?: string): Promise<void> {
    const taken = (await this.#names(except)).find((theirs) => sameName(theirs, name));
    if (taken === undefined) return;
    throw new BeckonError(
      'ALREADY_EXISTS',
      `There is already a project called “${taken}”. Choose another name.`,
    );
  }

  /** What projects are called, as far as it can be told. */
  async #names(except?: string): Promise<string[]> {
    const slugs = (await this.#slugs()).filter((slug) => slug !== except && idSchema.safeParse(slug).success);
    const found = await Promise.all(slugs.map((slug) => this.files.find(slug).catch(() => null)));
    return found.flatMap((each) => (each?.kind === 'project' ? each.project.name : (each?.name ?? [])));
  }

  async #summary(slug: string): Promise<ProjectSummary> {
    const none = { slug, modified: null, classes: 0, clips: 0, models: 0, remedy: null };
    if (!idSchema.safeParse(slug).success) {
      const reason =
        'The name of this folder may contain only lower-case letters, digits and hyphens. Rename it to open it.';
      return { ...none, name: slug, unreadable: reason };
    }
    try {
      const found = await this.files.find(slug);
      if (found.kind === 'project') {
        const { name, modified, classes } = found.project;
        return {
          slug,
          name,
          modified,
          classes: classes.length,
          ...(await this.#counts(slug)),
          unreadable: null,
          remedy: null,
        };
      }
      const rebuildable = found.kind === 'damaged' || (found.kind === 'missing' && found.rebuildable);
      return {
        ...none,
        name: found.name,
        ...(await this.#counts(slug)),
        unreadable: problemOf(found),
        remedy: rebuildable ? 'rebuild' : null,
      };
    } catch (error) {
      if (error instanceof BeckonError) {
        return { ...none, name: slug, unreadable: error.message, remedy: 'retry' };
      }
      throw error;
    }
  }

  #counts(slug: string): Promise<ProjectCounts> {
    return countsOf(this.files.disk, this.files.path(slug), `count the clips of “${slug}”`);
  }

  /** A project opens even where this fails: its clips can be looked at. */
  async #putInOrder(slug: string): Promise<void> {
    try {
      await this.#sweep(slug);
      await this.journal.recover(slug);
    } catch (error) {
      if (!(error instanceof BeckonError)) throw error;
      this.tell(`“${slug}” was opened, but not everything in it could be tidied up. ${error.message}`);
    }
  }

  /** Clears what interrupted writes have left, where no write can still be at work. */
  async #sweep(slug: string): Promise<void> {
    const { disk } = this.files;
    const doing = 'clean up';
    const classes = await disk.entries(this.files.path(slug, 'clips'), doing);
    const folders = [
      [],
      ['models'],
      ['training'],
      ['features'],
      ['stretches'],
      ...classes.map(({ name }) => ['clips', name]),
    ];
    for (const names of folders) await disk.sweep(this.files.path(slug, ...names));
  }
}

/** `name`, or `name (2)`, `name (3)` … where that is taken. */
function freeName(name: string, taken: readonly string[]): string {
  for (let n = 1; ; n++) {
    const ending = n === 1 ? '' : ` (${n})`;
    const candidate = `${name.slice(0, MAX_NAME - ending.length)}${ending}`;
    if (!taken.some((theirs) => sameName(theirs, candidate))) return candidate;
  }
}
