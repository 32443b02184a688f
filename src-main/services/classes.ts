import { z } from 'zod';
import { BeckonError, gestureClassSchema, type GestureClass, type Project } from '../contract';
import { MAX_CLASSES } from '../shared/limits';
import { firstFree, fromTrashId, isReserved, slugify, toTrashId } from '../store/names';
import { sameName } from '../shared/same-name';
import { nextColour, nextKey } from '../store/class-defaults';
import type { ProjectFiles } from '../store/project-files';
import { pairUp, withoutLooseTwins } from '../store/twins';

/** `class.json` in the trash: the class, and where it stood among the others. */
const trashedClassSchema = gestureClassSchema.extend({ index: z.int().nonnegative().default(MAX_CLASSES) });

export interface ClassChange {
  name?: string | undefined;
  colour?: string | undefined;
  key?: GestureClass['key'] | undefined;
  mirror?: string | null | undefined;
  text?: string | null | undefined;
}

/** Classes are entries of `project.json`, each with the folder `clips/<class id>`. */
export class Classes {
  constructor(private readonly files: ProjectFiles) {}

  async add(slug: string, name: string, colour?: string): Promise<{ project: Project; classId: string }> {
    let classId = '';
    const project = await this.files.update(slug, async (before) => {
      refuseTaken(before.classes, name);
      refuseTooMany(before.classes);
      const taken = await this.#usedIds(slug, before);
      classId = firstFree(slugify(name, 'class'), (id) => taken.has(id));
      await this.files.disk.makeFolder(this.files.classPath(slug, classId), `add the class “${name}”`);
      const added = {
        id: classId,
        name,
        colour: colour ?? nextColour(before.classes),
        key: nextKey(before.classes),
      };
      return { ...before, classes: [...before.classes, added] };
    });
    return { project, classId };
  }

  /**
   * The class of this name; where there is none, one is added with the id, colour and key wanted, as far as no other
   * class has them, and without a mirror twin.
   */
  async adopt(slug: string, wanted: GestureClass): Promise<{ project: Project; classId: string }> {
    let classId = wanted.id;
    const project = await this.files.update(slug, async (before) => {
      const same = before.classes.find(({ name }) => sameName(name, wanted.name));
      if (same) {
        classId = same.id;
        return before;
      }
      refuseTooMany(before.classes);
      const taken = await this.#usedIds(slug, before);
      const base = isReserved(wanted.id) ? slugify(wanted.name, 'class') : wanted.id;
      classId = firstFree(base.slice(0, 56), (id) => taken.has(id));
      await this.files.disk.makeFolder(this.files.classPath(slug, classId), `add the class “${wanted.name}”`);
      const keyTaken = before.classes.some(({ key }) => key === wanted.key);
      const key = keyTaken && wanted.key !== null ? nextKey(before.classes) : wanted.key;
      const { name, colour, text } = wanted;
      const added = { id: classId, name, colour, key, ...(text !== undefined && { text }) };
      return { ...before, classes: [...before.classes, added] };
    });
    return { project, classId };
  }

  /** A key that another class holds changes places with the one this class had; mirror twins always name each other. */
  update(slug: string, classId: string, change: ClassChange): Promise<Project> {
    return this.files.update(slug, (project) => {
      const before = findClass(project, classId);
      const others = project.classes.filter(({ id }) => id !== classId);
      if (change.name !== undefined) refuseTaken(others, change.name);
      const { text: textBefore, ...rest } = before;
      const text = change.text === undefined ? textBefore : change.text;
      const after: GestureClass = {
        ...rest,
        ...(text !== undefined && text !== null && { text }),
        name: change.name ?? before.name,
        colour: change.colour ?? before.colour,
        key: change.key === undefined ? before.key : change.key,
      };
      const classes = project.classes.map((one) => {
        if (one.id === classId) return after;
        return after.key !== null && one.key === after.key ? { ...one, key: before.key } : one;
      });
      if (change.mirror === undefined) return { ...project, classes };
      if (change.mirror !== null) findClass(project, change.mirror);
      return { ...project, classes: pairUp(classes, classId, change.mirror) };
    });
  }

  reorder(slug: string, order: string[]): Promise<Project> {
    return this.files.update(slug, (project) => {
      const classes = order.map((id) => findClass(project, id));
      if (classes.length !== project.classes.length || new Set(classes).size !== classes.length) {
        throw new BeckonError('INVALID', 'The new order must name every class of the project once.');
      }
      return { ...project, classes };
    });
  }

