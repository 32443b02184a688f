import { BeckonError, type ClipRef } from '../contract';
import { clipKey } from '../shared/clip-key';
import { findClass, type Classes } from './classes';
import { ClipIntake, type IncomingClip } from './clip-intake';
import type { Clips } from './clips';
import type { Step } from '../store/journal-file';
import { fromTrashId } from '../store/names';
import type { ProjectFiles } from '../store/project-files';
import { withTexts } from './texts';
import type { Trash } from './trash';

/** Clips whose files are in memory at a time. */
const AT_ONCE = 16;

/**
 * Moves clips to another project: they are copied there, each into the class of the same name, and then go to the trash
 * here. Cut off in between, a clip is in both, never in neither.
 */
export class Moving {
  constructor(
    private readonly files: ProjectFiles,
    private readonly parts: { classes: Classes; clips: Clips; trash: Trash },
  ) {}

  /** Moves clips into another project, each into its class of the same name there; Undo takes them back. */
  async toProject(slug: string, clips: readonly ClipRef[], target: string): Promise<{ moved: number }> {
    if (target === slug) throw new BeckonError('INVALID', 'The clips are in that project already.');
    const project = await this.files.read(slug);
    await this.files.read(target);
    const classIds = new Map<string, string>();
    for (const classId of new Set(clips.map((clip) => clip.classId))) {
      const adopted = await this.parts.classes.adopt(target, findClass(project, classId));
      classIds.set(classId, adopted.classId);
    }
    const intake = await ClipIntake.open(this.files, target);
    const copies: ClipRef[] = [];
    const texts: Record<string, string> = {};
    for (let start = 0; start < clips.length; start += AT_ONCE) {
      const batch: IncomingClip[] = [];
      for (const clip of clips.slice(start, start + AT_ONCE)) {
        const bytes = await this.parts.clips.readFile(slug, clip);
        batch.push({ classId: classIds.get(clip.classId) ?? clip.classId, id: clip.id, bytes });
      }
      for (const [index, taken] of (await intake.take(batch, 'in its class')).entries()) {
        if (taken instanceof BeckonError) throw taken;
        if (taken === 'known') continue;
        copies.push(taken);
        const text = project.texts?.[batch[index]?.id ?? ''];
        if (text !== undefined) texts[taken.id] = text;
      }
    }
    if (Object.keys(texts).length > 0) await this.files.update(target, (other) => withTexts(other, texts));
    const { trashIds } = await this.parts.clips.handOver(slug, [...clips], target, copies);
    return { moved: trashIds.length };
  }

  /** Takes the copies away again, to the trash of the project they are in. Those that have moved on there stay. */
  async takeBack({ to, copies = [] }: Step): Promise<void> {
    if (to === null || copies.length === 0) return;
    try {
      const { clips } = await this.parts.clips.list(to);
      const there = new Set(clips.map(clipKey));
      const left = copies.filter((clip) => there.has(clipKey(clip)));
      if (left.length > 0) await this.parts.clips.remove(to, left);
    } catch (error) {
      // The clips are here again; a project that was deleted meanwhile has taken its copies with it.
      if (!(error instanceof BeckonError) || error.code !== 'NOT_FOUND') throw error;
    }
  }

  /** Brings the copies back that {@link takeBack} took away. Rejects where one of them is gone for good. */
  async giveAgain({ to, copies = [] }: Step): Promise<void> {
    if (to === null || copies.length === 0) return;
    const project = await this.files.read(to);
    const { clips } = await this.parts.clips.list(to);
    const there = new Set(clips.map(({ id }) => id));
    const missing = new Set(copies.map(({ id }) => id).filter((id) => !there.has(id)));
    const trashed = (await this.parts.trash.list(to)).filter(
      ({ kind, trashId }) => kind === 'clip' && missing.has(fromTrashId(trashId) ?? trashId),
    );
    if (trashed.length < missing.size) {
      throw new BeckonError(
        'NOT_FOUND',
        `Beckon could not redo this: the copies in “${project.name}” are gone. Move the clips there again.`,
      );
    }
    const trashIds = trashed.map(({ trashId }) => trashId);
    if (trashIds.length > 0) await this.parts.clips.restore(to, trashIds);
  }
}
