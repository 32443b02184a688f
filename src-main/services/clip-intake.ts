import { BeckonError, type ClipRef } from '../contract';
import { findClass } from './classes';
import { checkClip, CLIP_EXTENSION, isSameClip } from '../store/clip-file';
import { fromTrashId, isReserved, timeId } from '../store/names';
import { mapPool } from '../store/pool';
import type { ProjectFiles } from '../store/project-files';

/** A clip's file from elsewhere, with the id it had there. */
export interface IncomingClip {
  classId: string;
  id: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** What it is called here. `known`: the project has this very clip already. An error: it is no clip, or its class is gone. */
export type Taken = ClipRef | 'known' | BeckonError;

const WRITES_AT_ONCE = 8;
const doing = 'add the clip';

/**
 * Takes clips' files from elsewhere into a project, byte for byte. A clip keeps its id unless another clip has it, here
 * or in the trash.
 */
export class ClipIntake {
  private constructor(
    private readonly files: ProjectFiles,
    private readonly slug: string,
    /** The class of each id in use; null for those in the trash. */
    private readonly classOf: Map<string, string | null>,
  ) {}

  static async open(files: ProjectFiles, slug: string): Promise<ClipIntake> {
    const classOf = new Map<string, string | null>();
    for (const id of await trashedIds(files, slug)) classOf.set(id, null);
    const looking = 'list the clips';
    for (const folder of await files.disk.entries(files.path(slug, 'clips'), looking)) {
      if (!folder.isDirectory()) continue;
      const classId = folder.name;
      for (const { name } of await files.disk.entries(files.path(slug, 'clips', classId), looking)) {
        if (name.endsWith(CLIP_EXTENSION)) classOf.set(name.slice(0, -CLIP_EXTENSION.length), classId);
      }
    }
    return new ClipIntake(files, slug, classOf);
  }

  /**
   * Alone in the project. Rejects where the disk fails; what was added by then stays. `known` says where this very clip
   * counts as there already: in any class (it may have been moved since), or in its own only.
   */
  take(clips: readonly IncomingClip[], known: 'in any class' | 'in its class'): Promise<Taken[]> {
    return this.files.locked(this.slug, async () => {
      const project = await this.files.read(this.slug);
      return mapPool(clips, WRITES_AT_ONCE, async (clip) => {
        try {
          findClass(project, clip.classId);
          checkClip(clip.bytes);
        } catch (error) {
          if (error instanceof BeckonError) return error;
          throw error;
        }
        return this.#write(clip, known === 'in any class');
      });
    });
  }

  async #write({ classId, id, bytes }: IncomingClip, anyClass: boolean): Promise<Taken> {
    const { disk } = this.files;
    const holder = this.classOf.get(id);
    const counts = anyClass || holder === classId;
    if (holder !== undefined && holder !== null && counts && (await this.#same(holder, id, bytes))) {
      return 'known';
    }
    const free = holder === undefined && !isReserved(id) ? id : timeId();
    // Before anything is awaited, so that a second clip of this id in the same batch gets another.
    this.classOf.set(free, classId);
    const path = this.files.clipPath(this.slug, { classId, id: free });
    if (await disk.exists(path, doing)) {
      return (await this.#same(classId, free, bytes))
        ? 'known'
        : new BeckonError(
            'ALREADY_EXISTS',
            'A clip with the same id was added in the meantime. Add the file again.',
          );
    }
    await disk.makeFolder(this.files.classPath(this.slug, classId), doing);
    await disk.writeNew(path, [bytes], doing);
    return { classId, id: free };
  }

  async #same(classId: string, id: string, bytes: Uint8Array): Promise<boolean> {
    const path = this.files.clipPath(this.slug, { classId, id });
    if (!(await this.files.disk.exists(path, doing))) return false;
    const theirs = await this.files.disk.attempt(doing, (fs) => fs.readFile(path));
    if (Buffer.compare(theirs, bytes) === 0) return true;
    try {
      return isSameClip(theirs, bytes);
    } catch (error) {
      // What is there is no readable clip.
      if (error instanceof BeckonError) return false;
      throw error;
    }
  }
}

/** Ids of clips that were thrown away, by themselves or with their class, and may come back. */
export async function trashedIds(files: ProjectFiles, slug: string): Promise<string[]> {
  const looking = 'read the trash';
  const names = async (...path: string[]): Promise<string[]> =>
    (await files.disk.entries(files.path(slug, 'trash', ...path), looking)).map(({ name }) => name);
  const clips = (found: string[]): string[] =>
    found
      .filter((name) => name.endsWith(CLIP_EXTENSION))
      .map((name) => name.slice(0, -CLIP_EXTENSION.length));
  const ids: string[] = [];
  for (const classId of await names('clips')) {
    for (const trashId of clips(await names('clips', classId))) ids.push(fromTrashId(trashId) ?? trashId);
  }
  for (const trashId of await names('classes')) ids.push(...clips(await names('classes', trashId, 'clips')));
  return ids;
}
