import { join } from 'node:path';
import {
  BeckonError,
  gestureClassSchema,
  idSchema,
  SCHEMA_VERSION,
  type ClipRef,
  type GestureClass,
  type Project,
} from '../contract';
import { MAX_CLASSES } from '../shared/limits';
import { shorten } from '../shared/shorten';
import { CLIP_EXTENSION } from './clip-file';
import { below, isMissing, type Disk } from './disk';
import { Locks } from './locks';
import { sameName } from '../shared/same-name';
import { firstFree } from './names';
import { nextColour, nextKey } from './class-defaults';
import {
  checkProject,
  formatProject,
  nameFromId,
  parseProject,
  salvageProject,
  type ParsedProject,
} from './project-json';

/** What stands where a project should be. */
export type Found =
  | ParsedProject
  /** The folder is there but its `project.json` is not. `setAside`: the newest damaged one kept beside it. */
  | { kind: 'missing'; name: string; setAside: string | null; rebuildable: boolean };

const DAMAGED = /^project\.damaged-[a-z0-9]+\.json$/;

/** Where the files of projects lie, and `project.json` itself. Every other service goes through this one. */
export class ProjectFiles {
  readonly #locks: Locks;

  constructor(
    readonly dataDir: string,
    readonly disk: Disk,
  ) {
    this.#locks = new Locks(this.locksFolder);
  }

  get root(): string {
    return join(this.dataDir, 'projects');
  }

  /** Where the processes that use this data folder keep each other from writing to one project at a time. */
  get locksFolder(): string {
    return join(this.dataDir, 'locks');
  }

  /** The project's folder, or a place in it. Every name is refused that could lead out of it. */
  path(slug: string, ...names: string[]): string {
    checkId(slug, 'project');
    return below(this.root, slug, ...names);
  }

  classPath(slug: string, classId: string): string {
    checkId(classId, 'class');
    return this.path(slug, 'clips', classId);
  }

  clipPath(slug: string, { classId, id }: ClipRef): string {
    checkId(classId, 'class');
    checkId(id, 'clip');
    return this.path(slug, 'clips', classId, `${id}${CLIP_EXTENSION}`);
  }

  /** One job at a time in a project: no other job, of this process or another, changes its files meanwhile. */
  locked<T>(slug: string, job: () => Promise<T>): Promise<T> {
    return this.#locks.run(slug, job);
  }