  /**
   * Its record goes to the trash first, then it leaves `project.json`, then its clips move: after a crash in between,
   * the class is listed again with all its clips (see `ProjectFiles`).
   */
  remove(slug: string, classId: string): Promise<{ project: Project; trashId: string }> {
    return this.files.locked(slug, async () => {
      const before = await this.files.read(slug);
      const removed = findClass(before, classId);
      const { disk } = this.files;
      const doing = `move the class “${removed.name}” to the trash`;
      const trashId = toTrashId(classId);
      const record = { ...removed, index: before.classes.indexOf(removed) };
      const folder = this.#trash(slug, trashId);
      await disk.makeFolder(folder, doing);
      await disk.writeJson(this.#trash(slug, trashId, 'class.json'), record, doing);
      const classes = before.classes.filter(({ id }) => id !== classId);
      const project = await this.files.write({ ...before, classes: withoutLooseTwins(classes) });
      const clips = this.files.classPath(slug, classId);
      if (await disk.exists(clips, doing)) {
        await disk.move([{ from: clips, to: this.#trash(slug, trashId, 'clips') }], doing);
      }
      return { project, trashId };
    });
  }

  restore(slug: string, trashId: string): Promise<Project> {
    return this.files.locked(slug, async () => {
      const project = await this.files.read(slug);
      const { index, ...trashed } = await this.#readTrashed(slug, trashId);
      if (project.classes.some(({ id }) => id === trashed.id)) {
        throw new BeckonError('ALREADY_EXISTS', `The class “${trashed.name}” is already there.`);
      }
      refuseTaken(project.classes, trashed.name);
      const keyTaken = project.classes.some(({ key }) => key === trashed.key);
      const restored = { ...trashed, key: keyTaken ? nextKey(project.classes) : trashed.key };

      const { disk } = this.files;
      const doing = `restore the class “${trashed.name}”`;
      const clips = this.#trash(slug, trashId, 'clips');
      if (await disk.exists(clips, doing)) {
        await disk.move([{ from: clips, to: this.files.classPath(slug, trashed.id) }], doing);
      }
      const written = await this.files.write({
        ...project,
        classes: reunited(project.classes.toSpliced(index, 0, restored), restored),
      });
      await disk.attempt(doing, (fs) =>
        fs.rm(this.#trash(slug, trashId, 'class.json'), { recursive: true, force: true }),
      );
      return written;
    });
  }

  #trash(slug: string, trashId: string, ...names: string[]): string {
    return this.files.path(slug, 'trash', 'classes', trashId, ...names);
  }

  async #readTrashed(slug: string, trashId: string): Promise<z.infer<typeof trashedClassSchema>> {
    const gone = 'This class is no longer in the trash.';
    if (fromTrashId(trashId) === null) throw new BeckonError('NOT_FOUND', gone);
    const { disk } = this.files;
    const path = this.#trash(slug, trashId, 'class.json');
    if (!(await disk.exists(path, 'read the trash'))) throw new BeckonError('NOT_FOUND', gone);
    const bytes = await disk.attempt('read the class in the trash', (fs) => fs.readFile(path));
    try {
      return trashedClassSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    } catch (cause) {
      const reason = `The record of this class in the trash is damaged. Its clips lie in trash/classes/${trashId}/clips.`;
      throw new BeckonError('UNREADABLE', reason, { cause });
    }
  }

  /** Ids that classes have or had, so that a new one never takes over what an old one left in the trash. */
  async #usedIds(slug: string, project: Project): Promise<Set<string>> {
    const doing = `read the classes of “${project.name}”`;
    const names = async (...path: string[]): Promise<string[]> =>
      (await this.files.disk.entries(this.files.path(slug, ...path), doing)).map(({ name }) => name);
    return new Set([
      ...project.classes.map(({ id }) => id),
      ...(await names('clips')),
      ...(await names('trash', 'clips')),
      ...(await names('trash', 'classes')).map((trashId) => fromTrashId(trashId) ?? trashId),
    ]);
  }
}

/** Throws NOT_FOUND where the project has no such class. */
export function findClass(project: Project, classId: string): GestureClass {
  const found = project.classes.find(({ id }) => id === classId);
  if (found) return found;
  throw new BeckonError('NOT_FOUND', `“${project.name}” has no class “${classId}”.`);
}

/** Gives a class that has come back its mirror twin again, unless that has found another or is gone. */
function reunited(classes: readonly GestureClass[], { id, mirror }: GestureClass): GestureClass[] {
  const twin = classes.find((one) => one.id === mirror && (one.mirror === undefined || one.id === id));
  return pairUp(classes, id, twin?.id ?? null);
}

function refuseTooMany(classes: readonly GestureClass[]): void {
  if (classes.length < MAX_CLASSES) return;
  throw new BeckonError('INVALID', `A project can have at most ${MAX_CLASSES} classes.`);
}

function refuseTaken(classes: readonly GestureClass[], name: string): void {
  const taken = classes.find((one) => sameName(one.name, name));
  if (!taken) return;
  throw new BeckonError(
    'ALREADY_EXISTS',
    `There is already a class called “${taken.name}”. Choose another name.`,
  );
}
