import { basename, join, sep } from 'node:path';
import { BeckonError, type TrashItem } from '../contract';
import { CHECKPOINT_EXTENSION } from './checkpoints';
import { CLIP_EXTENSION } from '../store/clip-file';
import { trashedIds } from './clip-intake';
import type { Journal } from '../store/journal';
import { fromTrashId } from '../store/names';
import type { ProjectFiles } from '../store/project-files';
import { nameFromId } from '../store/project-json';

/** What was thrown away in a project lies in its `trash/{clips,classes,models,training,stretches}` until that is emptied. */
export class Trash {
  constructor(
    private readonly files: ProjectFiles,
    private readonly journal: Journal,
  ) {}

  async list(slug: string): Promise<TrashItem[]> {
    await this.files.read(slug);
    const items: TrashItem[] = [];
    for (const classId of await this.#names(slug, 'clips')) {
      for (const file of await this.#names(slug, 'clips', classId)) {
        if (!file.endsWith(CLIP_EXTENSION)) continue;
        items.push({ kind: 'clip', trashId: file.slice(0, -CLIP_EXTENSION.length), name: classId, clips: 1 });
      }
    }
    const known = new Map(
      (await this.files.trashedClasses(slug)).map(({ trashId, gestureClass }) => [
        trashId,
        gestureClass.name,
      ]),
    );
    for (const trashId of await this.#names(slug, 'classes')) {
      const clips = (await this.#names(slug, 'classes', trashId, 'clips')).length;
      // What a restored class leaves behind is an empty folder.
      if (!known.has(trashId) && clips === 0) continue;
      const name = known.get(trashId) ?? nameFromId(fromTrashId(trashId) ?? trashId);
      items.push({ kind: 'class', trashId, name, clips });
    }
    for (const trashId of await this.#names(slug, 'models')) {
      items.push({ kind: 'model', trashId, name: fromTrashId(trashId) ?? trashId, clips: 0 });
    }
    for (const file of await this.#names(slug, 'training')) {
      const trashId = basename(file, CHECKPOINT_EXTENSION);
      items.push({ kind: 'training', trashId, name: trashId, clips: 0 });
    }
    for (const file of await this.#names(slug, 'stretches')) {
      if (!file.endsWith('.json')) continue;
      const trashId = basename(file, '.json');
      items.push({ kind: 'stretch', trashId, name: trashId, clips: 0 });
    }
    return items;
  }

  /** Removes everything in it for good; steps that moved nothing else drop out of the history. */
  empty(slug: string): Promise<{ clips: number }> {
    return this.files.locked(slug, async () => {
      const items = await this.list(slug);
      await this.#refuseLinks(slug);
      const gone = new Set(await trashedIds(this.files, slug));
      // First, so that nothing is offered to be undone that is no longer there; on a full disk, once there is room.
      const forgotten = await this.#forget(slug, gone);
      for (const kind of ['clips', 'classes', 'models', 'training', 'stretches']) {
        await this.files.disk.attempt('empty the trash', (fs) =>
          fs.rm(this.files.path(slug, 'trash', kind), { recursive: true, force: true }),
        );
      }
      if (!forgotten) await this.#forget(slug, gone);
      return { clips: items.reduce((sum, { clips }) => sum + clips, 0) };
    });
  }

  /** Throws where something that is in use would be removed for good, or not be removed at all, because of a link. */
  async #refuseLinks(slug: string): Promise<void> {
    const { disk, root } = this.files;
    const doing = 'empty the trash';
    const own = join((await disk.realPath(this.files.path(slug), doing)) ?? '', 'trash');
    const trash = await disk.realPath(this.files.path(slug, 'trash'), doing);
    if (trash === null) return;
    const projects = (await disk.realPath(root, doing)) ?? root;
    const isOthers = trash !== own && `${trash}${sep}`.startsWith(projects + sep);
    const links = (await disk.entries(this.files.path(slug, 'trash'), doing)).filter((entry) =>
      entry.isSymbolicLink(),
    );
    if (!isOthers && links.length === 0) return;
    throw new BeckonError(
      'INVALID',
      `Beckon could not empty the trash: ${isOthers ? 'it' : `“${links[0]?.name ?? ''}” in it`} is a link, and what lies there may be in use. Remove the link from the project’s folder.`,
    );
  }

  /** False where the disk is full. Undo then refuses what is gone. */
  async #forget(slug: string, ids: ReadonlySet<string>): Promise<boolean> {
    try {
      await this.journal.forget(slug, ids);
      return true;
    } catch (error) {
      if (error instanceof BeckonError && error.code === 'DISK_FULL') return false;
      throw error;
    }
  }

  async #names(slug: string, ...path: string[]): Promise<string[]> {
    const entries = await this.files.disk.entries(this.files.path(slug, 'trash', ...path), 'read the trash');
    return entries.map(({ name }) => name);
  }
}