  /** Throws NOT_FOUND where there is no such folder; writes nothing. */
  async find(slug: string): Promise<Found> {
    const doing = `read the project “${slug}”`;
    const bytes = await this.disk.attempt(doing, (fs) =>
      fs.readFile(this.path(slug, 'project.json')).catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      }),
    );
    if (bytes) {
      const parsed = parseProject(bytes, slug);
      return parsed.kind === 'project'
        ? { kind: 'project', project: await this.#withUnlisted(parsed.project) }
        : parsed;
    }
    if (!(await this.disk.exists(this.path(slug), doing))) {
      throw new BeckonError('NOT_FOUND', `There is no project “${slug}”.`);
    }
    const names = (await this.disk.entries(this.path(slug), doing)).map(({ name }) => name);
    const setAside = names.filter((name) => DAMAGED.test(name)).at(-1) ?? null;
    return {
      kind: 'missing',
      name: nameFromId(slug),
      setAside,
      rebuildable: setAside !== null || names.includes('clips'),
    };
  }

  /** The project, or an error that says why there is none. */
  async read(slug: string): Promise<Project> {
    const found = await this.find(slug);
    if (found.kind === 'project') return found.project;
    throw new BeckonError(found.kind === 'newer' ? 'NEWER_SCHEMA' : 'UNREADABLE', problemOf(found));
  }

  /** Reads, changes and writes `project.json`, alone in the project. */
  update(slug: string, change: (project: Project) => Project | Promise<Project>): Promise<Project> {
    return this.locked(slug, async () => this.write(await change(await this.read(slug))));
  }

  /** For callers that hold the lock. */
  async write(project: Project): Promise<Project> {
    const modified = new Date().toISOString();
    const changed = checkProject({ ...project, schema: SCHEMA_VERSION, modified });
    const path = this.path(project.slug, 'project.json');
    await this.disk.write(path, [formatProject(changed)], `save the project “${project.name}”`);
    return changed;
  }

  /** Moves a damaged `project.json` out of the way, beside its place, and says what it is called now. */
  async setAside(slug: string): Promise<string> {
    const name = `project.damaged-${Date.now().toString(36)}.json`;
    const move = { from: this.path(slug, 'project.json'), to: this.path(slug, name) };
    await this.disk.move([move], `set the damaged project.json of “${slug}” aside`);
    return name;
  }

  /** Writes a new `project.json` from what the folder holds: the damaged one's valid parts, and every clips folder. */
  async rebuild(slug: string, setAside: string | null): Promise<Project> {
    const bytes =
      setAside === null
        ? null
        : await this.disk.attempt(`read ${setAside}`, (fs) => fs.readFile(this.path(slug, setAside)));
    const project = salvageProject(bytes, slug, new Date().toISOString());
    return this.write(await this.#withUnlisted(project));
  }

  /**
   * Adds the classes whose folder holds clips but that `project.json` does not list (a crash between two steps, or a
   * folder copied in by hand), so that no clip is out of sight. They are written with the project's next change.
   */
  async #withUnlisted(project: Project): Promise<Project> {
    const classes = [...project.classes];
    const doing = `read the clips of “${project.name}”`;
    for (const entry of await this.disk.entries(this.path(project.slug, 'clips'), doing)) {
      if (!entry.isDirectory() || !idSchema.safeParse(entry.name).success) continue;
      if (classes.some(({ id }) => id === entry.name) || classes.length >= MAX_CLASSES) continue;
      const files = await this.disk
        .entries(this.path(project.slug, 'clips', entry.name), doing)
        .catch(() => []);
      if (!files.some(({ name }) => name.endsWith(CLIP_EXTENSION))) continue;
      classes.push(await this.#recover(project.slug, entry.name, classes));
    }
    return classes.length === project.classes.length ? project : { ...project, classes };
  }

  /** Under its old name and colour where the trash still knows them. */
  async #recover(slug: string, id: string, others: readonly GestureClass[]): Promise<GestureClass> {
    const known = (await this.trashedClasses(slug)).find((one) => one.gestureClass.id === id)?.gestureClass;
    const wanted = known?.name ?? nameFromId(id);
    const taken = (name: string): boolean => others.some((other) => sameName(other.name, name));
    return {
      id,
      name: firstFree(wanted, taken),
      colour: known?.colour ?? nextColour(others),
      key: nextKey(others),
    };
  }

  /** Classes in the trash, by trash id. */
  async trashedClasses(slug: string): Promise<{ trashId: string; gestureClass: GestureClass }[]> {
    const doing = `read the trash of “${slug}”`;
    const found: { trashId: string; gestureClass: GestureClass }[] = [];
    for (const { name } of await this.disk.entries(this.path(slug, 'trash', 'classes'), doing)) {
      const bytes = await this.disk
        .attempt(doing, (fs) => fs.readFile(this.path(slug, 'trash', 'classes', name, 'class.json')))
        .catch(() => null);
      const gestureClass = bytes && gestureClassSchema.safeParse(tryJson(bytes)).data;
      if (gestureClass) found.push({ trashId: name, gestureClass });
    }
    return found;
  }
}

/** Why a project does not open, as sentences. */
export function problemOf(found: Exclude<Found, { kind: 'project' }>): string {
  switch (found.kind) {
    case 'newer':
      return `“${found.name}” was made by a newer version of Beckon (its schema is ${found.schema}, this one knows ${SCHEMA_VERSION}). Update Beckon to open it.`;
    case 'damaged':
      return `The project.json of “${found.name}” is damaged: ${found.reason}. Its clips and models are untouched.`;
    case 'missing':
      if (!found.rebuildable) return `The folder of “${found.name}” holds no project.json and no clips.`;
      return found.setAside === null
        ? `The project.json of “${found.name}” is missing. Open the project to rebuild it from its clips.`
        : `The project.json of “${found.name}” was damaged and is kept as ${found.setAside}. Open the project to rebuild it from its clips.`;
  }
}

export function checkId(id: string, what: string): void {
  if (!idSchema.safeParse(id).success)
    throw new BeckonError('INVALID', `“${shorten(id)}” is not the id of a ${what}.`);
}

function tryJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
